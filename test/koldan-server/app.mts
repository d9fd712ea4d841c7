import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ApiError, badRequest } from './api-error.mts';
import type { Contract, Operation, Violation } from './contract.mts';
import type { Credentials, Identity } from './credentials.mts';
import { renderErrorBody } from './error-body.mts';
import type { Fault, FaultPlan } from './faults.mts';
import { spoilAnswer, statusFaultHeaders } from './faulty-answers.mts';
import type { Log } from './log.mts';
import { discardForm, MAX_TEXT_PART, receiveForm, type ReceivedForm } from './multipart.mts';
import type { Answer, Koldan, OperationRequest } from './operation.mts';
import type { RateLimiter } from './rate-limiter.mts';
import { recordRequest, type RecordedRequest } from './requests.mts';
import { HANDLERS } from './routes/index.mts';

/** Largest JSON body in bytes; forms have no limit. */
const MAX_JSON_BODY = 10 * 1024 * 1024;

interface Parts {
	koldan: Koldan;
	contract: Contract;
	credentials: Credentials;
	faults: FaultPlan;
	rateLimiter: RateLimiter;
	log: Log;
	requests: RecordedRequest[];
	contractViolations: string[];
}

interface Exchange {
	record: RecordedRequest;
	faults: Fault[];
	operation?: Operation;
	identity?: Identity;
}

/** The HTTP side: recording, faults, authentication, rate limits, validation in both directions. */
export async function createApp(parts: Parts): Promise<FastifyInstance> {
	const { contract, log } = parts;
	const app = fastify({
		bodyLimit: MAX_JSON_BODY,
		forceCloseConnections: true,
		routerOptions: { maxParamLength: 5_000 },
	});
	const exchanges = new WeakMap<FastifyRequest, Exchange>();
	const exchangeOf = (request: FastifyRequest): Exchange => {
		const exchange = exchanges.get(request);
		if (!exchange) throw new Error('The request was not recorded.');
		return exchange;
	};

	await app.register(multipart, {
		limits: { fileSize: Infinity, fieldSize: MAX_TEXT_PART, files: 1, fields: 50 },
		throwFileSizeLimit: false,
	});
	app.removeContentTypeParser(['application/json', 'text/plain']);
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

	app.addHook('onRequest', async (request, reply) => {
		const { operation } = request.routeOptions.config as { operation?: Operation };
		const record = recordRequest(request, operation?.operationId);
		const exchange: Exchange = { record, operation, faults: parts.faults.take(record) };
		record.faults = exchange.faults.map(({ kind }) => kind);
		exchanges.set(request, exchange);
		parts.requests.push(record);
		reply.raw.once('close', () => {
			record.endedAt = new Date();
			if (reply.raw.writableFinished) record.status = reply.raw.statusCode;
			log.info(describeRequest(record));
		});
	});

	app.addHook('onRequest', async (request, reply) => {
		const exchange = exchangeOf(request);
		await applyEarlyFaults(exchange, request, reply);
		if (reply.sent) return reply;
		if (exchange.operation) admit(parts, exchange, request, exchange.operation);
	});

	app.addHook('onSend', async (request, reply, payload) =>
		spoilAnswer(exchangeOf(request).faults, request, reply, payload),
	);

	app.setErrorHandler((error, request, reply) => {
		// A client that went away in the middle of its request is nobody's mistake here.
		if (request.raw.destroyed && !request.raw.complete) reply.hijack();
		else sendError(parts, exchangeOf(request), request, reply, toApiError(parts, error));
	});
	app.setNotFoundHandler((request, reply) => {
		const error = new ApiError(404, `No endpoint ${request.method} ${request.url.split('?')[0]}.`);
		sendError(parts, exchangeOf(request), request, reply, error);
	});

	for (const operation of contract.operations) {
		const handler = HANDLERS[operation.operationId];
		if (!handler) throw new Error(`The operation ${operation.operationId} has no handler.`);
		app.route({
			method: operation.method,
			url: operation.path.replace('{id}', ':id'),
			config: { operation },
			handler: async (request, reply) => {
				const exchange = exchangeOf(request);
				const answer = await perform(parts, exchange, request, operation);
				sendAnswer(parts, exchange, request, reply, answer);
				return reply;
			},
		});
	}
	return app;
}

function describeRequest({
	method,
	path,
	status,
	file,
	faults,
	startedAt,
	endedAt,
}: RecordedRequest) {
	const milliseconds = (endedAt ?? startedAt).getTime() - startedAt.getTime();
	const size = file ? `  ${file.size} bytes` : '';
	const hit = faults.length > 0 ? `  fault: ${faults.join(', ')}` : '';
	return `${method} ${path}  ${status ?? 'connection closed'}${size}  ${milliseconds} ms${hit}`;
}

/** Faults that need nothing of the request to be done. */
async function applyEarlyFaults(
	{ faults }: Exchange,
	request: FastifyRequest,
	reply: FastifyReply,
) {
	for (const fault of faults) {
		if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms));
		if (fault.kind === 'hang') reply.hijack();
		if (fault.kind === 'drop-before') {
			reply.hijack();
			request.raw.socket.destroy();
		}
		if (fault.kind === 'status' && !fault.processed) {
			reply.code(fault.status).headers(statusFaultHeaders(fault)).send(fault.body);
		}
	}
}

/** Authentication, scopes and rate limits: all that headers and query decide, before a body is read. */
function admit(parts: Parts, exchange: Exchange, request: FastifyRequest, operation: Operation) {
	const { behaviour } = parts.koldan;
	const apiKey = request.headers['x-api-key'];
	const identity = parts.credentials.authenticate({
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
		absent: {},
		seconds: { 'retry-after': String(Math.ceil(waitMs / 1_000)) },
		date: {
			'retry-after': new Date(Math.ceil((Date.now() + waitMs) / 1_000) * 1_000).toUTCString(),
		},
	}[behaviour.retryAfter] as Record<string, string>;
	throw new ApiError(429, 'Rate limit exceeded.', {
		documented: operation.statuses.includes(429),
		headers: retryAfter,
	});
}

const extraScopes = (operation: Operation, sent: object) =>
	Object.keys(sent).flatMap((name) => operation.extraScopes[name] ?? []);

function requireScopes(identity: Identity, scopes: string[]): void {
	const missing = scopes.filter((scope) => !identity.scopes.has(scope));
	if (missing.length > 0) throw new ApiError(403, `Missing scope: ${missing.join(', ')}.`);
}

/** Reads, validates and carries out a request that was admitted. */
async function perform(
	parts: Parts,
	exchange: Exchange,
	request: FastifyRequest,
	operation: Operation,
): Promise<Answer> {
	const { koldan } = parts;
	const { identity, record } = exchange;
	if (!identity) throw new Error('The request was not admitted.');
	let form: ReceivedForm | undefined;
	try {
		const body = await readBody();
		const { query, violations } = parts.contract.validateRequest(operation.operationId, {
			method: request.method,
			path: record.path,
			headers: request.headers,
			query: record.query,
			body: body.checked,
		});
		refuseInvalid(parts, operation, [...body.violations, ...violations]);
		const { id = '' } = request.params as { id?: string };
		const file = form?.file;
		return await HANDLERS[operation.operationId](koldan, {
			identity,
			id,
			query,
			body: body.value,
			file,
		} satisfies OperationRequest);
	} catch (error) {
		if (form) await discardForm(form);
		throw error;
	}

	async function readBody(): Promise<Body> {
		if (operation.bodyType === undefined) return { violations: [] };
		const sentType = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
		if (sentType !== operation.bodyType) {
			throw new ApiError(415, `Send ${operation.bodyType}, not ${sentType || 'nothing'}.`, {
				documented: false,
			});
		}
		if (operation.bodyType === 'application/json') {
			record.json = parseJson(parts, operation, request.body);
			return { value: record.json, checked: record.json, violations: [] };
		}
		form = await receiveForm(request, () => koldan.files.newPath());
		record.parts = form.texts;
		if (form.file) {
			const { filename, contentType, size, sha256 } = form.file;
			record.file = { filename, contentType, size, sha256 };
		}
		requireScopes(identity as Identity, extraScopes(operation, form.texts));
		const { values, violations } = parts.contract.readParts(operation.operationId, form.texts);
		const checked = { ...form.texts, ...booleansOf(values), ...(form.file && { file: '' }) };
		return { value: values, checked, violations };
	}
}

/** A request's body as the operation gets it, and as the contract describes it: JSON parts are texts there. */
interface Body {
	value?: unknown;
	checked?: unknown;
	violations: Violation[];
}

const booleansOf = (values: Record<string, unknown>) =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'boolean'));

function parseJson(parts: Parts, operation: Operation, text: unknown): unknown {
	try {
		return JSON.parse(String(text));
	} catch {
		throw invalid(parts, operation, 'The body is not valid JSON.');
	}
}

/** 400 where the operation documents it, otherwise the status that the switch says. */
function invalid({ koldan }: Parts, operation: Operation, message: string): ApiError {
	return operation.statuses.includes(400)
		? badRequest(message)
		: new ApiError(koldan.behaviour.undocumentedValidationStatus, message, { documented: false });
}

function refuseInvalid(parts: Parts, operation: Operation, violations: Violation[]): void {
	const [first] = violations;
	if (!first) return;
	if (first.path !== '/path/id') {
		throw invalid(parts, operation, violations.map(({ message }) => message).join('; '));
	}
	const status = parts.koldan.behaviour.malformedIdStatus;
	const documented = operation.statuses.includes(status);
	throw new ApiError(status, 'The id is not a UUID.', { documented });
}

function sendAnswer(
	parts: Parts,
	exchange: Exchange,
	request: FastifyRequest,
	reply: FastifyReply,
	{ status, body, documented = true }: Answer,
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
	if (body === undefined) reply.send();
	else reply.header('content-type', 'application/json').send(JSON.stringify(body));
}

function sendError(
	parts: Parts,
	{ operation }: Exchange,
	request: FastifyRequest,
	reply: FastifyReply,
	error: ApiError,
) {
	const { behaviour, clock } = parts.koldan;
	if (error.documented && operation && !operation.statuses.includes(error.status)) {
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
function toApiError(parts: Parts, error: unknown): ApiError {
	if (error instanceof ApiError) return error;
	const { statusCode, message, stack } = error as Error & { statusCode?: number };
	if (statusCode !== undefined && statusCode < 500) {
		return new ApiError(statusCode, message, { documented: statusCode === 400 });
	}
	parts.contractViolations.push(`The local server failed: ${stack ?? message}`);
	parts.log.info(`error: ${stack ?? message}`);
	return new ApiError(500, message, { documented: false });
}
