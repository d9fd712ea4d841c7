import { createReadStream } from 'node:fs';
import { wavStream } from '../../fixtures/wav.mts';
import { ApiError, badRequest, conflict, notFound } from '../api-error.mts';
import type { StoredFile } from '../files.mts';
import type { Answer, Content, Koldan, OperationHandler, OperationRequest } from '../operation.mts';

/** Of these endpoints only a part is known: what is not is a switch. */
function refuse({ behaviour }: Koldan): void {
	if (behaviour.fileEndpoints === 'missing') throw notFound('Not found.');
	if (behaviour.fileEndpoints === 'forbidden') throw new ApiError(403, 'Files are not for you.');
}

function findFile(koldan: Koldan, { id, identity }: OperationRequest): StoredFile {
	refuse(koldan);
	const file = koldan.files.get(id.toLowerCase());
	if (!file || file.owner !== identity.user) throw notFound(`File ${id} was not found.`);
	return file;
}

interface ListQuery {
	page?: number;
	size?: number;
	isDeleted?: boolean;
	isContentDiscarded?: boolean;
}

const listFiles: OperationHandler = (koldan, { query, identity }) => {
	refuse(koldan);
	const { behaviour, files, presenter } = koldan;
	const { page = 0, size = 20, isDeleted = false, isContentDiscarded } = query as ListQuery;
	const found = files
		.list()
		.filter(({ owner }) => owner === identity.user)
		.filter(
			(file) =>
				!behaviour.fileListFilters ||
				(file.isDeleted === isDeleted &&
					(isContentDiscarded === undefined || file.isContentDiscarded === isContentDiscarded)),
		);
	if (found.length === 0 && behaviour.emptyList === 204) return { status: 204 };
	const start = behaviour.listIgnoresPage ? 0 : page * size;
	const shown = found
		.reverse()
		.slice(start, start + Math.min(size, behaviour.listSizeCap ?? size))
		.map((file) => presenter.file(file));
	const more = { page, size: shown.length, total: found.length };
	const bodies = {
		array: shown,
		files: { files: shown, ...more },
		content: { sort: [], content: shown, ...more },
		embedded: { links: [{ rel: 'self', href: '/files' }], _embedded: { items: shown }, page: more },
	};
	return { status: 200, body: bodies[behaviour.fileList] };
};

type FileFields = Partial<
	Pick<StoredFile, 'name' | 'description' | 'path' | 'metadata' | 'tags' | 'generateListeningAudio'>
>;

const createFile: OperationHandler = (koldan, { body, file, identity }) => {
	refuse(koldan);
	const { uri, ...fields } = body as FileFields & { uri?: string };
	if (!fields.name) throw badRequest('name is missing.');
	if ((file === undefined) === (uri === undefined)) throw badRequest('Send either file or uri.');
	const source = file
		? { ...file, ingestion: null }
		: {
				uri,
				filename: new URL(uri ?? '').pathname.split('/').at(-1) || fields.name,
				ingestion: 'PENDING' as const,
			};
	const stored = koldan.files.add({ owner: identity.user, ...fields, ...source });
	if (!file) koldan.imports.start(stored);
	koldan.onChange();
	return { status: 201, body: koldan.presenter.oneFile(stored) };
};

const getFile: OperationHandler = (koldan, request) => ({
	status: 200,
	body: koldan.presenter.oneFile(findFile(koldan, request)),
});

const changed = ({ behaviour, presenter, onChange }: Koldan, file: StoredFile): Answer => {
	onChange();
	return behaviour.fileChangeAnswer === 204
		? { status: 204 }
		: { status: 200, body: presenter.oneFile(file) };
};

const CHANGEABLE = ['name', 'description', 'path', 'metadata', 'tags'];

const updateFile: OperationHandler = (koldan, request) => {
	const file = findFile(koldan, request);
	const fields = request.body as FileFields;
	const unknown = Object.keys(fields).filter((name) => !CHANGEABLE.includes(name));
	if (unknown.length > 0) throw badRequest(`${unknown.join(', ')} can't be changed.`);
	if (fields.path !== undefined && !/^\/(.*\/)?$/.test(fields.path))
		throw badRequest('path must start and end with /.');
	Object.assign(file, fields);
	return changed(koldan, file);
};

const deleteFile: OperationHandler = (koldan, request) => {
	const file = findFile(koldan, request);
	if (file.isDeleted) throw conflict(`File ${file.id} is deleted.`);
	file.isDeleted = true;
	koldan.onChange();
	return { status: 204 };
};

const discardFileContent: OperationHandler = (koldan, request) => {
	const file = findFile(koldan, request);
	if (file.isContentDiscarded) throw conflict(`The content of file ${file.id} is discarded.`);
	koldan.files.discardContent(file.id);
	return changed(koldan, file);
};

function contentOf(file: StoredFile, withHeaders: boolean): Content {
	const { localPath, generatedSize, contentType, filename, size } = file;
	const stream = localPath ? createReadStream(localPath) : wavStream(generatedSize ?? 0);
	const disposition = `attachment; filename="file"; filename*=UTF-8''${encodeURIComponent(filename)}`;
	return {
		stream,
		headers: {
			'content-type': withHeaders ? contentType : 'application/octet-stream',
			...(withHeaders
				? { 'content-disposition': disposition, 'content-length': generatedSize ?? size }
				: {}),
		},
	};
}

const getFileContent: OperationHandler = async (koldan, request) => {
	const file = findFile(koldan, request);
	const { behaviour, contentHost } = koldan;
	if (file.isContentDiscarded) throw new ApiError(410, `File ${file.id} has no content any more.`);
	if (!file.localPath && file.generatedSize === undefined)
		throw conflict(`File ${file.id} has no content yet.`);
	const content = () => contentOf(file, behaviour.fileContentHeaders === 'all');
	if (behaviour.fileContentAt === 'other-host')
		return { status: 302, location: await contentHost.link(content) };
	if (behaviour.fileContentAt === 'other-path') {
		behaviour.fileContentAt = 'here';
		return { status: 307, location: `/api/v1/speech-services/files/${file.id}/content` };
	}
	return { status: 200, content: content() };
};

export const FILE_HANDLERS: Record<string, OperationHandler> = {
	listFiles,
	createFile,
	getFile,
	updateFile,
	deleteFile,
	getFileContent,
	discardFileContent,
};
