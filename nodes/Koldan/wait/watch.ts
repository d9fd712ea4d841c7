/** Sets this run's webhook on a job that exists already. */
import type { KoldanClient } from '../api/client';
import { KoldanApiError, KoldanInputError } from '../api/errors';
import { isTerminal } from '../api/jobs';
import { getTranscription, updateTranscriptionWebhook } from '../api/transcriptions';
import type { KoldanWebhook, TranscriptionJob } from '../api/types';
import { plainAddress } from '../webhooks/proof';

/** Whether somebody else's webhook is on a job: it would be lost if this run set its own. */
const isForeign = (current: KoldanWebhook | null | undefined, own: readonly string[]): boolean =>
	typeof current?.url === 'string' &&
	current.url !== '' &&
	!own.includes(plainAddress(current.url));

/**
 * Looks at a job and, while it is open, sets the webhook on it.
 *
 * @param webhook none to look only
 * @param insist true to fail where the webhook can't be set; otherwise the job is left as it is, to be polled
 * @param former the address of a webhook that this run set earlier, in an execution that failed
 * @returns the job, and whether the webhook is set. A job that ends in between (409) has simply ended.
 * @throws KoldanInputError, KoldanApiError
 */
export async function watchJob(
	client: KoldanClient,
	jobId: string,
	webhook: KoldanWebhook | undefined,
	insist: boolean,
	former?: string,
): Promise<{ job: TranscriptionJob; registered: boolean }> {
	const job = await getTranscription(client, jobId);
	if (isTerminal(job) || webhook === undefined) return { job, registered: false };
	if (isForeign(job.webhook, [plainAddress(webhook.url), former ?? ''])) {
		if (!insist) return { job, registered: false };
		throw new KoldanInputError(
			`Transcription ${jobId} has a webhook of its own already`,
			'Setting another one would take it away from whoever waits for it. Set Wait for Completion to "Yes, by Polling", or remove the webhook with the operation Delete Webhook.',
		);
	}
	try {
		return { job: await updateTranscriptionWebhook(client, jobId, webhook), registered: true };
	} catch (error) {
		const statusCode = error instanceof KoldanApiError ? error.statusCode : undefined;
		if (statusCode === 409)
			return { job: await getTranscription(client, jobId), registered: false };
		if (statusCode === 403 && !insist) return { job, registered: false };
		return await Promise.reject(error);
	}
}
