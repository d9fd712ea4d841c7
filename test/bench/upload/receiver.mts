/**
 * A process that takes uploads and forgets them, so that neither parsing nor storing hides what sending costs. It is started
 * with its certificate, key and answer in a message, and answers with its port.
 */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface ReceiverOptions {
	cert: string;
	key: string;
	/** The JSON that each upload is answered with. */
	answer: string;
}

process.once('message', ({ cert, key, answer }: ReceiverOptions) => {
	const server = createServer({ cert, key }, (request, response) => {
		let bytes = 0;
		request.on('data', (chunk: Buffer) => (bytes += chunk.length));
		request.on('end', () => {
			process.send?.({ bytes });
			response.writeHead(201, { 'content-type': 'application/json' }).end(answer);
		});
	});
	server.requestTimeout = 0;
	server.listen(0, '127.0.0.1', () => {
		process.send?.({ port: (server.address() as AddressInfo).port });
	});
});
process.once('disconnect', () => process.exit());
