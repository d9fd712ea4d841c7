/** The polling trigger: what happens at each poll. */
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { patientUntil } from '../api/client';
import { settleAll } from '../api/concurrency';
import { connect } from '../api/connection';
import { KoldanInputError, rethrow } from '../api/errors';
import type { TranscriptionJob } from '../api/types';
import { isWanted, readConditions } from './filters';
import { newestEnded, outputOf } from './output';
import { packCursor, unpackCursor, type PackedCursor } from './pollCursor';
import { pollJobs } from './pollJobs';
import { ownerOf, readStored, store } from './state';

const CURSOR = 'koldanCursor';

/** How many of the newest transcriptions a test shows. */
const SHOWN_IN_TEST = 3;

const CONCURRENCY = 4;

/**
 * How long a poll may take where n8n does not say, in milliseconds: n8n 2.37 abandons polls after 45 s in silence, and drops
 * their cursor. The rest comes with the next poll.
 */
const DEFAULT_BUDGET = 45_000;

/** The shares of the budget after which no further list, and no further transcript, is read; the rest is for n8n. */
const LISTING_SHARE = 0.4;
const READING_SHARE = 0.75;

/** Polls under way in this process: n8n starts a poll even while the previous one has not ended. */
const polling = new Set<string>();

/** How long n8n lets a poll take (milliseconds): n8n-workflow has a function for it since n8n 2.38. */
function budgetOf(context: IPollFunctions): number {
	const { getPollBudgetMs } = context as { getPollBudgetMs?: () => number };
	const budget = getPollBudgetMs?.call(context);
	return budget !== undefined && budget > 0 ? budget : DEFAULT_BUDGET;
}

/** The items of jobs, in their order, for as many of them as there is time for. */
async function itemsOfAll(
	itemsOf: (job: TranscriptionJob) => Promise<INodeExecutionData[]>,
	jobs: readonly TranscriptionJob[],
	end: number,
): Promise<INodeExecutionData[][]> {
	const outcomes = await settleAll(jobs.length, CONCURRENCY, true, async (index) =>
		// The first ones are read in any case, so that every poll gets ahead.
		index >= CONCURRENCY && Date.now() > end ? undefined : await itemsOf(jobs[index]),
	);
	const read: INodeExecutionData[][] = [];
	for (const outcome of outcomes) {
		if (outcome && 'error' in outcome) return rethrow(outcome.error);
		if (outcome?.value === undefined) break;
		read.push(outcome.value);
	}
	return read;
}

async function showNewest(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const { client } = await connect(context);
	const jobs = await newestEnded(client, readConditions(context), SHOWN_IN_TEST);
	if (jobs.length === 0) {
		throw new KoldanInputError(
			'There is no transcription to show yet',
			'None has ended so far that matches the events and filters of this trigger. Transcribe a recording and try again.',
		);
	}
	return [(await itemsOfAll(await outputOf(context, client), jobs, Infinity)).flat()];
}

async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const [begin, budget] = [Date.now(), budgetOf(context)];
	const conditions = readConditions(context);
	// A rate limit is not waited for longer than the poll may take: the cursor would be lost with it.
	const client = patientUntil((await connect(context)).client, begin + budget * READING_SHARE);
	const itemsOf = await outputOf(context, client);
	const packed = readStored<PackedCursor>(context, CURSOR);
	const { ended, cursorAfter } = await pollJobs(client, packed && unpackCursor(packed), {
		deadline: begin + budget * LISTING_SHARE,
	});
	const wanted = ended.filter((job) => isWanted(job, conditions));
	// If this fails, the cursor stays as it was, and the next poll tries again.
	const items = await itemsOfAll(itemsOf, wanted, begin + budget * READING_SHARE);
	const count = items.length < wanted.length ? ended.indexOf(wanted[items.length]) : ended.length;
	store(context, CURSOR, packCursor(cursorAfter(count)));
	return items.length > 0 ? [items.flat()] : null;
}

/**
 * The transcriptions that have ended since the last poll, in one list; null when there are none. The first poll only notes
 * where to begin. A test shows the newest ones instead, and changes nothing.
 */
export async function onPoll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return await showNewest(context);
	const owner = ownerOf(context);
	if (polling.has(owner)) return null;
	polling.add(owner);
	try {
		return await pollOnce(context);
	} finally {
		polling.delete(owner);
	}
}
