/** The polling trigger: what happens at each poll. */
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { patientUntil, type KoldanClient } from '../api/client';
import { mapConcurrently, settleAll } from '../api/concurrency';
import { connect } from '../api/connection';
import { KoldanInputError, rethrow } from '../api/errors';
import { readConditions, type Conditions } from './filters';
import { summaryKind, transcriptionKind, type TriggerKind } from './kinds';
import type { ItemsOf } from './output';
import { packCursor, unpackCursor, type PackedCursor, type PolledJob } from './pollCursor';
import { discard, ownerOf, readStored, store } from './state';

/** How many of the newest transcriptions, and of the newest summaries, a test shows. */
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
async function itemsOfAll<Job>(
	itemsOf: ItemsOf<Job>,
	jobs: readonly Job[],
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

/** One poll, or one test, of a trigger. */
interface Round {
	context: IPollFunctions;
	client: KoldanClient;
	conditions: Conditions;
}

const isListenedTo = <Job extends PolledJob>(kind: TriggerKind<Job>, { events }: Conditions) =>
	kind.statuses(events).size > 0;

async function newestOf<Job extends PolledJob>(
	{ context, client, conditions }: Round,
	kind: TriggerKind<Job>,
): Promise<INodeExecutionData[]> {
	if (!isListenedTo(kind, conditions)) return [];
	const jobs = await kind.newest(client, conditions, SHOWN_IN_TEST);
	return (await itemsOfAll(await kind.output(context, client), jobs, Infinity)).flat();
}

async function showNewest(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const { client } = await connect(context);
	const round = { context, client, conditions: readConditions(context) };
	const items = [
		...(await newestOf(round, transcriptionKind)),
		...(await newestOf(round, summaryKind)),
	];
	if (items.length > 0) return [items];
	const { transcriptions } = round.conditions.events;
	throw new KoldanInputError(
		`There is no ${transcriptions.size > 0 ? 'transcription' : 'summary'} to show yet`,
		'None has ended so far that matches the events and filters of this trigger. Transcribe a recording and try again.',
	);
}

/**
 * What one kind of jobs gives in a poll: the items, and a function that stores how far they were read.
 *
 * @param end the time (milliseconds since 1970) after which no further list, and no further result, is read
 */
async function pollKind<Job extends PolledJob>(
	{ context, client, conditions }: Round,
	kind: TriggerKind<Job>,
	end: { listing: number; reading: number },
): Promise<{ items: INodeExecutionData[]; keep: () => void }> {
	if (!isListenedTo(kind, conditions))
		return { items: [], keep: () => discard(context, kind.cursorKey) };
	const itemsOf = await kind.output(context, client);
	const packed = readStored<PackedCursor>(context, kind.cursorKey);
	const cursor = packed && unpackCursor(packed);
	const { ended, cursorAfter } = await kind.poll(client, cursor, { deadline: end.listing });
	const matches = await mapConcurrently(
		ended,
		CONCURRENCY,
		async (job) => await kind.isWanted(client, job, conditions),
	);
	const wanted = ended.filter((_, index) => matches[index]);
	const items = await itemsOfAll(itemsOf, wanted, end.reading);
	const count = items.length < wanted.length ? ended.indexOf(wanted[items.length]) : ended.length;
	const next = cursorAfter(count);
	return { items: items.flat(), keep: () => store(context, kind.cursorKey, packCursor(next)) };
}

async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const [begin, budget] = [Date.now(), budgetOf(context)];
	const conditions = readConditions(context);
	const ends = begin + budget * READING_SHARE;
	// A rate limit is not waited for longer than the poll may take: the cursor would be lost with it.
	const { client } = await connect(context);
	const round = { context, client: patientUntil(client, ends), conditions };
	const hasBoth =
		isListenedTo(transcriptionKind, conditions) && isListenedTo(summaryKind, conditions);
	const limits = (share: number, from: number) => ({
		listing: from + budget * LISTING_SHARE * share,
		reading: from + budget * READING_SHARE * share,
	});
	const first = await pollKind(round, transcriptionKind, limits(hasBoth ? 0.5 : 1, begin));
	const rest = hasBoth ? (ends - Date.now()) / (budget * READING_SHARE) : 1;
	const second = await pollKind(round, summaryKind, limits(rest, hasBoth ? Date.now() : begin));
	// If anything fails, the cursors stay as they were, and the next poll tries again.
	for (const { keep } of [first, second]) keep();
	const items = [...first.items, ...second.items];
	return items.length > 0 ? [items] : null;
}

/**
 * The transcriptions and summaries that have ended since the last poll, in one list; null when there are none. The first poll only notes
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
