/** Looks for jobs that have ended since the last poll. */
import type { KoldanClient } from '../api/client';
import { settleAll } from '../api/concurrency';
import { rethrow, statusOf } from '../api/errors';
import { OPEN_STATUSES } from '../api/jobs';
import { allJobs, type JobFilters, type Walk } from '../api/paging';
import { LARGEST_PAGE } from '../api/wholeList';
import { timeOf } from '../api/times';
import { listTranscriptions, type ListQuery } from '../api/transcriptions';
import type { TranscriptionJob, TranscriptionJobStatus } from '../api/types';
import {
	advance,
	CURSOR_LIMITS,
	EMPTY,
	missingFrom,
	windowOf,
	type CursorLimits,
	type PollCursor,
	type PolledJob,
	type Snapshot,
	type Window,
} from './pollCursor';
import { findJob } from './watchedJobs';

export const ENDED_STATUSES: TranscriptionJobStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** Statuses of ended jobs that may have no completion date. */
const UNDATED: TranscriptionJobStatus[] = ['FAILED', 'CANCELLED'];

/** Before any job; a filter by completion leaves out the jobs that have no completion date. */
const BEGINNING = new Date(0).toISOString();

const CONCURRENCY = 4;

/** A list, as far as there was time to read it. */
interface Part {
	jobs: TranscriptionJob[];
	complete: boolean;
}

interface Reading {
	client: KoldanClient;
	pageSize: number;
	/** When to stop reading lists (milliseconds since 1970), and how long that is from the beginning. */
	deadline: number;
	time: number;
}

/**
 * Reads a list of jobs, oldest first.
 *
 * @param share of the time, from the beginning, after which no further page is read; one is read in any case
 */
async function readList(
	{ client, pageSize, deadline, time }: Reading,
	filters: JobFilters,
	by: Walk['by'],
	share: number,
): Promise<Part> {
	const end = deadline - time * (1 - share);
	const jobs: TranscriptionJob[] = [];
	for await (const job of allJobs(client, filters, { by, pageSize })) {
		if (jobs.length > 0 && jobs.length % pageSize === 0 && Date.now() > end)
			return { jobs, complete: false };
		jobs.push(job);
	}
	return { jobs, complete: true };
}

/** Deleted jobs that can't be listed are only missed; nothing else depends on them. */
async function readDeleted(
	reading: Reading,
	filters: JobFilters,
	by: Walk['by'],
	share: number,
): Promise<Part> {
	try {
		return await readList(reading, { ...filters, isDeleted: true }, by, share);
	} catch (error) {
		if (statusOf(error) !== 400 && statusOf(error) !== 403) return rethrow(error);
		reading.client.transport.log('debug', 'deleted transcriptions can’t be listed');
		return { jobs: [], complete: true };
	}
}

/** Up to which time lists were read, all of them; undefined when they were read to their ends. */
function upTo(
	parts: readonly Part[],
	field: 'completionDate' | 'creationDate',
): number | undefined {
	const ends = parts.flatMap(({ jobs, complete }) =>
		complete ? [] : [timeOf(jobs[jobs.length - 1]?.[field]) ?? 0],
	);
	return ends.length > 0 ? Math.min(...ends) : undefined;
}

/**
 * All open jobs, and the ended ones of a window. Lists are read in the order in which jobs move on (open, ended,
 * deleted), so that a job that moves while they are read is in at least one of them.
 */
async function readLists(
	reading: Reading,
	window: Window,
): Promise<{ listed: Snapshot<TranscriptionJob>; allOpen: boolean }> {
	const completedAfter = new Date(window.completedAfter).toISOString();
	const createdAfter = new Date(window.createdAfter).toISOString();
	const dated = { status: ENDED_STATUSES, completedAfter };
	const undated = { status: UNDATED, createdAfter };
	const open = await readList(reading, { status: [...OPEN_STATUSES] }, 'creationDate', 0.2);
	const byEnd = [await readList(reading, dated, 'completionDate', 0.6)];
	const byStart = [await readList(reading, undated, 'creationDate', 0.7)];
	byEnd.push(await readDeleted(reading, dated, 'completionDate', 0.8));
	byStart.push(await readDeleted(reading, undated, 'creationDate', 0.9));
	return {
		listed: {
			jobs: [open, ...byEnd, ...byStart].flatMap(({ jobs }) => jobs),
			gone: [],
			completedUpTo: upTo(byEnd, 'completionDate'),
			// Open jobs that there was no time to see are found by their creation when they have ended.
			createdUpTo: upTo([open, ...byStart], 'creationDate'),
		},
		allOpen: open.complete,
	};
}

/** Reads single jobs, as far as there is time. Those that are gone, or not this user's any more, are named. */
export async function readEach<Job>(
	find: (id: string) => Promise<Job | undefined>,
	ids: readonly string[],
	deadline: number,
): Promise<{ jobs: Job[]; gone: string[] }> {
	const jobs: Job[] = [];
	const gone: string[] = [];
	const outcomes = await settleAll(ids.length, CONCURRENCY, true, async (index) => {
		if (Date.now() > deadline) return;
		const job = await find(ids[index]);
		if (job) jobs.push(job);
		else gone.push(ids[index]);
	});
	for (const outcome of outcomes) if (outcome && 'error' in outcome) rethrow(outcome.error);
	return { jobs, gone };
}

/** The time of the latest job in a list, in milliseconds since 1970; 0 when there is none. */
async function latestTime(
	client: KoldanClient,
	field: 'completionDate' | 'creationDate',
	filters: JobFilters,
): Promise<number> {
	const sort = `${field},desc` satisfies ListQuery['sort'];
	const jobs = await listTranscriptions(client, { ...filters, sort, page: 0, size: LARGEST_PAGE });
	return Math.max(0, ...jobs.map((job) => timeOf(job[field]) ?? 0));
}

/** Where a trigger that has just been switched on begins: with the latest job there is, by Koldan's own clock. */
async function firstCursor(client: KoldanClient): Promise<PollCursor> {
	const ended = { status: ENDED_STATUSES, completedAfter: BEGINNING };
	return {
		...EMPTY,
		completed: await latestTime(client, 'completionDate', ended),
		created: await latestTime(client, 'creationDate', {}),
	};
}

export const NEVER = Number.MAX_SAFE_INTEGER;

export interface PollOptions {
	/** When to stop reading lists (milliseconds since 1970); what was not read is found by the next poll. */
	deadline?: number;
	limits?: CursorLimits;
	pageSize?: number;
}

export interface Poll<Job extends PolledJob> {
	/** Jobs that have ended and were not given out before, in order of completion. */
	ended: Job[];
	/** The cursor when the first `count` of them were given out. */
	cursorAfter: (count: number) => PollCursor;
}

/** The first poll gives out nothing: it notes which jobs have ended already, or up to which time, if there are too many. */
async function firstPoll(reading: Reading, limits: CursorLimits): Promise<Poll<TranscriptionJob>> {
	const begin = await firstCursor(reading.client);
	const { listed } = await readLists(reading, windowOf(begin, limits));
	const { cursor } = advance(undefined, listed, limits);
	const { completedUpTo, createdUpTo } = listed;
	const noted: PollCursor = {
		...cursor,
		...(completedUpTo === undefined
			? {}
			: { completed: begin.completed, completedFloor: begin.completed }),
		...(createdUpTo === undefined ? {} : { created: begin.created, createdFloor: begin.created }),
	};
	return { ended: [], cursorAfter: () => noted };
}

/**
 * Looks for jobs that have ended since the last poll.
 *
 * @param cursor what the last poll gave; none for the first, which gives no jobs
 * @throws KoldanApiError; the cursor is then as it was, and nothing is lost
 */
export async function pollJobs(
	client: KoldanClient,
	cursor: PollCursor | undefined,
	{ deadline = NEVER, limits = CURSOR_LIMITS, pageSize = LARGEST_PAGE }: PollOptions = {},
): Promise<Poll<TranscriptionJob>> {
	const reading: Reading = { client, pageSize, deadline, time: deadline - Date.now() };
	if (!cursor) return await firstPoll(reading, limits);
	const { listed, allOpen } = await readLists(reading, windowOf(cursor, limits));
	// A job that is in no list may be in the part of the list of open jobs that there was no time to read.
	const missing = allOpen ? missingFrom(cursor, listed) : [];
	const single = await readEach(async (id) => await findJob(client, id), missing, deadline);
	const snapshot = { ...listed, jobs: [...listed.jobs, ...single.jobs], gone: single.gone };
	return {
		ended: advance(cursor, snapshot, limits).ended,
		cursorAfter: (count) => advance(cursor, snapshot, { ...limits, batch: count }).cursor,
	};
}
