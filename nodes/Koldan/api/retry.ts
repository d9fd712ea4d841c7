/** When a request may be sent again, and after how long. */
import type { KoldanRequest, SendOutcome } from './transport';

export interface RetryPolicy {
	/** How often a request is sent again at most, rate limits (`rateLimit.ts`) aside. */
	maxRetries: number;
	/** The first delay in milliseconds; it doubles with each retry. */
	initialDelay: number;
	/** No delay is longer than this (milliseconds), unless the server says so. */
	maxDelay: number;
	/** If the server wants a longer delay than this (milliseconds), the request is given up instead. */
	maxRetryAfter: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
	maxRetries: 5,
	initialDelay: 500,
	maxDelay: 60_000,
	maxRetryAfter: 120_000,
};

const TEMPORARY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Whether sending the request again can neither lose nor repeat anything, and may help.
 *
 * A request that creates something (a job costs money) is repeated only where the server certainly did nothing, because the
 * connection was never made or ended before all of the recording was sent. All others are safe to repeat.
 */
export function mayRetry(
	{ failure, response, isIncomplete = false }: SendOutcome,
	creates: boolean,
): boolean {
	const isSafe = !creates || isIncomplete;
	if (response) return isSafe && TEMPORARY_STATUSES.has(response.statusCode);
	if (failure.cancelled || failure.bodyError) return false;
	if (failure.signIn) return failure.signIn.mayPass;
	return failure.unsent ? failure.unsent === 'unreachable' : isSafe;
}

/** Whether the server may have carried out a request, although it gave no good answer. */
export const mayHaveBeenProcessed = ({ failure, response, isIncomplete }: SendOutcome): boolean =>
	!isIncomplete &&
	(failure
		? !failure.unsent && !failure.bodyError && !failure.signIn
		: response.statusCode !== 429);

/**
 * Reads a `Retry-After` header, in seconds or as an HTTP date (RFC 9110).
 *
 * @returns milliseconds to wait, or undefined when there is no usable value
 */
export function parseRetryAfter(value: unknown, now: number = Date.now()): number | undefined {
	const text = Array.isArray(value)
		? String(value[0])
		: typeof value === 'string' || typeof value === 'number'
			? String(value)
			: '';
	if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return Number(text) * 1000;
	if (!/[a-z]/i.test(text)) return undefined;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The delay that an answer asks for in milliseconds, if it does. */
export const retryAfterOf = ({ response }: SendOutcome): number | undefined =>
	parseRetryAfter(response?.headers['retry-after']);

/**
 * How long to pause before a retry: as long as the server asks, otherwise a doubling delay; with up to a quarter more at
 * random, so that many clients do not come back at once. A recording that broke off is longer in coming again: the server may
 * have refused it because of a rate limit, and closed the connection on its answer.
 *
 * @param retries how many there were before this one
 * @returns milliseconds
 */
export function retryDelay(
	outcome: SendOutcome,
	retries: number,
	{ initialDelay, maxDelay }: RetryPolicy,
): number {
	const first = outcome.isIncomplete ? 4 * initialDelay : initialDelay;
	const doubling = Math.min(maxDelay, first * 2 ** retries);
	return Math.max(retryAfterOf(outcome) ?? doubling, initialDelay) * (1 + Math.random() / 4);
}

/** A short name of a request for the log, without its query. */
export const describeRequest = ({ method, path }: KoldanRequest): string => `${method} ${path}`;
