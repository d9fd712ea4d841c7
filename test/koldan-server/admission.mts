import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.mts';
import type { Operation } from './contract.mts';
import type { Identity } from './credentials.mts';
import type { Exchange, Parts } from './exchange.mts';

/** Authentication, scopes and rate limits: all that headers and query decide, before a body is read. */
export async function admit(
	parts: Parts,
	exchange: Exchange,
	request: FastifyRequest,
	operation: Operation,
): Promise<void> {
	const { behaviour } = parts.koldan;
	const apiKey = request.headers['x-api-key'];
	const identity = await parts.credentials.authenticate({
		apiKey: Array.isArray(apiKey) ? apiKey.join(',') : apiKey,
		authorization: request.headers.authorization,
	});
	if (!identity) throw new ApiError(401, 'Authentication is missing or invalid.');
	exchange.identity = identity;
	exchange.record.user = identity.user;
	requireScopes(identity, operation.scopes);
	requireScopes(identity, extraScopes(operation, request.query as object));
	if (!behaviour.rateLimits) return;
	const waitMs = parts.rateLimiter.take(behaviour.rateLimits, identity.user, operation.operationId);
	if (waitMs === 0) return;
	const retryAfter = {
		absent: undefined,
		seconds: String(Math.ceil(waitMs / 1_000)),
		date: new Date(Math.ceil((Date.now() + waitMs) / 1_000) * 1_000).toUTCString(),
		absurd: '9'.repeat(400),
	}[behaviour.retryAfter];
	throw new ApiError(429, 'Rate limit exceeded.', {
		documented: operation.statuses.includes(429),
		headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
	});
}

/** The scopes that the query parameters or form parts sent need in addition. */
export const extraScopes = (operation: Operation, sent: object) =>
	Object.keys(sent).flatMap((name) => operation.extraScopes[name] ?? []);

/** @throws ApiError 403 that names what is missing */
export function requireScopes(identity: Identity, scopes: string[]): void {
	const missing = scopes.filter((scope) => !identity.scopes.has(scope));
	if (missing.length > 0) throw new ApiError(403, `Missing scope: ${missing.join(', ')}.`);
}
