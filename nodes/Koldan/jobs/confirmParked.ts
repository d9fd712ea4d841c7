/**
 * Closes the gap between registering the webhooks and n8n having parked the execution. A notification that comes in the
 * gap is refused by n8n ("is running already") and may never come again. So the node calls its own resume address until
 * n8n takes the call: that call then looks at the jobs. After it, n8n takes Koldan's calls too.
 */
import type { IExecuteFunctions } from 'n8n-workflow';
import { obstacleOfAnswer, obstacleOfFailure, type Obstacle } from '../webhooks/obstacle';
import {
	callSelf,
	repeatUntil,
	tryCallSelf,
	type HttpRequest,
	type SelfAnswer,
} from '../webhooks/selfCall';
import { tokenFor } from '../webhooks/tokens';

/** The key of the token for calls of the node to itself. */
export const SELF = 'self';

/**
 * Delays between calls in milliseconds; the last one is repeated. Each refused call is a line in n8n's log, and work for an
 * n8n that may have many executions to store: so there are few.
 */
const DELAYS = [300, 700, 1500, 3000, 6000, 12_000, 15_000];

/**
 * n8n's own refusal of a call to an execution that is not parked yet: 409; 401 in queue mode, where a run by hand gets its
 * token only when it is stored; or 500 where nothing is stored yet. A proxy in between would not answer with n8n's JSON.
 */
const isRefusal = ({ statusCode, text }: SelfAnswer): boolean =>
	(statusCode === 409 && /running/i.test(text)) ||
	(statusCode === 401 && /invalid token/i.test(text)) ||
	(statusCode === 500 && /^\{.*"message"/.test(text));

/**
 * Whether n8n, or this node in it, took the call or has no more use for it. While n8n starts, it answers every call with a
 * page: that is no answer yet, and neither is a proxy's.
 */
const isTaken = (answer: SelfAnswer): boolean =>
	answer.statusCode < 500 && answer.text.startsWith('{') && !isRefusal(answer);

/** n8n's HTTP helper alone: the context it comes from holds the execution's data. */
function httpRequestOf({ helpers: { httpRequest } }: IExecuteFunctions): HttpRequest {
	return async (options) => (await httpRequest(options)) as unknown;
}

/** Addresses that have been reached once: the answer does not change while n8n runs. */
const reached = new Set<string>();

/**
 * What keeps this n8n from calling its own resume address, if anything. While the execution runs, n8n refuses such a call: that
 * is the expected answer. The call leaves out n8n's signature, because n8n logs no error where that is what it refuses.
 */
export async function obstacleToSelf(
	context: IExecuteFunctions,
	url: string,
): Promise<Required<Obstacle> | undefined> {
	const { origin } = new URL(url);
	if (reached.has(origin)) return undefined;
	const { answer, failure } = await tryCallSelf(httpRequestOf(context), url.split('?')[0], '');
	if (failure) return obstacleOfFailure(url, failure);
	if (!isRefusal(answer)) return obstacleOfAnswer(url, answer);
	reached.add(origin);
	return undefined;
}

/** Calls the own address in the background until n8n takes the call. Never throws. */
export function confirmParked(context: IExecuteFunctions, url: string, seed: string): void {
	const { logger } = context;
	const httpRequest = httpRequestOf(context);
	const call = async () => await callSelf(httpRequest, url, tokenFor(seed, SELF));
	void repeatUntil(call, isTaken, DELAYS).then((answer) => {
		if (answer) return;
		logger.warn(
			'Koldan: n8n did not answer on its own webhook address. A transcription that ended in these seconds is only noticed when the execution wakes up to look at its jobs.',
		);
	});
}
