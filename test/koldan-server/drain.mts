import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';

/** How long the body of a refused request may still take, in milliseconds. */
const REFUSED_BODY_LIMIT = 5_000;

/**
 * Reads the rest of a request that is about to be refused, as web servers do: a connection that is closed while bytes are
 * on their way breaks, and the client never sees the answer. Faults that strike early leave this out.
 */
export async function readToEnd({ raw }: FastifyRequest): Promise<void> {
	if (raw.complete || raw.destroyed) return;
	raw.unpipe();
	raw.resume();
	const ended = new AbortController();
	for (const event of ['end', 'close', 'error']) raw.once(event, () => ended.abort());
	await sleep(REFUSED_BODY_LIMIT, undefined, { signal: ended.signal }).catch(() => {});
}
