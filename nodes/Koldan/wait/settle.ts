/**
 * Closes the gap between registering the webhooks and n8n having parked the execution. A notification that comes in the
 * gap is refused by n8n ("is running already") and may never come again. So the node calls its own resume address until
 * n8n takes the call: that call then looks at the jobs. After it, n8n takes Koldan's calls too.
 */
import type { IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { pause } from '../api/pause';
import { PROOF_HEADER } from '../webhooks/registration';
import { proofFor } from '../webhooks/proof';

/** The key of the token for calls to oneself. */
export const SELF = 'self';

/**
 * Pauses between calls in milliseconds; the last one is repeated until the time is up. Each refused call is a line in n8n's
 * log, and work for an n8n that may have many executions to store: so there are few.
 */
const PAUSES = [300, 700, 1500, 3000, 6000, 12_000, 15_000];

/** How long to try: a database under load may take minutes to store an execution. Milliseconds. */
const AT_MOST = 10 * 60 * 1000;

type Helper = (options: IHttpRequestOptions) => Promise<unknown>;

interface Answer {
	statusCode: number;
	text: string;
}

async function callSelf(
	httpRequest: Helper,
	url: string,
	token: string,
): Promise<Answer | undefined> {
	try {
		const { statusCode, body } = (await httpRequest({
			method: 'POST',
			url,
			headers: { [PROOF_HEADER]: token },
			body: { source: 'n8n' },
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: 30_000,
		})) as IN8nHttpFullResponse;
		return { statusCode, text: typeof body === 'string' ? body : JSON.stringify(body ?? '') };
	} catch {
		return undefined;
	}
}

/**
 * n8n's own refusal of a call to an execution that is not parked yet: 409; 401 in queue mode, where a run by hand gets its
 * token only when it is stored; or 500 where nothing is stored yet. A proxy in between would not answer with n8n's JSON.
 */
const isRefusal = ({ statusCode, text }: Answer): boolean =>
	(statusCode === 409 && /running/i.test(text)) ||
	(statusCode === 401 && /invalid token/i.test(text)) ||
	(statusCode === 500 && /^\{.*"message"/.test(text));

/**
 * Whether n8n, or this node in it, took the call or has no more use for it. While n8n starts, it answers every call with a
 * page: that is no answer yet, and neither is a proxy's.
 */
const isSettled = (answer: Answer): boolean =>
	answer.statusCode < 500 && answer.text.startsWith('{') && !isRefusal(answer);

/** Addresses that have been reached once: the answer does not change while n8n runs. */
const reached = new Set<string>();

/**
 * Whether this n8n can reach its own resume address. While the execution runs, n8n refuses such a call: that is the
 * answer looked for. The call leaves out n8n's signature, because n8n logs no error where that is what it refuses.
 */
export async function reachesItself(context: IExecuteFunctions, url: string): Promise<boolean> {
	const { origin } = new URL(url);
	if (reached.has(origin)) return true;
	const answer = await callSelf(
		async (options) => (await context.helpers.httpRequest(options)) as unknown,
		url.split('?')[0],
		'',
	);
	if (answer === undefined || !isRefusal(answer)) return false;
	reached.add(origin);
	return true;
}

/** Starts settling in the background. Ends by itself, and never throws. */
export function settle(context: IExecuteFunctions, url: string, seed: string): void {
	// Only what is needed is kept: the context holds the execution's data.
	const { logger } = context;
	const { httpRequest } = context.helpers;
	const helper: Helper = async (options) => (await httpRequest(options)) as unknown;
	void keepCalling(helper, url, proofFor(seed, SELF)).then((settled) => {
		if (!settled)
			logger.warn(
				'Koldan: n8n did not answer on its own webhook address. A transcription that ended in these seconds is only noticed at the time limit.',
			);
	});
}

/** @returns whether n8n took the call, or has no more use for it */
async function keepCalling(httpRequest: Helper, url: string, token: string): Promise<boolean> {
	const end = Date.now() + AT_MOST;
	for (let attempt = 0; Date.now() < end; attempt++) {
		await pause(PAUSES[Math.min(attempt, PAUSES.length - 1)]);
		const answer = await callSelf(httpRequest, url, token);
		if (answer && isSettled(answer)) return true;
	}
	return false;
}
