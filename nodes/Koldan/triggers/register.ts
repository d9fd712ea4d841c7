/** Sets the trigger's webhook on jobs, and takes it away again. */
import pLimit from 'p-limit';
import type { KoldanClient } from '../api/client';
import { KoldanApiError, KoldanInputError } from '../api/errors';
import { isTerminal, OPEN_STATUSES } from '../api/jobs';
import { allJobs } from '../api/paging';
import {
	deleteTranscriptionWebhook,
	getTranscription,
	updateTranscriptionWebhook,
} from '../api/transcriptions';
import type { KoldanWebhook, TranscriptionJob } from '../api/types';
import { isSameAddress } from './triggerState';

const CONCURRENCY = 4;

/** Ids named in a message; a longer list is cut. */
const NAMED = 10;

/** Up to this many jobs, each is looked at by itself; the list is for more. */
const FEW = 3;

const statusOf = (error: unknown): number | undefined =>
	error instanceof KoldanApiError ? error.statusCode : undefined;

async function forEach<T, R>(of: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
	const limit = pLimit(CONCURRENCY);
	return await Promise.all(of.map(async (one) => await limit(async () => await work(one))));
}

export interface Registration {
	/** What to set on a job. */
	webhookFor: (jobId: string) => KoldanWebhook;
	/** Addresses that are this trigger's own, now or before. */
	ownAddresses: readonly string[];
	/** Whether to take over jobs that have somebody else's webhook. */
	overwrite: boolean;
}

export interface Registered {
	/** Ids of the jobs that have the webhook now. */
	jobs: string[];
	/** Ids of those that ended before it could be set. */
	ended: string[];
	/** Ids of those that were left alone, because they have somebody else's webhook. */
	taken: string[];
}

type Outcome = { result: 'jobs' | 'ended' | 'taken' | 'gone' } | { error: unknown };

const isTaken = (job: TranscriptionJob, { ownAddresses, overwrite }: Registration): boolean =>
	!overwrite &&
	typeof job.webhook?.url === 'string' &&
	job.webhook.url !== '' &&
	!ownAddresses.some((address) => isSameAddress(job.webhook?.url, address));

async function registerOne(
	client: KoldanClient,
	job: TranscriptionJob,
	registration: Registration,
): Promise<Outcome> {
	if (isTerminal(job)) return { result: 'ended' };
	if (isTaken(job, registration)) return { result: 'taken' };
	try {
		await updateTranscriptionWebhook(client, job.id, registration.webhookFor(job.id));
		return { result: 'jobs' };
	} catch (error) {
		if (statusOf(error) === 409) return { result: 'ended' };
		if (statusOf(error) === 404) return { result: 'gone' };
		return { error };
	}
}

/** Names the jobs that failed, with the reason of each; the same reason only once. */
function failureOf(jobs: readonly TranscriptionJob[], outcomes: readonly Outcome[]): Error {
	const reasons = new Map<string, string[]>();
	let failed = 0;
	outcomes.forEach((outcome, index) => {
		if (!('error' in outcome)) return;
		failed += 1;
		const { message } = outcome.error as Error;
		const { id } = jobs[index];
		// Sentences about a single job name it: without the name they can be told together.
		const reason = message.replaceAll(id, '…');
		reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
	});
	const told = [...reasons].map(([reason, ids]) => {
		const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
		return `${reason} (${ids.slice(0, NAMED).join(', ')}${more})`;
	});
	return new KoldanInputError(
		`${failed} of ${jobs.length} transcriptions can’t be watched: ${told.join('; ')}`,
		'The others were not registered either. Put this right and activate the workflow again, or use the Koldan Polling Trigger, which needs no webhooks.',
	);
}

/**
 * Sets the webhook on all of the jobs that are open.
 *
 * @throws KoldanInputError when it can't be set on some, which it names; then it is set on none
 */
export async function register(
	client: KoldanClient,
	jobs: readonly TranscriptionJob[],
	registration: Registration,
): Promise<Registered> {
	const outcomes = await forEach(jobs, async (job) => await registerOne(client, job, registration));
	const idsOf = (wanted: string): string[] =>
		jobs.flatMap(({ id }, index) => {
			const outcome = outcomes[index];
			return 'result' in outcome && outcome.result === wanted ? [id] : [];
		});
	const registered = { jobs: idsOf('jobs'), ended: idsOf('ended'), taken: idsOf('taken') };
	if (!outcomes.some((outcome) => 'error' in outcome)) return registered;
	await unregister(client, registered.jobs, registration.ownAddresses).catch((error: unknown) => {
		const reason = error instanceof Error ? error.message : String(error);
		client.transport.log('warn', `some webhooks could not be removed again: ${reason}`);
	});
	throw failureOf(jobs, outcomes);
}

async function unregisterOne(
	client: KoldanClient,
	job: TranscriptionJob,
	ownAddresses: readonly string[],
): Promise<void> {
	const url = job.webhook?.url;
	const isOwn = !url || ownAddresses.some((address) => isSameAddress(url, address));
	if (isTerminal(job) || !isOwn) return;
	try {
		await deleteTranscriptionWebhook(client, job.id);
	} catch (error) {
		// Gone, or ended in between: nothing is left to be removed.
		if (statusOf(error) !== 404 && statusOf(error) !== 409) return await Promise.reject(error);
	}
}

/** @returns undefined when the job is gone, or not this user's any more */
async function find(client: KoldanClient, jobId: string): Promise<TranscriptionJob | undefined> {
	try {
		return await getTranscription(client, jobId);
	} catch (error) {
		if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
		return await Promise.reject(error);
	}
}

/** The jobs as they are now; those that are gone are left out. */
export async function lookAt(
	client: KoldanClient,
	jobIds: readonly string[],
): Promise<TranscriptionJob[]> {
	const jobs = new Map<string, TranscriptionJob>();
	if (jobIds.length > FEW) {
		const wanted = new Set(jobIds);
		for await (const job of allJobs(client, { status: [...OPEN_STATUSES] }))
			if (wanted.has(job.id)) jobs.set(job.id, job);
	}
	// What the list of open jobs does not show has ended, or belongs to somebody else.
	const others = jobIds.filter((id) => !jobs.has(id));
	for (const job of await forEach(others, async (id) => await find(client, id)))
		if (job) jobs.set(job.id, job);
	return [...jobs.values()];
}

/**
 * Takes the trigger's webhook off jobs that still have it. Jobs that have ended or are gone need nothing.
 *
 * @throws KoldanApiError when it can't be taken off some; it is taken off all others
 */
export async function unregister(
	client: KoldanClient,
	jobIds: readonly string[],
	ownAddresses: readonly string[],
): Promise<void> {
	const jobs = await lookAt(client, jobIds);
	const failures = await forEach(jobs, async (job) => {
		try {
			await unregisterOne(client, job, ownAddresses);
			return undefined;
		} catch (error) {
			return error;
		}
	});
	const failure = failures.find((error) => error !== undefined);
	if (failure !== undefined) await Promise.reject(failure);
}
