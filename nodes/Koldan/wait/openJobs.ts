/** Asks Koldan which of some jobs have not ended yet, with as few requests as possible. */
import pLimit from 'p-limit';
import type { KoldanClient } from '../api/client';
import { KoldanApiError } from '../api/errors';
import { isTerminal, OPEN_STATUSES } from '../api/jobs';
import { allJobs } from '../api/paging';
import { getTranscription } from '../api/transcriptions';

/** Up to this many jobs, each is asked for by itself; the list is for more. */
const FEW = 3;

const CONCURRENCY = 4;

async function isOpen(client: KoldanClient, jobId: string): Promise<boolean> {
	try {
		return !isTerminal(await getTranscription(client, jobId));
	} catch (error) {
		// A job that is gone will never end otherwise; what became of it is told when its result is read.
		if (error instanceof KoldanApiError && error.statusCode === 404) return false;
		return await Promise.reject(error);
	}
}

async function openOnes(client: KoldanClient, jobIds: readonly string[]): Promise<string[]> {
	const limit = pLimit(CONCURRENCY);
	const open = await Promise.all(
		jobIds.map(async (jobId) => await limit(async () => await isOpen(client, jobId))),
	);
	return jobIds.filter((_, index) => open[index]);
}

/**
 * The ids of those jobs that are pending or in progress.
 *
 * @param since the time before which none of the jobs was created (ISO 8601); for the list's filter
 * @param listed false when the list may lack some of the jobs
 * @throws KoldanApiError
 */
export async function findOpenJobs(
	client: KoldanClient,
	jobIds: readonly string[],
	{ since, listed }: { since: string; listed: boolean },
): Promise<string[]> {
	if (!listed || jobIds.length <= FEW) return await openOnes(client, jobIds);
	const wanted = new Set(jobIds);
	const open: string[] = [];
	for await (const job of allJobs(client, { status: [...OPEN_STATUSES], createdAfter: since })) {
		if (wanted.has(job.id)) open.push(job.id);
	}
	return open;
}
