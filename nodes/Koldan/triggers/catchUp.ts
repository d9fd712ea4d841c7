/**
 * Jobs that end while nobody can hear it: between the look at them and their registration, before n8n has stored what the
 * trigger needs to recognise a delivery, or while n8n was down. So when a trigger has been switched on, it calls its own
 * address until n8n takes the call, and then for each job that has ended; that call is treated like Koldan's own. The same
 * serves where Koldan tells that a job has ended, but not which.
 */
import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { pause } from '../api/pause';
import { PROOF_HEADER } from '../webhooks/registration';
import { proofFor } from '../webhooks/proof';
import type { TriggerContext } from './context';

/** The key of the token for calls that only ask whether anybody is there. */
export const READY = 'ready';

/** Pauses between calls in milliseconds; the last one is repeated until the time is up. */
const PAUSES = [100, 200, 400, 800, 1500, 3000, 5000, 10_000, 15_000];

/** How long to try, in milliseconds. */
const AT_MOST = 10 * 60 * 1000;

type Call = (key: string) => Promise<number | undefined>;

/** @returns the status of the answer; undefined when there was none */
function callOf(context: TriggerContext, url: string, seed: string): Call {
	const { httpRequest } = context.helpers;
	return async (key) => {
		const options: IHttpRequestOptions = {
			method: 'POST',
			url,
			headers: { [PROOF_HEADER]: proofFor(seed, key) },
			body: { source: 'n8n' },
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: 60_000,
		};
		try {
			const answer = (await httpRequest(options)) as IN8nHttpFullResponse;
			return answer.statusCode;
		} catch {
			return undefined;
		}
	};
}

const isGood = (status: number | undefined): boolean =>
	status !== undefined && status >= 200 && status < 300;

/** Nobody listens any more: the workflow was deactivated, or the test is over. */
const isOver = (status: number | undefined): boolean => status === 401 || status === 404;

/** @returns whether n8n took the call in time */
async function keepCalling(call: Call, key: string, untilOver: boolean): Promise<boolean> {
	const end = Date.now() + AT_MOST;
	for (let attempt = 0; Date.now() < end; attempt++) {
		const status = await call(key);
		if (isGood(status)) return true;
		if (untilOver && isOver(status)) return true;
		await pause(PAUSES[Math.min(attempt, PAUSES.length - 1)]);
	}
	return false;
}

/**
 * Starts catching up in the background. Ends by itself, and never throws.
 *
 * @param findEnded finds the ids of jobs that have ended; asked when deliveries are sure to be heard
 * @param delay how long to leave them to deliveries that may be under way (milliseconds)
 */
export function catchUp(
	context: TriggerContext,
	url: string,
	seed: string,
	findEnded: () => Promise<readonly string[]>,
	delay = 0,
): void {
	const { logger } = context;
	const call = callOf(context, url, seed);
	const run = async (): Promise<void> => {
		await pause(PAUSES[0]);
		let heard = await keepCalling(call, READY, false);
		const jobIds = heard ? await findEnded() : [];
		if (jobIds.length > 0) await pause(delay);
		for (const jobId of jobIds) heard = (await keepCalling(call, jobId, true)) && heard;
		if (!heard)
			logger.warn(
				'Koldan Trigger: n8n did not answer on its own webhook address. A transcription that ended just when the workflow was activated may have been missed.',
			);
	};
	run().catch((error: unknown) => {
		const reason = error instanceof Error ? error.message : String(error);
		logger.warn(`Koldan Trigger: could not look for transcriptions that have ended: ${reason}`);
	});
}
