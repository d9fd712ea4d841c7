import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Certificate } from '../fixtures/certificates.mts';
import { admit } from './admission.mts';
import { sendAnswer, sendError, toApiError } from './answers.mts';
import { ApiError } from './api-error.mts';
import type { Operation } from './contract.mts';
import { readToEnd } from './drain.mts';
import type { Exchange, Parts } from './exchange.mts';
import { applyEarlyFaults, spoilAnswer } from './fault-injection.mts';
import { MAX_TEXT_PART } from './multipart.mts';
import { perform } from './perform.mts';
import { describeRequest, recordRequest } from './requests.mts';
import { HANDLERS } from './routes/index.mts';

/** Largest JSON body in bytes; forms have no limit. */
const MAX_JSON_BODY = 10 * 1024 * 1024;

/** The HTTP side: recording, faults, authentication, rate limits, validation in both directions. */
export async function createApp(parts: Parts, tls?: Certificate): Promise<FastifyInstance> {
	const { contract, log } = parts;
	const app: FastifyInstance = fastify({
		...(tls && { https: tls }),
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
		parts.koldan.counters.requestArrived(operation?.operationId);
		reply.raw.once('close', () => {
			record.endedAt = new Date();
			if (reply.raw.writableFinished) record.status = reply.raw.statusCode;
			if (record.status === 429) parts.koldan.counters.tooManyRequests += 1;
			log.info(describeRequest(record));
		});
	});

	app.addHook('onRequest', async (request, reply) => {
		const exchange = exchangeOf(request);
		await applyEarlyFaults(exchange.faults, request, reply);
		if (reply.sent) return reply;
		if (exchange.operation) await admit(parts, exchange, request, exchange.operation);
	});

	app.addHook('onSend', async (request, reply, payload) =>
		spoilAnswer(exchangeOf(request).faults, request, reply, payload),
	);

	app.setErrorHandler(async (error, request, reply) => {
		await readToEnd(request);
		// A client that went away in the middle of its request is nobody's mistake here.
		if (request.raw.destroyed && !request.raw.complete) reply.hijack();
		else sendError(parts, exchangeOf(request), request, reply, toApiError(parts, error));
		return reply;
	});
	app.setNotFoundHandler((request, reply) => {
		const error = new ApiError(404, `No endpoint ${request.method} ${request.url.split('?')[0]}.`);
		sendError(parts, exchangeOf(request), request, reply, error);
	});

	for (const operation of contract.operations) {
		if (!(operation.operationId in HANDLERS)) {
			throw new Error(`The operation ${operation.operationId} has no handler.`);
		}
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
