/** The polling trigger: what happens at each poll. */
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { KoldanInputError } from '../api/errors';
import { connect } from './context';
import { isWanted, itemsFor, newestEnded } from './endedJobs';
import { readEvents } from './events';
import { readFilters } from './filters';
import type { PollCursor } from './pollCursor';
import { pollJobs } from './pollJobs';
import { ownerOf, readStored, store } from './stored';

const CURSOR = 'koldanCursor';

/** How many of the newest transcriptions a test shows. */
const SHOWN_IN_TEST = 3;

/** Polls under way in this process: n8n starts a poll even while the one before it has not come to its end. */
const polling = new Set<string>();

async function showNewest(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const connection = await connect(context);
	const jobs = await newestEnded(
		connection.client,
		readEvents(context),
		readFilters(context),
		SHOWN_IN_TEST,
	);
	if (jobs.length === 0) {
		throw new KoldanInputError(
			'There is no transcription to show yet',
			'None has ended so far that matches the events and filters of this trigger. Transcribe a recording and try again.',
		);
	}
	return [await itemsFor(context, connection, jobs)];
}

async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const events = readEvents(context);
	const filters = readFilters(context);
	const connection = await connect(context);
	const { cursor, ended } = await pollJobs(
		connection.client,
		readStored<PollCursor>(context, CURSOR),
	);
	const wanted = ended.filter((job) => isWanted(job, events, filters));
	// If this fails, the cursor stays as it was, and the next poll tries again.
	const items = await itemsFor(context, connection, wanted);
	store(context, CURSOR, cursor);
	return items.length > 0 ? [items] : null;
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
