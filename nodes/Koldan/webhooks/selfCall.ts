/**
 * Calls to a webhook address of our own. n8n takes a call only once it has stored what the call is about, and nothing tells
 * a node when that is: so the node calls its own address until n8n takes the call. Such a call also lets another process of
 * the same n8n do something, and stores static data outside of an execution.
 */
import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { networkFailureOf } from '../api/networkFailure';
import { pause } from '../api/pause';
import type { NetworkFailure } from '../api/transport';
import { PROOF_HEADER } from './tokens';

/** n8n's `helpers.httpRequest`. */
export type HttpRequest = (options: IHttpRequestOptions) => Promise<unknown>;

export interface SelfAnswer {
	statusCode: number;
	/** The body; JSON as text. */
	text: string;
}

/** The answer to a call, or what became of it when none came. */
export type SelfOutcome =
	| { answer: SelfAnswer; failure?: undefined }
	| { answer?: undefined; failure: NetworkFailure };

/** How long a call may go without a sign of life, in milliseconds. */
const TIMEOUT = 60_000;

/** How long calls are repeated, in milliseconds: a database under load may take minutes to store an execution. */
const TIME_LIMIT = 10 * 60 * 1000;

/**
 * One call to an address of our own.
 *
 * @param token proves to the receiver who calls (`tokenFor`); empty for none
 * @param body sent as JSON
 */
export async function tryCallSelf(
	httpRequest: HttpRequest,
	url: string,
	token: string,
	body: object = {},
): Promise<SelfOutcome> {
	try {
		const answer = (await httpRequest({
			method: 'POST',
			url,
			headers: { [PROOF_HEADER]: token },
			body: { source: 'n8n', ...body },
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: TIMEOUT,
		})) as IN8nHttpFullResponse;
		const { statusCode, body: content } = answer;
		const text = typeof content === 'string' ? content : JSON.stringify(content ?? '');
		return { answer: { statusCode, text } };
	} catch (error) {
		return { failure: networkFailureOf(error, false) };
	}
}

/** As `tryCallSelf`; undefined when no answer came. */
export async function callSelf(
	...call: Parameters<typeof tryCallSelf>
): Promise<SelfAnswer | undefined> {
	return (await tryCallSelf(...call)).answer;
}

/**
 * Repeats a call until its answer counts, for ten minutes at most.
 *
 * @param delays before each call in milliseconds; the last one is repeated
 * @returns the answer that counts; undefined when there was none in time
 */
export async function repeatUntil(
	call: () => Promise<SelfAnswer | undefined>,
	counts: (answer: SelfAnswer) => boolean,
	delays: readonly number[],
): Promise<SelfAnswer | undefined> {
	const end = Date.now() + TIME_LIMIT;
	for (let attempt = 0; Date.now() < end; attempt++) {
		await pause(delays[Math.min(attempt, delays.length - 1)]);
		const answer = await call();
		if (answer && counts(answer)) return answer;
	}
	return undefined;
}
