/**
 * A multipart form that n8n's HTTP helper streams: it looks like the web's `FormData`, and its file like a `Blob` whose
 * bytes come from a stream. The helper's HTTP library then writes the multipart itself, with an exact `Content-Length`
 * when the size is known, and never holds the file in memory.
 */

import { KoldanError, KoldanInputError, rethrow } from './errors';

/** A file to upload, opened when the request is sent, and again for each further attempt. */
export interface UploadFile {
	/** The file name sent along. */
	name: string;
	/** Its MIME type. */
	type: string;
	/** Its size in bytes: announced to the server, and what `open` must give. */
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

	/** Bytes handed over. */
	private bytes = 0;

	/** Why it could not be read to its end. */
	error?: KoldanError;

	constructor(private readonly file: UploadFile) {
		this.name = file.name.replace(/[\r\n"]/g, '_');
		this.type = MEDIA_TYPE.exec(file.type)?.[0] ?? 'application/octet-stream';
		this.size = file.size;
	}

	/**
	 * The file's bytes. When they are not as many as announced, the request breaks off before its end: otherwise the server
	 * would wait for the rest for minutes, or take a part for the whole.
	 */
	async *stream(): AsyncGenerator<Uint8Array> {
		if (this.closed) return;
		try {
			this.opened = await this.file.open();
			if (this.closed) return this.close();
			for await (const chunk of this.opened) {
				this.bytes += chunk.length;
				if (this.bytes > this.size) throw wrongSize(this.size, 'more');
				yield chunk;
			}
			if (!this.isHandedOver && !this.closed) throw wrongSize(this.size, this.bytes);
		} catch (error) {
			if (this.closed) return;
			this.error = error instanceof KoldanError ? error : unreadable(error);
			rethrow(this.error);
		}
	}

	get isHandedOver(): boolean {
		return this.bytes >= this.size;
	}

	close(): void {
		this.closed = true;
		this.opened?.destroy?.();
	}

	get [Symbol.toStringTag](): string {
		return 'Blob';
	}
}

function wrongSize(announced: number, found: number | 'more'): KoldanInputError {
	return new KoldanInputError(
		`The recording has ${found === 'more' ? `more than ${announced}` : `${found} of ${announced}`} bytes`,
		'It changed while it was being sent, or n8n noted another size for it. Nothing was started or paid for. Run the node that brings the file again, then this one.',
	);
}

function unreadable(error: unknown): KoldanInputError {
	const reason = error instanceof Error ? error.message : String(error);
	return new KoldanInputError(
		'The recording could not be read to its end',
		`Nothing was started or paid for. Run the node that brings the file again, then this one. (${reason})`,
	);
}

/** A form of text parts, objects as JSON, and a file. Whatever is undefined is left out. */
export function formOf(fields: object, file: UploadFile | undefined): MultipartForm {
	const form = new MultipartForm();
	for (const [name, value] of Object.entries(fields)) {
		if (value === undefined) continue;
		form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
	}
	// The file comes last, so that the server can refuse bad fields before the bytes arrive.
	if (file) form.appendFile('file', file);
	return form;
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

	private get files(): StreamedBlob[] {
		return this.parts.flatMap(([, value]) => (value instanceof StreamedBlob ? value : []));
	}

	/** Why a file could not be sent to its end. */
	get error(): KoldanError | undefined {
		return this.files.find(({ error }) => error)?.error;
	}

	/** Whether all bytes of the files were handed over to be sent. */
	get isHandedOver(): boolean {
		return this.files.every(({ isHandedOver }) => isHandedOver);
	}

	/** Closes the files, read to their end or not. */
	close(): void {
		for (const file of this.files) file.close();
	}

	get [Symbol.toStringTag](): string {
		return 'FormData';
	}
}
