/** Asks Koldan whether some jobs have all ended, with as few requests as possible. */
import type { KoldanClient } from '../api/client';
import { KoldanApiError } from '../api/errors';
import { isTerminal, OPEN_STATUSES } from '../api/jobs';
import { allJobs, LARGEST_PAGE } from '../api/paging';
import { getTranscription, listTranscriptionsPage } from '../api/transcriptions';

/** Up to this many jobs, each is asked for by itself; the list is for more. */
const FEW = 3;

/** Of these, so many are asked for at the same time. */
const AT_ONCE = 4;

async function isOpen(client: KoldanClient, jobId: string): Promise<boolean> {
	try {
		return !isTerminal(await getTranscription(client, jobId));
	} catch (error) {
		// A job that is gone will never end otherwise; what became of it is told when its result is read.
		if (error instanceof KoldanApiError && error.statusCode === 404) return false;
		return await Promise.reject(error);
	}
}

/** What is known of jobs that have not all ended. */
export interface OpenJobs {
	/** All jobs that may be open; none when all have ended. */
	ids: readonly string[];
	/** About how many are open. */
	count: number;
}

/** Asks for each job, until an open one is found: that one, and all after it, may be open. */
async function fromFirstOpen(client: KoldanClient, jobIds: readonly string[]): Promise<OpenJobs> {
	for (let start = 0; start < jobIds.length; start += AT_ONCE) {
		const some = jobIds.slice(start, start + AT_ONCE);
		const open = await Promise.all(some.map(async (jobId) => await isOpen(client, jobId)));
		if (open.includes(true)) {
			const ids = jobIds.slice(start + open.indexOf(true));
			return { ids, count: ids.length };
		}
	}
	return { ids: [], count: 0 };
}

/**
 * Finds out whether some of the jobs are pending or in progress. As long as one is, it does not matter which others are: so
 * nothing more is asked than it takes to find one.
 *
 * @param since the time before which none of the jobs was created (ISO 8601), for the list's filter
 * @param listed false when the list may lack some of the jobs
 * @throws KoldanApiError
 */
export async function findOpenJobs(
	client: KoldanClient,
	jobIds: readonly string[],
	{ since, listed }: { since?: string; listed: boolean },
): Promise<OpenJobs> {
	if (!listed || jobIds.length <= FEW) return await fromFirstOpen(client, jobIds);
	const wanted = new Set(jobIds);
	const filters = { status: [...OPEN_STATUSES], ...(since ? { createdAfter: since } : {}) };
	const { jobs, total } = await listTranscriptionsPage(client, {
		...filters,
		sort: 'creationDate,asc',
		page: 0,
		size: LARGEST_PAGE,
	});
	const found = jobs.filter(({ id }) => wanted.has(id)).map(({ id }) => id);
	if (jobs.length < LARGEST_PAGE) return { ids: found, count: found.length };
	if (found.length > 0) return { ids: jobIds, count: Math.min(total, jobIds.length) };
	// A page full of other jobs: those of this run come after them, if any is open.
	const open: string[] = [];
	for await (const job of allJobs(client, filters)) if (wanted.has(job.id)) open.push(job.id);
	return { ids: open, count: open.length };
}
