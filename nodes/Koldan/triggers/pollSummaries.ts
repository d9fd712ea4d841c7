/**
 * Looks for summaries that have ended since the last poll. In which order Koldan lists them, and whether it keeps to a filter,
 * is not documented: the list is read whole, or as far as there is time.
 */
import type { KoldanClient } from '../api/client';
import { allSummaries, findSummary, type SummaryJob } from '../api/summaries';
import {
	advance,
	CURSOR_LIMITS,
	EMPTY,
	missingFrom,
	windowOf,
	type PollCursor,
} from './pollCursor';
import { NEVER, readEach, type Poll, type PollOptions } from './pollJobs';
import { unlessForbidden } from './watchedJobs';

/** A summary that was begun longer ago when the trigger is switched on is not expected to end any more. Milliseconds. */
const LONGEST_SUMMARY = 24 * 60 * 60 * 1000;

/** The summary as it is now; undefined when it is gone, or not this user's any more. */
export const findVisibleSummary = unlessForbidden(findSummary);

/** The summaries created at or after a time (milliseconds since 1970), as far as there is time to read them. */
async function readList(
	client: KoldanClient,
	createdAfter: number,
	deadline: number,
): Promise<{ jobs: SummaryJob[]; complete: boolean }> {
	const jobs: SummaryJob[] = [];
	const filters = createdAfter > 0 ? { createdAfter: new Date(createdAfter).toISOString() } : {};
	for await (const summary of allSummaries(client, filters)) {
		if (jobs.length > 0 && Date.now() > deadline) {
			client.transport.log('warn', 'there was no time to read the whole list of summaries');
			return { jobs, complete: false };
		}
		jobs.push(summary);
	}
	return { jobs, complete: true };
}

/** The first poll gives out nothing: it notes what there is. By n8n's clock, since the list may be empty. */
async function firstPoll(
	client: KoldanClient,
	{ deadline = NEVER, limits = CURSOR_LIMITS }: PollOptions,
): Promise<Poll<SummaryJob>> {
	const now = Date.now();
	const { jobs, complete } = await readList(client, now - LONGEST_SUMMARY, deadline);
	// Of a list that was not read to its end, nobody knows what is in the rest.
	const floor = complete ? now - LONGEST_SUMMARY : now;
	const begin = { ...EMPTY, completedFloor: floor, createdFloor: floor };
	const { cursor } = advance(begin, { jobs, gone: [] }, { ...limits, batch: jobs.length });
	return { ended: [], cursorAfter: () => cursor };
}

/**
 * Looks for summaries that have ended since the last poll. One that shows no dates, and was created and ended between two
 * polls, can't be told from an old one, and is missed.
 *
 * @param cursor what the last poll gave; none for the first, which gives no summaries
 * @throws KoldanApiError; the cursor is then as it was, and nothing is lost
 */
export async function pollSummaries(
	client: KoldanClient,
	cursor: PollCursor | undefined,
	options: PollOptions = {},
): Promise<Poll<SummaryJob>> {
	if (!cursor) return await firstPoll(client, options);
	const { deadline = NEVER, limits = CURSOR_LIMITS } = options;
	const listed = await readList(client, windowOf(cursor, limits).createdAfter, deadline);
	const missing = missingFrom(cursor, { jobs: listed.jobs, gone: [] });
	const single = await readEach(
		async (id) => await findVisibleSummary(client, id),
		missing,
		deadline,
	);
	const snapshot = {
		jobs: [...listed.jobs, ...single.jobs],
		gone: single.gone,
		// What there was no time to see may have been created at any time since.
		...(listed.complete ? {} : { createdUpTo: cursor.created }),
	};
	return {
		ended: advance(cursor, snapshot, limits).ended,
		cursorAfter: (count) => advance(cursor, snapshot, { ...limits, batch: count }).cursor,
	};
}
