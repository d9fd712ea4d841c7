/** What is told of a request that failed for good: what happened, what to do next, and Koldan's own words. */
import { wordsOf } from './apiWords';
import { ENDPOINTS, type EndpointName } from './endpoints';
import { KoldanApiError } from './errors';
import { mayHaveHappened } from './retry';
import { statusMessage, type RequestSubject } from './statusMessages';
import type { KoldanResponse, NetworkFailure } from './transport';

/** What is being asked for, for the wording of errors. */
export interface Attempted {
	endpoint: EndpointName;
	createsJob: boolean;
	subject: RequestSubject;
	secrets: readonly string[];
	/** An earlier attempt may have been carried out. */
	repeated: boolean;
}

const LOOK_FIRST =
	'Look for it with the operation Get Many before you run this again: it might be paid for twice.';

/** No answer at all. */
export function networkError(attempted: Attempted, failure: NetworkFailure): KoldanApiError {
	const { endpoint, createsJob, repeated } = attempted;
	const { purpose } = ENDPOINTS[endpoint];
	const { code: networkCode } = failure;
	if (failure.cancelled) {
		return new KoldanApiError({
			message: 'The execution was canceled',
			description: `The request to ${purpose} was stopped.`,
			networkCode: 'ERR_CANCELED',
			ambiguous: createsJob,
		});
	}
	if (!mayHaveHappened({ failure })) {
		return new KoldanApiError({
			message: `Koldan could not be reached (${networkCode})`,
			description: `Check the Base URL in the credential, and that this n8n can reach it.${repeated ? '' : ' Nothing was sent.'}`,
			networkCode,
			repeated,
		});
	}
	return new KoldanApiError({
		message: `The connection to Koldan broke while trying to ${purpose}`,
		description: createsJob
			? `It is not known whether the transcription was started, so the request was not repeated. ${LOOK_FIRST}`
			: `Try again. Check the network between n8n and Koldan if it stays like this. (${networkCode ?? failure.message})`,
		networkCode,
		ambiguous: createsJob,
		repeated,
	});
}

/** What the server asks for, where that is longer than anyone waits here. */
function longPause(milliseconds: number): string {
	const minutes = Math.ceil(milliseconds / 60_000);
	return minutes < 120
		? ` Koldan asks to wait ${minutes} minutes before the next request.`
		: ` Koldan asks to wait ${Math.ceil(minutes / 60)} hours before the next request.`;
}

/**
 * An answer with a bad status.
 *
 * @param wait the pause that the server asks for, in milliseconds, if it is too long to be made
 */
export function statusError(
	attempted: Attempted,
	response: KoldanResponse,
	wait: number | undefined,
): KoldanApiError {
	const { endpoint, subject, secrets, repeated } = attempted;
	const { statusCode } = response;
	const { message, advice } = statusMessage(endpoint, statusCode, subject);
	const words = wordsOf(response.body, secrets);
	const ambiguous = attempted.createsJob && statusCode >= 500;
	const doubt = ambiguous
		? ` It is not known whether the transcription was started. ${LOOK_FIRST}`
		: '';
	const asked = wait === undefined ? '' : longPause(wait);
	return new KoldanApiError({
		message,
		description: `${advice}${doubt}${asked}${words ? ` Koldan says: ${words}` : ''}`,
		statusCode,
		ambiguous,
		repeated,
	});
}

/** An answer with a good status that can't be used, because its body was cut off or is no JSON. */
export function unreadableAnswer(
	{ endpoint, createsJob, repeated }: Attempted,
	statusCode: number,
): KoldanApiError {
	return new KoldanApiError({
		message: `Koldan’s answer could not be read while trying to ${ENDPOINTS[endpoint].purpose}`,
		description: createsJob
			? `The transcription was probably started, so the request was not repeated. ${LOOK_FIRST}`
			: 'Check that the Base URL in the credential is the address of a Koldan server, with nothing in between that changes its answers.',
		statusCode,
		ambiguous: createsJob,
		repeated,
	});
}
