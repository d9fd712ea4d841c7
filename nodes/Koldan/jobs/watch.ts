/** Sets this run's webhook on a job that exists already. */
import type { KoldanClient } from '../api/client';
import { ExecutionCancelled, KoldanInputError, rethrow, statusOf } from '../api/errors';
import { isTerminal } from '../api/jobs';
import type { KoldanWebhook } from '../api/types';
import { register, type Registered } from '../webhooks/registration';
import { capitalized } from '../api/messages';
import type { JobKind, KoldanJob } from './kinds';

export interface WatchOptions {
	/** True to fail where the webhook can't be set; otherwise the job is left as it is, to be polled. */
	insist: boolean;
	/** The address of a webhook that this run set earlier, in an execution that failed. */
	former?: string;
}

/**
 * Looks at a job and, while it is open, sets the webhook on it.
 *
 * @param webhook none to look only
 * @returns the job, and whether the webhook is set. A job that ends in between has simply ended.
 * @throws KoldanInputError, KoldanApiError
 */
export async function watchJob<Job extends KoldanJob>(
	client: KoldanClient,
	kind: JobKind<Job>,
	jobId: string,
	webhook: KoldanWebhook | undefined,
	{ insist, former }: WatchOptions,
): Promise<{ job: Job; registered: boolean }> {
	const job = await kind.get(client, jobId);
	if (isTerminal(job) || webhook === undefined) return { job, registered: false };
	const addresses = [webhook.url, ...(former ? [former] : [])];
	try {
		const registered = await register(client, kind, job, webhook, { addresses });
		if (registered.outcome === 'foreign' && insist)
			throw new KoldanInputError(
				`${capitalized(kind.words.job)} ${jobId} has a webhook of its own already`,
				'Setting another one would take it away from whoever waits for it. Set \'Wait for Completion\' to "By Polling", or remove the webhook with the operation Delete Webhook.',
			);
		// What is gone fails when it is read again.
		const seen = registered.outcome === 'gone' ? job : registered.job;
		return { job: seen, registered: registered.outcome === 'set' };
	} catch (error) {
		if (statusOf(error) === 403 && !insist) return { job, registered: false };
		return rethrow(error);
	}
}

/**
 * Sets the webhook on a job that this run started. Where that is not possible, the job is polled: it is paid for.
 *
 * @param read gives the job as it was last seen
 * @param former the address of a webhook that this run set earlier
 * @returns undefined where it could not be set for any other reason than those in `Registered`
 */
export async function tryRegister<Job extends KoldanJob>(
	client: KoldanClient,
	kind: JobKind<Job>,
	read: () => Promise<Job>,
	webhook: KoldanWebhook,
	former?: string,
): Promise<Registered<Job>['outcome'] | undefined> {
	const addresses = [webhook.url, ...(former ? [former] : [])];
	try {
		return (await register(client, kind, await read(), webhook, { addresses })).outcome;
	} catch (error) {
		if (error instanceof ExecutionCancelled) return rethrow(error);
		return undefined;
	}
}
