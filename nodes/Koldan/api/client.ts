/** Sends requests to Koldan with retries and within its rate limits. Whatever goes wrong becomes a `KoldanError`. */
import { ENDPOINTS, pathOf, type EndpointName } from './endpoints';
import { KoldanApiError, rethrow } from './errors';
import { PatienceEnded, RATE_LIMIT_POLICY, RateLimitGate, type Pass } from './rateLimit';
import { rateLimitError, requestError, unreadableAnswer, type Attempted } from './requestErrors';
import {
	DEFAULT_RETRY_POLICY,
	describeRequest,
	mayHaveBeenProcessed,
	mayRetry,
	retryAfterOf,
	retryDelay,
	type RetryPolicy,
} from './retry';
import type { KoldanRequest, KoldanResponse, KoldanTransport, SendOutcome } from './transport';
import type { KoldanWebhook } from './types';

/** What a caller says about one request. */
export interface CallOptions {
	/** The id of the transcription, summary or file, for the path and for error messages. */
	jobId?: string;
	query?: KoldanRequest['query'];
	json?: object;
	form?: KoldanRequest['form'];
	receive?: KoldanRequest['receive'];
	withSummary?: boolean;
	/** A webhook that is sent along: what is secret of it shows in no error. */
	webhook?: KoldanWebhook;
}

/** A request that only reads or changes something is over soon: after this long without a sign of life it is given up (milliseconds). */
const TIMEOUT = 60_000;

export interface KoldanClient {
	readonly transport: KoldanTransport;
	readonly retryPolicy: RetryPolicy;
	/** Shared by all requests of an execution. */
	readonly gate: RateLimitGate;
	/** Until when rate limits are waited for (milliseconds since 1970). Default: for some minutes from each request on. */
	readonly deadline?: number;
}

/** Makes a client on a transport. */
export function createClient(
	transport: KoldanTransport,
	retryPolicy: RetryPolicy = DEFAULT_RETRY_POLICY,
): KoldanClient {
	return { transport, retryPolicy, gate: new RateLimitGate(transport) };
}

/**
 * The same client, but patient with rate limits until a moment. Both count as one to the limits.
 *
 * @param deadline milliseconds since 1970
 */
export const patientUntil = (client: KoldanClient, deadline: number): KoldanClient => ({
	...client,
	deadline,
});

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
 * @throws KoldanApiError, ExecutionCancelled; KoldanInputError when a file can't be read to its end
 */
export async function call(
	client: KoldanClient,
	endpoint: EndpointName,
	options: CallOptions = {},
	accept: (response: KoldanResponse) => boolean = () => true,
): Promise<KoldanResponse> {
	const { transport, retryPolicy } = client;
	const { jobId, query, json, form, receive, webhook, withSummary } = options;
	const { method, creates = false } = ENDPOINTS[endpoint] as {
		method: KoldanRequest['method'];
		creates?: boolean;
	};
	const attempted: Attempted = {
		endpoint,
		creates,
		subject: { jobId, withSummary },
		get secrets() {
			return [...transport.secrets, ...(webhook ? secretsOf(webhook) : [])];
		},
		repeated: false,
	};
	// Creating something may take its time, and giving it up is no way out: nobody knows whether it was created.
	const timeout = creates ? undefined : TIMEOUT;
	const path = pathOf(endpoint, jobId);
	const request: KoldanRequest = { method, path, query, json, form, receive, timeout };
	const log = (outcome: string, milliseconds: number, then: string): void =>
		transport.log(
			'info',
			`${describeRequest(request)}: ${outcome}, ${then} in ${Math.round(milliseconds)} ms`,
		);
	const send = withinLimits(client, request, attempted, (wait) =>
		log('status 429', wait, 'all requests go on'),
	);
	for (let retries = 0; ; retries++) {
		const outcome = await send();
		const { response, failure } = outcome;
		const good = response !== undefined && isGood(response.statusCode);
		if (good && accept(response)) return response;
		const tooLong = (retryAfterOf(outcome) ?? 0) > retryPolicy.maxRetryAfter;
		const safe = good ? !creates : mayRetry(outcome, creates);
		if (!safe || tooLong || retries >= retryPolicy.maxRetries) {
			if (good) throw unreadableAnswer(attempted, response.statusCode);
			throw requestError(attempted, outcome, tooLong ? retryAfterOf(outcome) : undefined);
		}
		attempted.repeated ||= mayHaveBeenProcessed(outcome);
		const delay = retryDelay(outcome, retries, retryPolicy);
		const what = failure ? (failure.code ?? 'no answer') : `status ${response.statusCode}`;
		log(what, delay, `retry ${retries + 1} of ${retryPolicy.maxRetries}`);
		await transport.pause(delay);
	}
}

/**
 * Sends a request that can be carried out only once. When the answer to a first attempt was lost, a second one is refused
 * although all is well: then the job itself tells whether the first one was carried out.
 *
 * @param find gives the job, or undefined where there is none any more
 */
export async function callOnce<Job>(
	client: KoldanClient,
	endpoint: EndpointName,
	options: CallOptions & { jobId: string },
	find: (client: KoldanClient, jobId: string) => Promise<Job | undefined>,
	isDone: (job: Job | undefined) => boolean,
): Promise<void> {
	try {
		await call(client, endpoint, options);
	} catch (error) {
		const refused =
			error instanceof KoldanApiError &&
			error.repeated &&
			(error.statusCode === 409 || error.statusCode === 404);
		if (refused && isDone(await find(client, options.jobId))) return;
		rethrow(error);
	}
}

/** Makes a function that sends a request until its answer is no 429, or patience ends. */
function withinLimits(
	{ transport, gate, deadline: given }: KoldanClient,
	request: KoldanRequest,
	attempted: Attempted,
	onLimit: (wait: number) => void,
): () => Promise<SendOutcome> {
	const deadline = given ?? transport.now() + RATE_LIMIT_POLICY.patience;
	let limited: KoldanResponse | undefined;
	const enter = async (): Promise<Pass> => {
		try {
			return await gate.enter(deadline);
		} catch (error) {
			if (error instanceof PatienceEnded) throw rateLimitError(attempted, limited);
			rethrow(error);
		}
	};
	return async () => {
		for (;;) {
			const pass = await enter();
			const outcome = await transport.send(request);
			if (outcome.response?.statusCode !== 429) {
				gate.leave(pass);
				return outcome;
			}
			limited = outcome.response;
			onLimit(gate.close(pass, retryAfterOf(outcome)));
		}
	};
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * Gets a list, however it is wrapped. An empty answer (204) is an empty list; one without a list is no answer of Koldan's.
 *
 * @param entriesIn finds the entries in an answer; undefined where it is no list
 */
export async function callForList<Entry = unknown>(
	client: KoldanClient,
	endpoint: EndpointName,
	options: CallOptions,
	entriesIn: (body: unknown) => Entry[] | undefined,
): Promise<Entry[]> {
	const { body, statusCode } = await call(
		client,
		endpoint,
		options,
		(response) => response.statusCode === 204 || entriesIn(response.body) !== undefined,
	);
	return statusCode === 204 ? [] : (entriesIn(body) ?? []);
}

/** Finds the array in an answer: the array itself, or the one a wrapping object holds. */
export function arrayIn(body: unknown): unknown[] | undefined {
	if (Array.isArray(body)) return body;
	return isRecord(body) ? Object.values(body).find(Array.isArray) : undefined;
}
