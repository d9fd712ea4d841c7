/** Sends requests to Koldan with retries. Whatever goes wrong becomes a `KoldanApiError`. */
import { ENDPOINTS, pathOf, type EndpointName } from './endpoints';
import { networkError, statusError, unreadableAnswer, type Attempted } from './requestErrors';
import {
	askedPause,
	DEFAULT_RETRY_POLICY,
	describeRequest,
	mayHaveHappened,
	mayRetry,
	pauseBefore,
	type RetryPolicy,
} from './retry';
import type { KoldanRequest, KoldanResponse, KoldanTransport, SendOutcome } from './transport';
import type { KoldanWebhook } from './types';

/** What a caller says about one request. */
export interface CallOptions {
	/** The transcription's id, for the path and for error messages. */
	jobId?: string;
	query?: KoldanRequest['query'];
	json?: object;
	form?: KoldanRequest['form'];
	withSummary?: boolean;
	/** A webhook that is sent along: what is secret of it shows in no error. */
	webhook?: KoldanWebhook;
}

/** A request that only asks or changes something is over soon: no sign of life for this long (milliseconds) is none. */
const TIMEOUT = 60_000;

export interface KoldanClient {
	readonly transport: KoldanTransport;
	readonly retryPolicy: RetryPolicy;
}

/** Makes a client on a transport. */
export function createClient(
	transport: KoldanTransport,
	retryPolicy: RetryPolicy = DEFAULT_RETRY_POLICY,
): KoldanClient {
	return { transport, retryPolicy };
}

function isCreating(endpoint: EndpointName): boolean {
	const { createsJob } = ENDPOINTS[endpoint] as { createsJob?: boolean };
	return createsJob ?? false;
}

const isGood = (statusCode: number): boolean => statusCode >= 200 && statusCode < 300;

/** The address of a parked execution opens it, and so does the query of an address in general. */
function secretsOf({ url, secret, headers }: KoldanWebhook): string[] {
	const query = url.split('?')[1] ?? '';
	return [secret ?? '', ...Object.values(headers ?? {}), query].filter(Boolean);
}

/**
 * Sends a request and repeats it where that is safe.
 *
 * @param accept says whether a good answer can be used; an idempotent request whose answer can't is repeated
 * @returns the answer, its status between 200 and 299
 * @throws KoldanApiError
 */
export async function call(
	client: KoldanClient,
	endpoint: EndpointName,
	options: CallOptions = {},
	accept: (response: KoldanResponse) => boolean = () => true,
): Promise<KoldanResponse> {
	const { transport, retryPolicy } = client;
	const { jobId, query, json, form, webhook, withSummary } = options;
	const createsJob = isCreating(endpoint);
	const attempted: Attempted = {
		endpoint,
		createsJob,
		subject: { jobId, withSummary },
		secrets: [...transport.secrets, ...(webhook ? secretsOf(webhook) : [])],
		repeated: false,
	};
	const { method } = ENDPOINTS[endpoint];
	const path = pathOf(endpoint, jobId);
	// Starting a job may take its time, and giving it up is no way out: nobody knows whether it was started.
	const timeout = createsJob ? undefined : TIMEOUT;
	const request: KoldanRequest = { method, path, query, json, form, timeout };
	for (let attempt = 1; ; attempt++) {
		const outcome: SendOutcome = await transport.send(request);
		const good = outcome.response !== undefined && isGood(outcome.response.statusCode);
		if (good && accept(outcome.response)) return outcome.response;
		const asked = askedPause(outcome);
		const tooLong = asked !== undefined && asked > retryPolicy.longestAsked;
		const safe = good ? !createsJob : mayRetry(outcome, createsJob);
		if (!safe || tooLong || attempt >= retryPolicy.attempts) {
			if (outcome.failure) throw networkError(attempted, outcome.failure);
			if (good) throw unreadableAnswer(attempted, outcome.response.statusCode);
			throw statusError(attempted, outcome.response, tooLong ? asked : undefined);
		}
		attempted.repeated ||= mayHaveHappened(outcome);
		const pause = pauseBefore(outcome, attempt, retryPolicy);
		transport.log(
			'info',
			`${describeRequest(request)}: ${outcome.failure ? (outcome.failure.code ?? 'no answer') : `status ${outcome.response.statusCode}`}, trying again in ${Math.round(pause)} ms (attempt ${attempt} of ${retryPolicy.attempts})`,
		);
		await transport.pause(pause);
	}
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	value !== null && typeof value === 'object' && !Array.isArray(value);
