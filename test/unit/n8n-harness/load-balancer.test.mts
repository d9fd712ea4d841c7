import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';

import { makeCertificateAuthority } from '../../fixtures/certificates.mts';
import { startLoadBalancer } from '../../n8n/load-balancer.mts';
import type { Backend, LoadBalancer } from '../../n8n/load-balancer.mts';

interface NamedBackend extends Backend {
	server: Server;
	up: boolean;
}

/** A backend that answers with its name, the address it was asked for, and how many bytes came. */
async function startBackend(name: string): Promise<NamedBackend> {
	const server = createServer((incoming, outgoing) => {
		let bytes = 0;
		incoming.on('data', (piece: Buffer) => (bytes += piece.length));
		incoming.on('end', () => {
			outgoing.setHeader('x-proto', String(incoming.headers['x-forwarded-proto']));
			outgoing.end(`${name} ${incoming.url} ${bytes}`);
		});
	});
	server.on('upgrade', (_incoming, socket) => {
		socket.write(
			'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n',
		);
		socket.pipe(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const backend: NamedBackend = {
		server,
		up: true,
		port: (server.address() as AddressInfo).port,
		isUp: () => backend.up,
	};
	return backend;
}

let main: NamedBackend;
let webhooks: NamedBackend[];
let balancer: LoadBalancer;

const ask = async (path: string, body?: string) => {
	const answer = await fetch(`http://127.0.0.1:${balancer.port}${path}`, {
		method: body ? 'POST' : 'GET',
		body,
	});
	return { status: answer.status, text: await answer.text() };
};

beforeEach(async () => {
	main = await startBackend('main');
	webhooks = [await startBackend('webhook1'), await startBackend('webhook2')];
	balancer = await startLoadBalancer({ main, webhooks });
});

afterEach(async () => {
	await balancer.close();
	for (const { server } of [main, ...webhooks]) {
		server.closeAllConnections();
		server.close();
	}
});

describe('the load balancer', () => {
	test.each(['/', '/rest/workflows', '/webhook-test/a', '/form-test/a', '/healthz', '/webhooks'])(
		'sends %s to main',
		async (path) => {
			expect(await ask(path)).toEqual({ status: 200, text: `main ${path} 0` });
		},
	);

	test.each(['/webhook/a?x=1', '/webhook-waiting/1?signature=s', '/form/a', '/form-waiting/1'])(
		'shares %s among the webhook processors',
		async (path) => {
			const answers = [await ask(path), await ask(path)].map(({ text }) => text).sort();

			expect(answers).toEqual([`webhook1 ${path} 0`, `webhook2 ${path} 0`]);
		},
	);

	test('streams bodies of any size', async () => {
		const { text } = await ask('/rest/big', 'x'.repeat(20_000_000));

		expect(text).toBe('main /rest/big 20000000');
	});

	test('leaves out a process that is down, and answers 503 when all are', async () => {
		webhooks[0].up = false;
		expect((await ask('/webhook/a')).text).toBe('webhook2 /webhook/a 0');
		expect((await ask('/webhook/a')).text).toBe('webhook2 /webhook/a 0');
		webhooks[1].up = false;
		expect((await ask('/webhook/a')).status).toBe(503);
	});

	test('answers 502 when a process breaks off', async () => {
		main.server.close();
		main.server.closeAllConnections();
		expect((await ask('/')).status).toBe(502);
	});

	test('joins WebSockets to main', async () => {
		const socket = connect(balancer.port, '127.0.0.1');
		const received = await new Promise<string>((resolve) => {
			let text = '';
			socket.on('data', (piece: Buffer) => {
				text += piece.toString();
				if (text.endsWith('\r\n\r\n')) socket.write('hello');
				if (text.endsWith('hello')) resolve(text);
			});
			socket.write(
				'GET /rest/push HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n',
			);
		});
		socket.destroy();

		expect(received).toMatch(/^HTTP\/1\.1 101 /);
	});

	test('serves https and says so to the processes behind it', async () => {
		const authority = makeCertificateAuthority();
		const secure = await startLoadBalancer({ main, webhooks, tls: authority.issue() });
		const proto = await new Promise((resolve, reject) => {
			request(
				{ host: 'localhost', port: secure.port, ca: authority.ca, agent: false },
				(response) => {
					response.resume();
					resolve(response.headers['x-proto']);
				},
			)
				.once('error', reject)
				.end();
		});
		await secure.close();

		expect(proto).toBe('https');
	});
});
