/**
 * A multipart form that n8n's HTTP helper streams: it looks like the web's `FormData`, and its file like a `Blob` whose
 * bytes come from a stream. The helper's HTTP library then writes the multipart itself, with an exact `Content-Length`
 * when the size is known, and never holds the file in memory.
 */

/** A file to upload, opened when the request is sent, and again for each further attempt. */
export interface UploadFile {
	/** The file name sent along. */
	name: string;
	/** Its MIME type. */
	type: string;
	/** Its size in bytes. */
	size: number;
	/** Opens it. */
	open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** A media type with its parameters (RFC 9110), and nothing that would end its line. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[\x20-\x7e]*)?/;

class StreamedBlob {
	readonly name: string;

	readonly type: string;

	readonly size: number;

	/** What is being read. A request that ends early leaves it open, or has it opened even later. */
	private opened?: AsyncIterable<Uint8Array> & { destroy?: () => void };

	private closed = false;

	constructor(private readonly file: UploadFile) {
		this.name = file.name.replace(/[\r\n"]/g, '_');
		this.type = MEDIA_TYPE.exec(file.type)?.[0] ?? 'application/octet-stream';
		this.size = file.size;
	}

	async *stream(): AsyncGenerator<Uint8Array> {
		if (this.closed) return;
		this.opened = await this.file.open();
		if (this.closed) this.close();
		else yield* this.opened;
	}

	close(): void {
		this.closed = true;
		this.opened?.destroy?.();
	}

	get [Symbol.toStringTag](): string {
		return 'Blob';
	}
}

type Part = [name: string, value: string | StreamedBlob];

export class MultipartForm {
	private readonly parts: Part[] = [];

	append(name: string, value: string): void {
		this.parts.push([name, value]);
	}

	appendFile(name: string, file: UploadFile): void {
		this.parts.push([name, new StreamedBlob(file)]);
	}

	entries(): IterableIterator<Part> {
		return this.parts.values();
	}

	[Symbol.iterator](): IterableIterator<Part> {
		return this.entries();
	}

	/** Closes the files, read to their end or not. */
	close(): void {
		for (const [, value] of this.parts) if (value instanceof StreamedBlob) value.close();
	}

	get [Symbol.toStringTag](): string {
		return 'FormData';
	}
}
