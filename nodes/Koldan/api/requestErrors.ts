/** The errors of requests that failed for good: what happened, what to do next, and Koldan's own words. */
import { ENDPOINTS, subjectOf, type EndpointName, type Subject } from './endpoints';
import { koldanSays } from './errorBody';
import { ExecutionCancelled, KoldanApiError, type Failure, type KoldanError } from './errors';
import { capitalized, statusMessage, type RequestSubject } from './messages';
import { mayHaveBeenProcessed, retryAfterOf } from './retry';
import { duration } from './times';
import type { KoldanResponse, NetworkFailure, SendOutcome, Unsent } from './transport';

/** What a request is about, for the wording of errors. */
export interface Attempted {
	endpoint: EndpointName;
	creates: boolean;
	subject: RequestSubject;
	secrets: readonly string[];
	/** An earlier attempt may have been carried out. */
	repeated: boolean;
}

/** What a request creates, and what would be wrong with a second one. */
const CREATED: Record<Subject, { created: string; twice: string }> = {
	transcription: { created: 'the transcription was started', twice: 'be paid for twice' },
	summary: { created: 'the summary was started', twice: 'be paid for twice' },
	file: { created: 'the file was stored', twice: 'be stored twice' },
};

const createdBy = (endpoint: EndpointName): string => CREATED[subjectOf(endpoint)].created;

const lookFirst = (endpoint: EndpointName): string =>
	`Look for it with the operation Get Many before you run this again: it might ${CREATED[subjectOf(endpoint)].twice}.`;

const UNSENT: Record<Unsent, (code: string) => { message: string; advice: string }> = {
	unreachable: (code) => ({
		message: `Koldan could not be reached (${code})`,
		advice:
			'Check the Base URL in the credential, and that this n8n can reach it, through its proxy if it has one.',
	}),
	certificate: (code) => ({
		message: `This n8n does not trust the certificate of the Koldan server (${code})`,
		advice: code.includes('EXPIRED')
			? 'The certificate has expired: ask the people who run your Koldan server to renew it.'
			: code.includes('ALTNAME') || code.includes('HOSTNAME')
				? 'The certificate is for another name: check the Base URL in the credential.'
				: 'If the server has a certificate of your own organisation, set the environment variable NODE_EXTRA_CA_CERTS of this n8n to the file of the organisation’s root certificate and restart it.',
	}),
	protocol: (code) => ({
		message: `The Koldan server does not answer with https at this address (${code})`,
		advice: 'Check the Base URL in the credential: it may have to begin with http://.',
	}),
	blocked: () => ({
		message: 'This n8n does not allow requests to the address of the Koldan server',
		advice:
			'n8n’s protection against requests to internal addresses (SSRF) blocks it. Ask the people who run this n8n to add its host name to N8N_SSRF_ALLOWED_HOSTNAMES, or check the Base URL in the credential.',
	}),
};

const longDelay = (milliseconds: number): string =>
	` Koldan asks to wait ${duration(milliseconds)} before the next request.`;

function networkError(
	attempted: Attempted,
	failure: NetworkFailure,
	isIncomplete: boolean,
): KoldanError {
	const { endpoint, repeated } = attempted;
	const isUnsure = attempted.creates && !isIncomplete;
	const { purpose } = ENDPOINTS[endpoint];
	const { code: networkCode, unsent } = failure;
	if (failure.cancelled) {
		return new KoldanApiError({
			message: new ExecutionCancelled().message,
			description: `The request to ${purpose} was stopped.`,
			networkCode: 'ERR_CANCELED',
			ambiguous: isUnsure,
		});
	}
	if (unsent) {
		const { message, advice } = UNSENT[unsent](networkCode ?? failure.message);
		return new KoldanApiError({
			message,
			description: `${advice}${repeated ? '' : ' Nothing was sent.'}`,
			networkCode,
			repeated,
			failure: {
				cause: unsent === 'unreachable' ? 'temporarily-unavailable' : 'configuration-invalid',
			},
		});
	}
	return new KoldanApiError({
		message: `The connection to Koldan broke while trying to ${purpose}`,
		description: isUnsure
			? `It is not known whether ${createdBy(endpoint)}, so the request was not repeated. ${lookFirst(endpoint)}`
			: `${isIncomplete ? 'The recording was not sent to its end, so nothing was started or paid for. ' : ''}Try again. Check the network between n8n and Koldan if it stays like this. (${networkCode ?? failure.message})`,
		networkCode,
		ambiguous: isUnsure,
		repeated,
		failure: { cause: 'temporarily-unavailable' },
	});
}

/** What n8n calls the cause of a status, where it has a name for it. */
function failureOf(statusCode: number, retryAfterMs?: number): Failure | undefined {
	const timed = retryAfterMs === undefined ? {} : { retryAfterMs };
	if (statusCode === 429) return { cause: 'rate-limited', ...timed };
	if (statusCode >= 500) return { cause: 'temporarily-unavailable', ...timed };
	if (statusCode === 401) return { cause: 'credential-invalid' };
	const isConfiguration = statusCode < 400 || [403, 404, 410].includes(statusCode);
	return isConfiguration ? { cause: 'configuration-invalid' } : undefined;
}

/**
 * No answer, or one with a bad status.
 *
 * @param wait the delay that the server asks for, in milliseconds, if it is too long to be made
 */
export function requestError(
	attempted: Attempted,
	outcome: SendOutcome,
	wait?: number,
): KoldanError {
	const { response, failure } = outcome;
	if (failure)
		return (
			failure.bodyError ??
			(failure.cancelled ? undefined : failure.signIn?.error) ??
			networkError(attempted, failure, outcome.isIncomplete === true)
		);
	const { endpoint, subject, secrets, repeated, creates } = attempted;
	const { statusCode } = response;
	const { message, advice } = statusMessage(endpoint, statusCode, subject);
	const byProxy =
		statusCode === 403 && typeof response.body !== 'object'
			? ' If this n8n reaches Koldan through a proxy, the proxy may have refused the request.'
			: '';
	const ambiguous = creates && statusCode >= 500 && mayHaveBeenProcessed(outcome);
	const doubt = ambiguous
		? ` It is not known whether ${createdBy(endpoint)}. ${lookFirst(endpoint)}`
		: '';
	const delay = wait === undefined ? '' : longDelay(wait);
	return new KoldanApiError({
		message,
		description: `${advice}${byProxy}${doubt}${delay}${koldanSays(response.body, secrets)}`,
		statusCode,
		ambiguous,
		repeated,
		failure: failureOf(statusCode, retryAfterOf(outcome)),
	});
}

/**
 * A rate limit that lasts longer than the request may wait.
 *
 * @param answer what Koldan answered to this request; none when it was not sent because of others
 */
export function rateLimitError(
	attempted: Attempted,
	answer: KoldanResponse = { statusCode: 429, headers: {}, body: undefined },
): KoldanError {
	const outcome: SendOutcome = { response: answer };
	return requestError(attempted, outcome, retryAfterOf(outcome));
}

/** An answer with a good status that can't be used, because its body was cut off or is no JSON. */
export function unreadableAnswer(
	{ endpoint, creates, repeated }: Attempted,
	statusCode: number,
): KoldanApiError {
	return new KoldanApiError({
		message: `Koldan’s answer could not be read while trying to ${ENDPOINTS[endpoint].purpose}`,
		description: creates
			? `${capitalized(createdBy(endpoint).replace(' was ', ' was probably '))}, so the request was not repeated. ${lookFirst(endpoint)}`
			: 'Check that the Base URL in the credential is the address of a Koldan server, with nothing in between that changes its answers.',
		statusCode,
		ambiguous: creates,
		repeated,
	});
}
