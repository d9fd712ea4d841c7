import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from './behaviour.mts';
import type { Files, StoredFile } from './files.mts';
import type { Log } from './log.mts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * URI imports: PENDING → DOWNLOADING → COMPLETED | FAILED. This server fetches from its own machine
 * only (plain HTTP, loopback); every other address fails, as one that Koldan can't reach would.
 */
export class Imports {
	private readonly behaviour: Behaviour;
	private readonly files: Files;
	private readonly log: Log;
	private readonly onChange: () => void;
	private readonly running = new Map<string, Promise<void>>();
	private readonly controller = new AbortController();

	constructor(behaviour: Behaviour, files: Files, log: Log, onChange: () => void) {
		this.behaviour = behaviour;
		this.files = files;
		this.log = log;
		this.onChange = onChange;
	}

	start(file: StoredFile): void {
		this.running.set(file.id, this.run(file));
	}

	/** Resolves when the file's import has ended; at once for a file that is not being imported. */
	async finished(file: StoredFile): Promise<void> {
		await this.running.get(file.id);
	}

	stop(): void {
		this.controller.abort();
	}

	private async run(file: StoredFile): Promise<void> {
		try {
			const uri = new URL(file.uri ?? '');
			if (uri.protocol !== 'http:' || !LOOPBACK.has(uri.hostname)) {
				throw new Error('only http addresses of this machine are fetched');
			}
			// Half of it is spent in either state.
			const pause = this.behaviour.importDurationMs / 2;
			await sleep(pause, undefined, { signal: this.controller.signal });
			file.ingestion = 'DOWNLOADING';
			await sleep(pause, undefined, { signal: this.controller.signal });
			await this.download(file, uri);
			file.ingestion = 'COMPLETED';
		} catch (error) {
			// A server that is stopped takes the import up again when it is started again.
			if (this.controller.signal.aborted) return;
			file.ingestion = 'FAILED';
			this.log.info(
				`import of file ${file.id} failed: ${error instanceof Error ? error.message : error}`,
			);
		}
		this.onChange();
	}

	private async download(file: StoredFile, uri: URL): Promise<void> {
		const response = await fetch(uri, { signal: this.controller.signal, redirect: 'error' });
		if (!response.ok || !response.body) throw new Error(`the address answered ${response.status}`);
		const path = this.files.newPath();
		const hash = createHash('sha256');
		let size = 0;
		const count = new Transform({
			transform(chunk: Buffer, _encoding, done) {
				hash.update(chunk);
				size += chunk.length;
				done(null, chunk);
			},
		});
		const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
		await pipeline(body, count, createWriteStream(path));
		file.localPath = path;
		file.size = size;
		file.sha256 = hash.digest('hex');
		file.contentType = response.headers.get('content-type') ?? 'application/octet-stream';
	}
}
