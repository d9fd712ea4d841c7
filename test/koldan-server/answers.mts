import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.mts';
import { renderErrorBody } from './error-body.mts';
import type { Exchange, Parts } from './exchange.mts';
import type { Answer } from './operation.mts';

/** Sends an answer that keeps the contract; one that doesn't becomes a loud 500, and is noted. */
export function sendAnswer(
	parts: Parts,
	exchange: Exchange,
	request: FastifyRequest,
	reply: FastifyReply,
	{ status, body, content, location, documented = true }: Answer,
) {
	if (documented && exchange.operation) {
		const { operationId } = exchange.operation;
		const violations = parts.contract.validateResponse(operationId, status, body ?? null);
		if (violations.length > 0) {
			parts.contractViolations.push(...violations);
			const message = `The local server broke the contract: ${violations.join('; ')}`;
			sendError(parts, exchange, request, reply, new ApiError(500, message, { documented: false }));
			return;
		}
	}
	reply.code(status);
	if (location !== undefined) reply.header('location', location);
	if (content) reply.headers(content.headers).send(content.stream);
	else if (body === undefined) reply.send();
	else reply.header('content-type', 'application/json').send(JSON.stringify(body));
}

/** Sends an error in the shape that the switch says. */
export function sendError(
	parts: Parts,
	{ operation }: Exchange,
	request: FastifyRequest,
	reply: FastifyReply,
	error: ApiError,
) {
	const { behaviour, clock } = parts.koldan;
	const isKnown = operation?.isPartlyKnown === false;
	if (error.documented && isKnown && !operation.statuses.includes(error.status)) {
		parts.contractViolations.push(
			`${operation.operationId} answered ${error.status}, which the contract does not list`,
		);
	}
	const { contentType, payload } = renderErrorBody(behaviour.errorBody, {
		status: error.status,
		message: error.message,
		path: request.url.split('?')[0],
		timestamp: clock.format(clock.now()),
	});
	reply.code(error.status).headers(error.headers);
	if (contentType !== undefined) reply.header('content-type', contentType);
	reply.send(payload === '' ? undefined : payload);
}

/** What fastify and its plugins throw about a request is a 4xx; all else is a mistake of this server. */
export function toApiError(parts: Parts, error: unknown): ApiError {
	if (error instanceof ApiError) return error;
	const { statusCode, message } = error as Error & { statusCode?: number };
	if (statusCode !== undefined && statusCode < 500) {
		return new ApiError(statusCode, message, { documented: statusCode === 400 });
	}
	parts.onCrash(error);
	return new ApiError(500, message, { documented: false });
}
