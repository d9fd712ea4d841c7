/** The jobs that the webhook trigger watches: sets its webhook on them, and removes it again. */
import type { KoldanClient } from '../api/client';
import { mapConcurrently } from '../api/concurrency';
import { KoldanInputError, rethrow, statusOf } from '../api/errors';
import { OPEN_STATUSES } from '../api/jobs';
import { shortList } from '../api/messages';
import { allJobs } from '../api/paging';
import { findTranscription } from '../api/transcriptions';
import type { KoldanWebhook, TranscriptionJob } from '../api/types';
import { transcriptions } from '../jobs/kinds';
import { isSameAddress } from '../webhooks/address';
import { register, unregister, type Ownership, type Registered } from '../webhooks/registration';

const CONCURRENCY = 4;

/** IDs named in a message; a longer list is cut. */
const NAMED = 10;

/** Up to this many jobs, each is read; for more, the list of open jobs is. */
const FEW = 3;

/** IDs of the jobs that a registration was about, by what came of it. */
export type RegisteredIds = Record<Registered<TranscriptionJob>['outcome'], string[]>;

type Outcome = { outcome: keyof RegisteredIds } | { error: unknown };

/** Names the jobs that failed, with the reason of each; the same reason only once. */
function failureOf(jobs: readonly TranscriptionJob[], outcomes: readonly Outcome[]): Error {
	const reasons = new Map<string, string[]>();
	let failed = 0;
	outcomes.forEach((outcome, index) => {
		if (!('error' in outcome)) return;
		failed += 1;
		const { message } = outcome.error as Error;
		const { id } = jobs[index];
		// Sentences about a single job name it: without the name, equal ones are recognised.
		const reason = message.replaceAll(id, '…');
		reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
	});
	const sentences = [...reasons].map(([reason, ids]) => `${reason} (${shortList(ids, NAMED)})`);
	return new KoldanInputError(
		`${failed} of ${jobs.length} transcriptions can’t be watched: ${sentences.join('; ')}`,
		'The others were not registered either. Put this right and publish the workflow again, or use the Koldan Trigger, which needs no webhooks.',
	);
}

/**
 * Sets the webhook on all of the jobs that are open.
 *
 * @throws KoldanInputError when it can't be set on some, which it names; then it is set on none
 */
export async function registerAll(
	client: KoldanClient,
	jobs: readonly TranscriptionJob[],
	webhookFor: (jobId: string) => KoldanWebhook,
	ownership: Ownership,
): Promise<RegisteredIds> {
	const outcomes = await mapConcurrently(jobs, CONCURRENCY, async (job): Promise<Outcome> => {
		try {
			return await register(client, transcriptions, job, webhookFor(job.id), ownership);
		} catch (error) {
			return { error };
		}
	});
	const ids: RegisteredIds = { set: [], ended: [], foreign: [], gone: [] };
	outcomes.forEach((each, index) => {
		if ('outcome' in each) ids[each.outcome].push(jobs[index].id);
	});
	if (!outcomes.some((each) => 'error' in each)) return ids;
	await unregisterAll(client, ids.set, ownership.addresses).catch((error: unknown) => {
		const reason = error instanceof Error ? error.message : String(error);
		client.transport.log('warn', `some webhooks could not be removed again: ${reason}`);
	});
	throw failureOf(jobs, outcomes);
}

type Find<Job> = (client: KoldanClient, jobId: string) => Promise<Job | undefined>;

/** Makes a search find nothing where the job is not this user's any more. */
export const unlessForbidden =
	<Job>(find: Find<Job>): Find<Job> =>
	async (client, jobId) => {
		try {
			return await find(client, jobId);
		} catch (error) {
			return statusOf(error) === 403 ? undefined : rethrow(error);
		}
	};

/** The job as it is now; undefined when it is gone, or not this user's any more. */
export const findJob = unlessForbidden(findTranscription);

/**
 * The jobs as they are now; those that are gone are left out.
 *
 * @param address open jobs whose webhook calls this address are included as well
 */
export async function fetchJobs(
	client: KoldanClient,
	jobIds: readonly string[],
	address?: string,
): Promise<TranscriptionJob[]> {
	const jobs = new Map<string, TranscriptionJob>();
	if (jobIds.length > FEW || address !== undefined) {
		const wanted = new Set(jobIds);
		for await (const job of allJobs(client, { status: [...OPEN_STATUSES] })) {
			const isOwn = address !== undefined && isSameAddress(job.webhook?.url, address);
			if (isOwn || wanted.has(job.id)) jobs.set(job.id, job);
		}
	}
	// What the list of open jobs does not show has ended, or belongs to somebody else.
	const others = jobIds.filter((id) => !jobs.has(id));
	for (const job of await mapConcurrently(
		others,
		CONCURRENCY,
		async (id) => await findJob(client, id),
	))
		if (job) jobs.set(job.id, job);
	return [...jobs.values()];
}

/**
 * Removes the trigger's webhook from jobs that still have it. Jobs that have ended or are gone need nothing.
 *
 * @param addresses the trigger's own, now or in the past
 * @param more whether to look for jobs beside the given ones that have one of these addresses
 * @throws KoldanApiError when it can't be removed from some; it is removed from all others
 */
export async function unregisterAll(
	client: KoldanClient,
	jobIds: readonly string[],
	addresses: readonly string[],
	more = false,
): Promise<void> {
	const jobs = await fetchJobs(client, jobIds, more ? addresses[0] : undefined);
	const failures = await mapConcurrently(jobs, CONCURRENCY, async (job) => {
		try {
			await unregister(client, transcriptions, job, { addresses });
			return undefined;
		} catch (error) {
			return error;
		}
	});
	const failure = failures.find((error) => error !== undefined);
	if (failure !== undefined) rethrow(failure);
}
