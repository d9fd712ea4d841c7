/** Sends requests to Koldan with retries, and turns everything that goes wrong into a `KoldanApiError`. */
import { wordsOf } from './apiWords';
import { ENDPOINTS, pathOf, type EndpointName } from './endpoints';
import { KoldanApiError } from './errors';
import {
	DEFAULT_RETRY_POLICY,
	describeRequest,
	mayRetry,
	pauseBefore,
	type RetryPolicy,
} from './retry';
import { statusMessage, type RequestSubject } from './statusMessages';
import type {
	KoldanRequest,
	KoldanResponse,
	KoldanTransport,
	NetworkFailure,
	SendOutcome,
} from './transport';

/** What a caller says about one request. */
export interface CallOptions {
	/** The transcription's id, for the path and for error messages. */
	jobId?: string;
	query?: KoldanRequest['query'];
	json?: object;
	form?: KoldanRequest['form'];
	withSummary?: boolean;
}

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

function networkError(
	endpoint: EndpointName,
	failure: NetworkFailure,
	createsJob: boolean,
): KoldanApiError {
	const purpose = ENDPOINTS[endpoint].purpose;
	if (failure.cancelled) {
		return new KoldanApiError({
			message: 'The execution was cancelled',
			description: `The request to ${purpose} was stopped.`,
			networkCode: 'ERR_CANCELED',
			ambiguous: createsJob,
		});
	}
	const unsent = mayRetry({ failure }, true);
	if (unsent) {
		return new KoldanApiError({
			message: `Koldan could not be reached (${failure.code})`,
			description:
				'Check the Base URL in the credential, and that this n8n can reach it. Nothing was sent.',
			networkCode: failure.code,
		});
	}
	return new KoldanApiError({
		message: `The connection to Koldan broke while trying to ${purpose}`,
		description: createsJob
			? 'It is not known whether the transcription was started, so the request was not repeated: it might be paid for twice. Look for it with the operation Get Many before you run this again.'
			: `Try again. Check the network between n8n and Koldan if it stays like this. (${failure.code ?? failure.message})`,
		networkCode: failure.code,
		ambiguous: createsJob,
	});
}

function statusError(
	endpoint: EndpointName,
	response: KoldanResponse,
	subject: RequestSubject,
	createsJob: boolean,
): KoldanApiError {
	const { message, advice } = statusMessage(endpoint, response.statusCode, subject);
	const words = wordsOf(response.body);
	const ambiguous = createsJob && response.statusCode >= 500;
	const doubt = ambiguous
		? ' It is not known whether the transcription was started: look for it with the operation Get Many before you run this again.'
		: '';
	return new KoldanApiError({
		message,
		description: `${advice}${doubt}${words ? ` Koldan says: ${words}` : ''}`,
		statusCode: response.statusCode,
		ambiguous,
	});
}

/** An answer with a good status that can't be used, because its body was cut off or is no JSON. */
export function unreadableAnswer(endpoint: EndpointName, statusCode: number): KoldanApiError {
	const createsJob = isCreating(endpoint);
	return new KoldanApiError({
		message: `Koldan’s answer could not be read while trying to ${ENDPOINTS[endpoint].purpose}`,
		description: createsJob
			? 'The transcription was probably started, so the request was not repeated. Look for it with the operation Get Many before you run this again.'
			: 'Check that the Base URL in the credential is the address of a Koldan server, with nothing in between that changes its answers.',
		statusCode,
		ambiguous: createsJob,
	});
}

function isCreating(endpoint: EndpointName): boolean {
	const { createsJob } = ENDPOINTS[endpoint] as { createsJob?: boolean };
	return createsJob ?? false;
}

const isGood = (statusCode: number): boolean => statusCode >= 200 && statusCode < 300;

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
	const createsJob = isCreating(endpoint);
	const subject: RequestSubject = { jobId: options.jobId, withSummary: options.withSummary };
	const request: KoldanRequest = {
		method: ENDPOINTS[endpoint].method,
		path: pathOf(endpoint, options.jobId),
		query: options.query,
		json: options.json,
		form: options.form,
	};
	for (let attempt = 1; ; attempt++) {
		const outcome: SendOutcome = await transport.send(request);
		const good = outcome.response !== undefined && isGood(outcome.response.statusCode);
		if (good && accept(outcome.response)) return outcome.response;
		const again =
			(good ? !createsJob : mayRetry(outcome, createsJob)) && attempt < retryPolicy.attempts;
		if (!again) {
			if (outcome.failure) throw networkError(endpoint, outcome.failure, createsJob);
			if (good) throw unreadableAnswer(endpoint, outcome.response.statusCode);
			throw statusError(endpoint, outcome.response, subject, createsJob);
		}
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
