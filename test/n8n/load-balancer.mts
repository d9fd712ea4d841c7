import { Agent, createServer as createHttpServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A process behind the load balancer. */
export interface Backend {
	port: number;
	/** Whether it gets requests; a load balancer knows this from health checks. */
	isUp(): boolean;
}

export interface LoadBalancerOptions {
	/** Gets everything but production webhooks: the editor, its REST interface, test webhooks. */
	main: Backend;
	/** Share production webhooks, resume addresses and forms in turn, as n8n's documentation on scaling asks. */
	webhooks: Backend[];
	/** A path below which n8n is reached; it is taken away from what n8n gets. Begins and ends with a slash. Default: `/`. */
	path?: string;
	/** Serve https with this certificate (PEM texts). Default: plain http. */
	tls?: { key: string; cert: string };
}

export interface LoadBalancer {
	port: number;
	close(): Promise<void>;
}

/** What n8n's webhook processors serve; `/webhook-test/` and `/form-test/` are not among it. */
const PRODUCTION_WEBHOOK = /^\/(webhook|webhook-waiting|form|form-waiting)\//;

/** A small reverse proxy in front of a queue-mode n8n. Bodies are streamed both ways; WebSockets go to main. */
export async function startLoadBalancer({
	main,
	webhooks,
	path = '/',
	tls,
}: LoadBalancerOptions): Promise<LoadBalancer> {
	const agent = new Agent({ keepAlive: true });
	let turn = 0;

	const choose = (url: string): Backend | undefined => {
		const candidates = PRODUCTION_WEBHOOK.test(url) && webhooks.length > 0 ? webhooks : [main];
		const up = candidates.filter((backend) => backend.isUp());
		return up[turn++ % up.length];
	};
	const forwarded = (incoming: IncomingMessage) => ({
		...incoming.headers,
		'x-forwarded-for': incoming.socket.remoteAddress ?? '',
		'x-forwarded-host': incoming.headers.host ?? '',
		'x-forwarded-proto': tls ? 'https' : 'http',
	});

	const pathIn = (url = '/') => (url.startsWith(path) ? `/${url.slice(path.length)}` : undefined);
	const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => {
		const inner = pathIn(incoming.url);
		if (inner === undefined) {
			outgoing.writeHead(404).end('Nothing is here');
			return;
		}
		const backend = choose(inner);
		if (!backend) {
			outgoing.writeHead(503).end('No backend is up');
			return;
		}
		const upstream = request({
			host: '127.0.0.1',
			port: backend.port,
			method: incoming.method,
			path: inner,
			headers: forwarded(incoming),
			agent,
		});
		upstream.once('response', (response) => {
			outgoing.writeHead(response.statusCode ?? 502, response.headers);
			pipeline(response, outgoing).catch(() => outgoing.destroy());
		});
		upstream.once('error', () => {
			if (outgoing.headersSent) outgoing.destroy();
			else outgoing.writeHead(502).end('The backend broke off');
		});
		pipeline(incoming, upstream).catch(() => upstream.destroy());
	};

	/** A WebSocket: the opening request is written out again, then both directions are joined. */
	const upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
		const upstream = connect(main.port, '127.0.0.1', () => {
			const headers = Object.entries(forwarded(incoming)).map(
				([name, value]) => `${name}: ${String(value)}`,
			);
			upstream.write(
				`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`,
			);
			upstream.write(head);
			upstream.pipe(socket).pipe(upstream);
		});
		upstream.once('error', () => socket.destroy());
		socket.once('error', () => upstream.destroy());
	};

	const server = tls ? createHttpsServer(tls, handle) : createHttpServer(handle);
	server.on('upgrade', upgrade);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		async close() {
			agent.destroy();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
