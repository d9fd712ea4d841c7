/** Finds out whether jobs have all ended, with as few requests as possible and without reading a result. */
import type { KoldanClient } from '../api/client';
import { ExecutionCancelled, KoldanApiError, rethrow, statusOf } from '../api/errors';
import { isTerminal } from '../api/jobs';
import { followUps, type JobKind, type KoldanJob, type Listing } from './kinds';

/** So many jobs are read at the same time where the list does not show them. */
const CONCURRENCY = 4;

/** What is known of jobs that have not all ended. */
export interface OpenJobs {
	/** All jobs that may be open; none when all have ended. */
	ids: readonly string[];
	/** About how many are open. */
	count: number;
}

/** Whether a failure may pass: no answer, too many requests, or a server that is down for a while. */
export const isTransient = (error: unknown): boolean =>
	error instanceof KoldanApiError &&
	error.networkCode !== 'ERR_CANCELED' &&
	(error.statusCode === undefined ||
		error.statusCode === 429 ||
		error.statusCode >= 500 ||
		error.statusCode < 300);

async function isOpen<Job extends KoldanJob>(
	client: KoldanClient,
	kind: JobKind<Job>,
	jobId: string,
): Promise<boolean> {
	try {
		return !isTerminal(await kind.get(client, jobId));
	} catch (error) {
		// A job that is gone will never end otherwise; the error comes when its result is read.
		return statusOf(error) === 404 ? false : rethrow(error);
	}
}

/** Reads job after job, until an open one is found: that one, and all after it, may be open. */
async function fromFirstOpen<Job extends KoldanJob>(
	client: KoldanClient,
	kind: JobKind<Job>,
	jobIds: readonly string[],
): Promise<OpenJobs> {
	for (let start = 0; start < jobIds.length; start += CONCURRENCY) {
		const some = jobIds.slice(start, start + CONCURRENCY);
		const open = await Promise.all(some.map(async (jobId) => await isOpen(client, kind, jobId)));
		if (open.includes(true)) {
			const ids = jobIds.slice(start + open.indexOf(true));
			return { ids, count: ids.length };
		}
	}
	return { ids: [], count: 0 };
}

/** @param since the time before which none of the jobs was created (ISO 8601), for the list's filter */
async function fromListOfOpen<Job extends KoldanJob>(
	client: KoldanClient,
	listing: Extract<Listing<Job>, { of: 'open' }>,
	jobIds: readonly string[],
	since?: string,
): Promise<OpenJobs> {
	const wanted = new Set(jobIds);
	const { jobs, total } = await listing.page(client, since);
	const found = jobs.filter(({ id }) => wanted.has(id)).map(({ id }) => id);
	if (jobs.length >= total) return { ids: found, count: found.length };
	if (found.length > 0) return { ids: jobIds, count: Math.min(total, jobIds.length) };
	// A page full of other jobs: those of this run come after them, if any is open.
	const open: string[] = [];
	for await (const { id } of listing.all(client, since)) if (wanted.has(id)) open.push(id);
	return { ids: open, count: open.length };
}

/** Reads the list until all jobs were seen; those that it lacks are read one by one, and so are all where there is no list. */
async function fromListOfAny<Job extends KoldanJob>(
	client: KoldanClient,
	kind: JobKind<Job>,
	jobIds: readonly string[],
	since?: string,
): Promise<OpenJobs> {
	const unseen = new Set(jobIds);
	const open: string[] = [];
	// A single one is read sooner than a list.
	if (jobIds.length > 1)
		try {
			for await (const job of kind.listing.all(client, since)) {
				if (unseen.delete(job.id) && !isTerminal(job)) open.push(job.id);
				if (unseen.size === 0) break;
			}
		} catch (error) {
			if (isTransient(error)) return rethrow(error);
		}
	if (open.length > 0) return { ids: [...open, ...unseen], count: open.length + unseen.size };
	return await fromFirstOpen(client, kind, [...unseen]);
}

/**
 * Finds out whether some of the jobs are pending or in progress. As long as one is, it does not matter which others are: so
 * no more is requested than it takes to find one.
 *
 * @param since the time before which none of the jobs was created (ISO 8601), for the list's filter
 * @param listed false when the list may lack some of the jobs
 * @throws KoldanApiError
 */
async function findOpenJobs<Job extends KoldanJob>(
	client: KoldanClient,
	kind: JobKind<Job>,
	jobIds: readonly string[],
	{ since, listed }: { since?: string; listed: boolean },
): Promise<OpenJobs> {
	if (jobIds.length === 0) return { ids: [], count: 0 };
	if (!listed) return await fromFirstOpen(client, kind, jobIds);
	if (kind.listing.of === 'open') return await fromListOfOpen(client, kind.listing, jobIds, since);
	return await fromListOfAny(client, kind, jobIds, since);
}

/** A job that is waited for, with the one that Koldan begins after it. */
export interface WaitedJob {
	jobId: string;
	followUpId?: string;
}

/** What is known of jobs and their follow-ups that have not all ended. */
export interface OpenWait extends OpenJobs {
	/** Those of the jobs that may be open, or whose follow-up may be. */
	jobs: readonly WaitedJob[];
}

/** The IDs of those jobs that ended without a result: nothing follows them, whatever Koldan shows of it. */
async function findFailed<Job extends KoldanJob>(
	client: KoldanClient,
	kind: JobKind<Job>,
	jobIds: readonly string[],
	{ since, listed }: { since?: string; listed: boolean },
): Promise<Set<string>> {
	const failed = new Set<string>();
	const note = ({ id, status }: KoldanJob): void => {
		if (status === 'FAILED' || status === 'CANCELLED') failed.add(id);
	};
	if (listed && kind.listing.of === 'open')
		for await (const job of kind.listing.failed(client, since)) note(job);
	else for (const jobId of jobIds) note(await kind.get(client, jobId));
	return failed;
}

/** Where they can't be looked at at all, the error comes when they are read, beside the result of their job. */
async function findOpenFollowUps(
	client: KoldanClient,
	ids: readonly string[],
	since?: string,
): Promise<OpenJobs> {
	try {
		return await findOpenJobs(client, followUps, ids, { since, listed: true });
	} catch (error) {
		if (isTransient(error) || error instanceof ExecutionCancelled) return rethrow(error);
		return { ids: [], count: 0 };
	}
}

/**
 * Finds out whether some of the jobs, or of what follows them, are pending or in progress.
 *
 * @param circumstances as for `findOpenJobs`
 * @throws KoldanApiError
 */
export async function findOpen<Job extends KoldanJob>(
	client: KoldanClient,
	kind: JobKind<Job>,
	waited: readonly WaitedJob[],
	circumstances: { since?: string; listed: boolean },
): Promise<OpenWait> {
	const jobIds = waited.map(({ jobId }) => jobId);
	const open = await findOpenJobs(client, kind, jobIds, circumstances);
	const maybeOpen = new Set(open.ids);
	const followed = waited.filter(({ followUpId }) => followUpId !== undefined);
	if (open.count > 0 || followed.length === 0) {
		const jobs = waited.filter(({ jobId, followUpId }) => followUpId ?? maybeOpen.has(jobId));
		return { ...open, jobs };
	}
	const followUpIds = followed.map(({ followUpId }) => followUpId ?? '');
	const later = await findOpenFollowUps(client, followUpIds, circumstances.since);
	if (later.count === 0) return { ids: [], count: 0, jobs: [] };
	const isLater = new Set(later.ids);
	const left = followed.filter(({ followUpId }) => isLater.has(followUpId ?? ''));
	const leftIds = left.map(({ jobId }) => jobId);
	const failed = await findFailed(client, kind, leftIds, circumstances);
	const jobs = left.filter(({ jobId }) => !failed.has(jobId));
	const ids = jobs.map(({ followUpId }) => followUpId ?? '');
	return { ids, count: Math.min(later.count, ids.length), jobs };
}
