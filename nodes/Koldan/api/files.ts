/**
 * The file endpoints as typed functions. Only a part of their documentation is at hand: method, path, scopes and some
 * parameters. So an answer is taken whatever its shape, and what is not understood is passed through.
 */
import { call, callForList, callOnce, isRecord, type KoldanClient } from './client';
import type { operations } from './contract';
import { rethrow, statusOf } from './errors';
import { fileIn, filesIn, stateOf, type StoredFile } from './fileFacts';
import { formOf, type UploadFile } from './multipart';
import type { KoldanRequest } from './transport';
import { wholeList } from './wholeList';

/** A recording, and what is kept with it. */
export interface FileRequest {
	/** Exactly one of `file` and `uri`. */
	file?: UploadFile;
	uri?: string;
	name: string;
	description?: string;
	path?: string;
	metadata?: Record<string, unknown>;
	tags?: string[];
	generateListeningAudio?: boolean;
}

/**
 * `POST /files`: uploads a file as a form, streamed, or lets Koldan import it from an address. A retry opens the file again.
 *
 * @returns the file; of one that is imported, Koldan has not more than the address yet
 */
export async function createFile(
	client: KoldanClient,
	{ file, ...fields }: FileRequest,
): Promise<StoredFile> {
	const options = file ? { form: () => formOf(fields, file) } : { json: fields };
	const { body } = await call(
		client,
		'createFile',
		options,
		(response) => fileIn(response.body) !== undefined,
	);
	return fileIn(body) as StoredFile;
}

/** `GET /files/{id}`. */
export async function getFile(client: KoldanClient, id: string): Promise<StoredFile> {
	const { body } = await call(client, 'getFile', { jobId: id }, (response) =>
		isRecord(response.body),
	);
	return { ...(fileIn(body) ?? (body as object)), id };
}

/** The file; undefined where the server answers with one of some statuses. */
async function getUnless(
	client: KoldanClient,
	id: string,
	statuses: readonly number[],
): Promise<StoredFile | undefined> {
	try {
		return await getFile(client, id);
	} catch (error) {
		if (statuses.includes(statusOf(error) ?? 0)) return undefined;
		rethrow(error);
	}
}

/** The file; undefined where it can't be seen: not every server has this endpoint, and not every key the scope. */
export const findFile = async (client: KoldanClient, id: string): Promise<StoredFile | undefined> =>
	await getUnless(client, id, [403, 404, 405, 410, 501]);

/** The file; undefined where there is none any more. */
const findExisting = async (client: KoldanClient, id: string): Promise<StoredFile | undefined> =>
	await getUnless(client, id, [404, 410]);

export type FileQuery = NonNullable<operations['listFiles']['parameters']['query']>;

/** `GET /files`, one page. An empty answer (204) is an empty list. */
export async function listFilesPage(client: KoldanClient, query: FileQuery): Promise<StoredFile[]> {
	return await callForList(client, 'listFiles', { query }, filesIn);
}

const STATES = ['isDeleted', 'isContentDiscarded'] as const;

/** The states of files that a list can be limited to. */
export type FileStates = Pick<FileQuery, (typeof STATES)[number]>;

/** All files that match, in the server's own order, each once. A server that does not filter is helped out. */
export async function* allFiles(
	client: KoldanClient,
	filters: FileStates,
): AsyncGenerator<StoredFile> {
	const files = wholeList(async (page) => await listFilesPage(client, { ...filters, ...page }));
	for await (const file of files) {
		const isOther = STATES.some(
			(state) => filters[state] !== undefined && stateOf(file, state) === !filters[state],
		);
		if (!isOther) yield file;
	}
}

/** What can be changed of a file. */
export type FileChanges = Partial<
	Pick<FileRequest, 'name' | 'description' | 'path' | 'metadata' | 'tags'>
>;

/**
 * `PATCH /files/{id}`.
 *
 * @returns the file as it is now, as far as Koldan shows it
 */
export async function updateFile(
	client: KoldanClient,
	id: string,
	changes: FileChanges,
): Promise<StoredFile> {
	const { body } = await call(client, 'updateFile', { jobId: id, json: changes });
	const file = fileIn(body) ?? (await findFile(client, id)) ?? changes;
	return { ...file, id };
}

/** `DELETE /files/{id}`. */
export async function deleteFile(client: KoldanClient, id: string): Promise<void> {
	const isGone = (file?: StoredFile) => !file || stateOf(file, 'isDeleted') === true;
	await callOnce(client, 'deleteFile', { jobId: id }, findExisting, isGone);
}

/** `POST /files/{id}/discard-content`. */
export async function discardFileContent(client: KoldanClient, id: string): Promise<void> {
	const isDiscarded = (file?: StoredFile) =>
		file !== undefined && stateOf(file, 'isContentDiscarded') === true;
	await callOnce(client, 'discardFileContent', { jobId: id }, findExisting, isDiscarded);
}

/**
 * `GET /files/{id}/content`, wherever it lies.
 *
 * @param receive takes the content as it comes; called again when a connection broke
 * @returns what `receive` gave
 */
export async function downloadFile<Received>(
	client: KoldanClient,
	id: string,
	receive: (...content: Parameters<NonNullable<KoldanRequest['receive']>>) => Promise<Received>,
): Promise<Received> {
	const { body } = await call(client, 'getFileContent', { jobId: id, receive });
	return body as Received;
}
