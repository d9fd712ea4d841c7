import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Content } from './operation.mts';

/** Headers that an answer of another host must not ask for, and that nobody should send there. */
const CREDENTIALS = ['x-api-key', 'authorization', 'cookie', 'x-tenant-id'];

/** A request to the other host. */
export interface ContentRequest {
	/** Names of headers with credentials that came with it: a client's mistake. */
	credentials: string[];
	status: number;
}

/** A host of its own, where contents lie for a single request each, as with links of an object store. */
export class ContentHost {
	readonly requests: ContentRequest[] = [];
	/** Links that are refused, as if they had expired, before one works. */
	expired = 0;
	private readonly contents = new Map<string, () => Content>();
	private server?: Promise<Server>;

	/** An address for a content. It is opened when it is asked for. */
	async link(open: () => Content): Promise<string> {
		const server = await (this.server ??= this.start());
		const path = `/${randomUUID()}?signature=${randomUUID()}`;
		this.contents.set(path, open);
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
	}

	clear(): void {
		this.requests.length = 0;
		this.expired = 0;
		this.contents.clear();
	}

	async close(): Promise<void> {
		const server = await this.server;
		server?.closeAllConnections();
		server?.close();
	}

	private async start(): Promise<Server> {
		const server = createServer((request, response) => this.answer(request, response));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return server;
	}

	private answer(request: IncomingMessage, response: ServerResponse): void {
		const path = request.url ?? '';
		const open = this.expired > 0 ? undefined : this.contents.get(path);
		if (this.expired > 0) this.expired -= 1;
		this.contents.delete(path);
		const credentials = CREDENTIALS.filter((name) => request.headers[name] !== undefined);
		this.requests.push({ credentials, status: open ? 200 : 403 });
		if (!open) {
			response.writeHead(403, { 'content-type': 'application/xml' });
			response.end('<Error><Code>AccessDenied</Code></Error>');
			return;
		}
		const { stream, headers } = open();
		response.writeHead(200, headers);
		stream.pipe(response);
	}
}
