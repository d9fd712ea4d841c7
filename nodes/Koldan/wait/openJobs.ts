/** Asks Koldan whether some jobs have all ended, with as few requests as possible. */
import type { KoldanClient } from '../api/client';
import { KoldanApiError } from '../api/errors';
import { isTerminal, OPEN_STATUSES } from '../api/jobs';
import { allJobs, LARGEST_PAGE } from '../api/paging';
import { getTranscription } from '../api/transcriptions';

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

/** Asks for each job, until an open one is found. @returns that one and all after it */
async function fromFirstOpen(
	client: KoldanClient,
	jobIds: readonly string[],
): Promise<readonly string[]> {
	for (let start = 0; start < jobIds.length; start += AT_ONCE) {
		const some = jobIds.slice(start, start + AT_ONCE);
		const open = await Promise.all(some.map(async (jobId) => await isOpen(client, jobId)));
		if (open.includes(true)) return jobIds.slice(start + open.indexOf(true));
	}
	return [];
}

/**
 * The ids of those jobs that may be pending or in progress; none when all of them have ended. As long as one is open it
 * does not matter which others are: so nothing more is asked than it takes to find one.
 *
 * @param since the time before which none of the jobs was created (ISO 8601), for the list's filter
 * @param listed false when the list may lack some of the jobs
 * @throws KoldanApiError
 */
export async function findOpenJobs(
	client: KoldanClient,
	jobIds: readonly string[],
	{ since, listed }: { since?: string; listed: boolean },
): Promise<readonly string[]> {
	if (!listed || jobIds.length <= FEW) return await fromFirstOpen(client, jobIds);
	const wanted = new Set(jobIds);
	const open: string[] = [];
	let seen = 0;
	for await (const job of allJobs(client, {
		status: [...OPEN_STATUSES],
		...(since ? { createdAfter: since } : {}),
	})) {
		if (wanted.has(job.id)) open.push(job.id);
		// At the end of a page: the next one would only tell how many more there are.
		if (++seen % LARGEST_PAGE === 0 && open.length > 0) return jobIds;
	}
	return open;
}
