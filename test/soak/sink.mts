import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Told {
	id?: string;
	label?: string;
	text?: string;
	summary?: string;
	/** The execution that told it. */
	execution?: string;
	/** When it was told, in milliseconds since 1970. */
	at: number;
}

/** Stands for the apps that workflows send their transcripts to: it notes what each path is told. */
export interface Sink {
	/** The address of a path. */
	url(path: string): string;
	/** What a path was told, in the order of arrival. */
	told(path: string): Told[];
	close(): void;
}

export async function startSink(): Promise<Sink> {
	const told = new Map<string, Told[]>();
	const toldAt = (path: string) => {
		if (!told.has(path)) told.set(path, []);
		return told.get(path) ?? [];
	};
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = JSON.parse(Buffer.concat(chunks).toString()) as Omit<Told, 'at'>;
			toldAt((request.url ?? '/').slice(1)).push({ ...body, at: Date.now() });
			response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: (path) => `http://127.0.0.1:${port}/${path}`,
		told: toldAt,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
