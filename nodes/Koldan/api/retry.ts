/** When a request may be sent again, and after how long. */
import type { KoldanRequest, SendOutcome } from './transport';

export interface RetryPolicy {
	/** How often a request is sent at most, the first time included. */
	attempts: number;
	/** The first pause in milliseconds; it doubles with each attempt. */
	firstPause: number;
	/** No pause of one's own choice is longer than this (milliseconds). */
	longestPause: number;
	/** If the server asks for a longer pause than this (milliseconds), the request is given up instead. */
	longestAsked: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
	attempts: 6,
	firstPause: 500,
	longestPause: 60_000,
	longestAsked: 120_000,
};

const PASSING_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Network failures where the server certainly received nothing. */
const NOTHING_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Whether sending the request again can neither lose nor repeat anything.
 *
 * A request that creates a job (and so costs money) is repeated only where the server certainly did nothing: it answered
 * 429, or the connection was never made. All others are safe to repeat.
 */
export function mayRetry(outcome: SendOutcome, createsJob: boolean): boolean {
	if (outcome.failure) {
		if (outcome.failure.cancelled) return false;
		return !createsJob || NOTHING_SENT.has(outcome.failure.code ?? '');
	}
	const { statusCode } = outcome.response;
	return createsJob ? statusCode === 429 : PASSING_STATUSES.has(statusCode);
}

/** Whether the server may have carried out a request, although it gave no good answer. */
export const mayHaveHappened = ({ failure, response }: SendOutcome): boolean =>
	failure ? !NOTHING_SENT.has(failure.code ?? '') : response.statusCode !== 429;

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

/** The pause that an answer asks for in milliseconds, if it does. */
export const askedPause = ({ response }: SendOutcome): number | undefined =>
	parseRetryAfter(response?.headers['retry-after']);

/**
 * How long to pause before the next attempt: what the server asked for, otherwise a doubling pause; with up to a quarter
 * more at random, so that many clients do not come back at once.
 *
 * @param attempt which attempt just failed, from 1
 * @returns milliseconds
 */
export function pauseBefore(
	outcome: SendOutcome,
	attempt: number,
	policy: RetryPolicy = DEFAULT_RETRY_POLICY,
	random: () => number = Math.random,
): number {
	const doubling = Math.min(policy.longestPause, policy.firstPause * 2 ** (attempt - 1));
	const asked = askedPause(outcome);
	return Math.max(asked ?? doubling, policy.firstPause) * (1 + random() / 4);
}

/** A short name of a request for the log, without its query. */
export function describeRequest(request: KoldanRequest): string {
	return `${request.method} ${request.path}`;
}
