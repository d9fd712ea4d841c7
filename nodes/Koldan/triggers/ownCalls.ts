/** Calls of a trigger to its own address. */
import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { pause } from '../api/pause';
import { proofFor } from '../webhooks/proof';
import { PROOF_HEADER } from '../webhooks/registration';
import type { TriggerContext } from './context';

/** The key of the token for calls that are about no job. */
export const READY = 'ready';

/** Pauses between calls in milliseconds; the last one is repeated until the time is up. */
const PAUSES = [100, 200, 400, 800, 1500, 3000, 5000, 10_000, 15_000];

/** How long to try, in milliseconds. */
const AT_MOST = 10 * 60 * 1000;

/** @returns the status of the answer; undefined when there was none */
export type OwnCall = (key: string, body?: object) => Promise<number | undefined>;

export function ownCall(context: TriggerContext, url: string, seed: string): OwnCall {
	const { httpRequest } = context.helpers;
	return async (key, body = {}) => {
		const options: IHttpRequestOptions = {
			method: 'POST',
			url,
			headers: { [PROOF_HEADER]: proofFor(seed, key) },
			body: { source: 'n8n', ...body },
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

/**
 * Calls until n8n takes it.
 *
 * @param untilOver also stop when nobody listens any more
 * @returns whether it came to that in time
 */
export async function keepCalling(
	call: OwnCall,
	key: string,
	untilOver: boolean,
): Promise<boolean> {
	const end = Date.now() + AT_MOST;
	for (let attempt = 0; Date.now() < end; attempt++) {
		await pause(attempt === 0 ? 0 : PAUSES[Math.min(attempt - 1, PAUSES.length - 1)]);
		const status = await call(key);
		if (isGood(status)) return true;
		if (untilOver && isOver(status)) return true;
	}
	return false;
}
