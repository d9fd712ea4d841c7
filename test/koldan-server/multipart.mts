import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { PassThrough, Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { badRequest } from './api-error.mts';
import type { RecordedFile } from './requests.mts';

/** Most bytes of a text part. */
export const MAX_TEXT_PART = 10 * 1024 * 1024;

export interface ReceivedForm {
	texts: Record<string, string>;
	/** The part `file`, written to disk while it arrived. */
	file?: RecordedFile & { localPath: string | null };
}

/** Reads a form; on failure nothing of it is left on disk. */
export async function receiveForm(
	request: FastifyRequest,
	newPath: () => string | undefined,
): Promise<ReceivedForm> {
	const form: ReceivedForm = { texts: {} };
	try {
		for await (const part of request.parts()) {
			const twice = part.fieldname in form.texts || (part.fieldname === 'file' && form.file);
			if (twice) throw badRequest(`The part ${part.fieldname} was sent twice.`);
			if (part.type === 'file') {
				if (part.fieldname !== 'file') {
					throw badRequest(`The part ${part.fieldname} must be text, not a file.`);
				}
				form.file = {
					filename: part.filename,
					contentType: part.mimetype,
					...(await store(part.file, newPath())),
				};
			} else {
				if (part.fieldname === 'file') throw badRequest('The part file has no file name.');
				if (part.valueTruncated) throw badRequest(`The part ${part.fieldname} is too long.`);
				form.texts[part.fieldname] = String(part.value);
			}
		}
		return form;
	} catch (error) {
		await discardForm(form);
		throw error;
	}
}

export async function discardForm(form: ReceivedForm): Promise<void> {
	if (form.file?.localPath) await rm(form.file.localPath, { force: true });
}

/** @param localPath where it is written; undefined to count its bytes only */
async function store(content: Readable, localPath: string | undefined) {
	const hash = createHash('sha256');
	let size = 0;
	const count = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			hash.update(chunk);
			size += chunk.length;
			done(null, chunk);
		},
	});
	try {
		const sink =
			localPath === undefined ? new PassThrough().resume() : createWriteStream(localPath);
		await pipeline(content, count, sink);
	} catch (error) {
		if (localPath !== undefined) await rm(localPath, { force: true });
		throw error;
	}
	return { localPath: localPath ?? null, size, sha256: hash.digest('hex') };
}
