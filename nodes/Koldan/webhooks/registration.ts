/** Registers a webhook of ours on a job that exists, and removes it (sections "Update Webhook" and "Delete Webhook"). */
import type { KoldanClient } from '../api/client';
import { rethrow, statusOf } from '../api/errors';
import { isTerminal } from '../api/jobs';
import type { KoldanWebhook, TranscriptionJob } from '../api/types';
import { isSameAddress } from './address';
import { signingSecret, PROOF_HEADER, tokenFor } from './tokens';

/** What a job of any kind shows of itself. */
type AnyJob = Pick<TranscriptionJob, 'id' | 'status' | 'webhook'>;

/** The endpoints of one kind of job that this needs. */
export interface WebhookEndpoints<Job extends AnyJob> {
	get(client: KoldanClient, jobId: string): Promise<Job>;
	setWebhook(client: KoldanClient, jobId: string, webhook: KoldanWebhook): Promise<Job>;
	deleteWebhook(client: KoldanClient, jobId: string): Promise<void>;
}

/**
 * The webhook for one job (data type SpeechServiceWebhook): with a token that names the key, and a secret to sign with.
 *
 * @param key what a delivery proves with its token; without a full stop
 * @param webhookSecret the credential's; if it is empty, one of the seed is used
 */
export const ownWebhook = (
	url: string,
	seed: string,
	key: string,
	webhookSecret: string,
): KoldanWebhook => ({
	url,
	secret: webhookSecret || signingSecret(seed),
	headers: { [PROOF_HEADER]: tokenFor(seed, key) },
});

export interface Ownership {
	/** Addresses whose webhooks may be replaced or removed: our own, now or in the past. */
	addresses: readonly string[];
	/** Whether to replace everybody else's webhooks as well. A job has only one. */
	overwrite?: boolean;
}

/** What came of registering a webhook, with the job as it was last seen. */
export type Registered<Job extends AnyJob> =
	| { outcome: 'set'; job: Job }
	/** It ended before. */
	| { outcome: 'ended'; job: Job }
	/** It has somebody else's webhook, and was left as it is. */
	| { outcome: 'foreign'; job: Job }
	/** Koldan does not know the job any more, or does not show it to this user. */
	| { outcome: 'gone' };

const isForeign = ({ webhook }: AnyJob, { addresses, overwrite }: Ownership): boolean =>
	overwrite !== true &&
	typeof webhook?.url === 'string' &&
	webhook.url !== '' &&
	!addresses.some((address) => isSameAddress(webhook.url, address));

/** After a refusal (409), which means that the job has ended in between. */
async function readEnded<Job extends AnyJob>(
	client: KoldanClient,
	endpoints: WebhookEndpoints<Job>,
	jobId: string,
): Promise<Registered<Job>> {
	try {
		return { outcome: 'ended', job: await endpoints.get(client, jobId) };
	} catch (error) {
		if (statusOf(error) === 404 || statusOf(error) === 403) return { outcome: 'gone' };
		return rethrow(error);
	}
}

/**
 * Sets a webhook on a job while it is open.
 *
 * @param job as it was read just now
 * @throws KoldanApiError when it can't be set for any other reason than those in `Registered`; status 403 when the
 *   credential may not set webhooks
 */
export async function register<Job extends AnyJob>(
	client: KoldanClient,
	endpoints: WebhookEndpoints<Job>,
	job: Job,
	webhook: KoldanWebhook,
	ownership: Ownership,
): Promise<Registered<Job>> {
	if (isTerminal(job)) return { outcome: 'ended', job };
	if (isForeign(job, ownership)) return { outcome: 'foreign', job };
	try {
		return { outcome: 'set', job: await endpoints.setWebhook(client, job.id, webhook) };
	} catch (error) {
		if (statusOf(error) === 409) return await readEnded(client, endpoints, job.id);
		if (statusOf(error) === 404) return { outcome: 'gone' };
		return rethrow(error);
	}
}

/**
 * Removes our webhook from a job, if it is open and the webhook is ours.
 *
 * @param job as it was read just now
 * @throws KoldanApiError when it can't be removed although it is there
 */
export async function unregister<Job extends AnyJob>(
	client: KoldanClient,
	endpoints: WebhookEndpoints<Job>,
	job: Job,
	ownership: Ownership,
): Promise<void> {
	if (isTerminal(job) || isForeign(job, ownership)) return;
	try {
		await endpoints.deleteWebhook(client, job.id);
	} catch (error) {
		// Gone, or ended in between: nothing is left to be removed.
		if (statusOf(error) !== 404 && statusOf(error) !== 409) return rethrow(error);
	}
}
