/** Looks for jobs that have ended since the last poll. */
import pLimit from 'p-limit';
import type { KoldanClient } from '../api/client';
import { KoldanApiError } from '../api/errors';
import { OPEN_STATUSES } from '../api/jobs';
import { allJobs, LARGEST_PAGE, type JobFilters, type Walk } from '../api/paging';
import { timeOf } from '../api/times';
import { getTranscription, listTranscriptions, type ListQuery } from '../api/transcriptions';
import type { TranscriptionJob, TranscriptionJobStatus } from '../api/types';
import {
	advance,
	CURSOR_LIMITS,
	missingFrom,
	windowOf,
	type CursorLimits,
	type PollCursor,
	type Snapshot,
	type Step,
	type Window,
} from './pollCursor';

export const ENDED_STATUSES: TranscriptionJobStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** Statuses of ended jobs that may have no completion date. */
const UNDATED: TranscriptionJobStatus[] = ['FAILED', 'CANCELLED'];

/** Before any job; a filter by completion leaves out the jobs that have no completion date. */
const BEGINNING = new Date(0).toISOString();

const CONCURRENCY = 4;

const hasStatus = (error: unknown, ...statuses: number[]): boolean =>
	error instanceof KoldanApiError && statuses.includes(error.statusCode ?? 0);

async function walk(
	client: KoldanClient,
	filters: JobFilters,
	how: Walk,
): Promise<TranscriptionJob[]> {
	const jobs: TranscriptionJob[] = [];
	for await (const job of allJobs(client, filters, how)) jobs.push(job);
	return jobs;
}

/** Deleted jobs that can't be listed are only missed; nothing else depends on them. */
async function walkDeleted(
	client: KoldanClient,
	filters: JobFilters,
	how: Walk,
): Promise<TranscriptionJob[]> {
	try {
		return await walk(client, { ...filters, isDeleted: true }, how);
	} catch (error) {
		if (!hasStatus(error, 400, 403)) return await Promise.reject(error);
		client.transport.log('debug', 'deleted transcriptions can’t be listed');
		return [];
	}
}

/**
 * All open jobs, and the ended ones of a window. Lists are read in the order in which jobs move on (open, ended,
 * deleted), so that a job that moves while they are read is in at least one of them.
 */
async function look(
	client: KoldanClient,
	window: Window,
	pageSize: number,
): Promise<TranscriptionJob[]> {
	const completedAfter = new Date(window.completedAfter).toISOString();
	const createdAfter = new Date(window.createdAfter).toISOString();
	const dated = { status: ENDED_STATUSES, completedAfter };
	const undated = { status: UNDATED, createdAfter };
	const byEnd: Walk = { by: 'completionDate', pageSize };
	const byStart: Walk = { by: 'creationDate', pageSize };
	return [
		...(await walk(client, { status: [...OPEN_STATUSES] }, byStart)),
		...(await walk(client, dated, byEnd)),
		...(await walk(client, undated, byStart)),
		...(await walkDeleted(client, dated, byEnd)),
		...(await walkDeleted(client, undated, byStart)),
	];
}

/** Asks for single jobs. Those that are gone, or are no business of this user's any more, are named. */
async function ask(client: KoldanClient, ids: readonly string[]): Promise<Snapshot> {
	const limit = pLimit(CONCURRENCY);
	const gone: string[] = [];
	const one = async (id: string): Promise<TranscriptionJob[]> => {
		try {
			return [await getTranscription(client, id)];
		} catch (error) {
			if (!hasStatus(error, 403, 404)) return await Promise.reject(error);
			gone.push(id);
			return [];
		}
	};
	const jobs = await Promise.all(ids.map(async (id) => await limit(async () => await one(id))));
	return { jobs: jobs.flat(), gone };
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
async function beginning(client: KoldanClient, limits: CursorLimits): Promise<Window> {
	const ended = { status: ENDED_STATUSES, completedAfter: BEGINNING };
	const [completed, created] = [
		await latestTime(client, 'completionDate', ended),
		await latestTime(client, 'creationDate', {}),
	];
	return {
		completedAfter: Math.max(0, completed - limits.overlap),
		createdAfter: Math.max(0, created - limits.overlap),
	};
}

/**
 * One poll.
 *
 * @param cursor what the last poll gave; none for the first, which gives no jobs
 * @throws KoldanApiError; the cursor is then as it was, and nothing is lost
 */
export async function pollJobs(
	client: KoldanClient,
	cursor: PollCursor | undefined,
	limits: CursorLimits = CURSOR_LIMITS,
	pageSize: number = LARGEST_PAGE,
): Promise<Step> {
	const window = cursor ? windowOf(cursor, limits) : await beginning(client, limits);
	const listed: Snapshot = { jobs: await look(client, window, pageSize), gone: [] };
	if (!cursor) return advance(undefined, listed, limits);
	const asked = await ask(client, missingFrom(cursor, listed));
	return advance(cursor, { jobs: [...listed.jobs, ...asked.jobs], gone: asked.gone }, limits);
}
