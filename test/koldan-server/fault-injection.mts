import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readToEnd } from './drain.mts';
import type { Fault } from './faults.mts';

const WELCOME_PAGE =
	'<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>';

/** Faults that need nothing of the request to be done. */
export async function applyEarlyFaults(
	faults: Fault[],
	request: FastifyRequest,
	reply: FastifyReply,
) {
	for (const fault of faults) {
		if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms));
		if (fault.kind === 'hang') reply.hijack();
		if (fault.kind === 'drop-before') {
			if (!fault.early) await readToEnd(request);
			reply.hijack();
			request.raw.socket.destroy();
		}
		if (fault.kind === 'status' && !fault.processed) {
			if (!fault.early) await readToEnd(request);
			reply.code(fault.status).headers(statusFaultHeaders(fault)).send(fault.body);
		}
		if (fault.kind === 'redirect') {
			const location = new URL(request.url, fault.to).href;
			reply
				.code(fault.status ?? 302)
				.header('location', location)
				.send();
		}
		if (fault.kind === 'welcome-page') {
			reply.code(200).header('content-type', 'text/html').send(WELCOME_PAGE);
		}
	}
}

/** Changes an answer that is about to go out: faults that strike after the request was processed. */
export function spoilAnswer(
	faults: Fault[],
	request: FastifyRequest,
	reply: FastifyReply,
	payload: unknown,
): unknown {
	let spoilt = payload;
	for (const fault of faults) {
		switch (fault.kind) {
			case 'drop-after':
				request.raw.socket.destroy();
				break;
			case 'status':
				if (!fault.processed) break;
				reply.code(fault.status).removeHeader('content-type').headers(statusFaultHeaders(fault));
				spoilt = fault.body ?? '';
				break;
			case 'truncated-body':
			case 'stalled-body':
				spoilt = truncate(reply, payload, () => {
					if (fault.kind === 'truncated-body') reply.raw.destroy();
				});
				break;
			case 'non-json-body':
				spoilt = '<html>not what you asked for';
				break;
			case 'empty-body':
				spoilt = '';
				break;
			case 'wrong-content-type':
				reply.header('content-type', 'text/html; charset=utf-8');
				break;
			default:
				break;
		}
		if (spoilt !== payload && typeof spoilt === 'string') {
			reply.header('content-length', Buffer.byteLength(spoilt));
		}
	}
	return spoilt;
}

/** The headers of an answer that consists of a fault's status. */
function statusFaultHeaders(fault: Extract<Fault, { kind: 'status' }>): Record<string, string> {
	const { retryAfter, body, contentType = 'application/json' } = fault;
	return {
		...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
		...(body !== undefined && { 'content-type': contentType }),
	};
}

/** The first half of a body under the whole one's length, and then what is to happen. */
function truncate(reply: FastifyReply, payload: unknown, then: () => void): Readable {
	async function* chunks() {
		const body =
			payload instanceof Readable ? await buffer(payload) : Buffer.from(String(payload ?? ''));
		const half = body.subarray(0, Math.floor(body.length / 2));
		yield half.length > 0 ? half : Buffer.from('{');
		// The half has to be on its way before the connection ends.
		await new Promise((resolve) => setTimeout(resolve, 20));
		then();
		await new Promise((resolve) => reply.raw.once('close', resolve));
	}
	if (!(payload instanceof Readable))
		reply.header('content-length', Math.max(Buffer.byteLength(String(payload ?? '')), 2));
	return Readable.from(chunks(), { objectMode: false });
}
