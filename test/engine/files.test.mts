/** Files in Koldan, whatever a server makes of what is not documented about them. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { makeWav } from '../fixtures/wav.mts';
import type { Behaviour } from '../koldan-server/behaviour.mts';
import { byId, useKoldan, type RunOptions } from './support/koldan.mts';
import { searchList } from './support/list-search.mts';
import { MODEL, UNKNOWN_ID } from './support/operations.mts';
import { binaryStore, recording } from './support/recordings.mts';
import { pauses } from './support/short-pauses.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ jobDurationMs: 20, importDurationMs: 40 });

const CONTENT = makeWav({ seconds: 10 });
/** More than fits into the buffers on its way. */
const BIG = Buffer.alloc(20_000_000, 1);
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** Where Koldan imports recordings from. */
let source: Server;
let address: string;
beforeAll(async () => {
	source = createServer((_, response) => response.end(CONTENT));
	await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(source.address() as AddressInfo).port}/talk.wav`;
});
afterAll(() => {
	source.closeAllConnections();
	source.close();
});
beforeEach(() => {
	pauses.length = 0;
});

const run = async (operation: string, parameters: INodeParameters = {}, options?: RunOptions) =>
	await koldan.run(operation, { resource: 'file', ...parameters }, options);

const upload = async (options: INodeParameters = {}, content = CONTENT) =>
	await run('upload', { options }, { items: [await recording({ content })] });

const importing = async (more: INodeParameters = {}) =>
	await run('import', { uri: address, ...more });

const transcribe = async (fileId: unknown, options: INodeParameters = {}, more?: RunOptions) =>
	await koldan.run(
		'create',
		{
			fileId: fileId as INodeParameters,
			model: MODEL,
			waitForCompletion: 'polling',
			options,
		},
		more,
	);

const stored = (id: unknown) => koldan.server.files.get(String(id));

async function bytesOf(item: INodeExecutionData | undefined): Promise<Buffer> {
	const binary = item?.binary?.data;
	return binary ? await (await binaryStore()).getAsBuffer(binary) : Buffer.alloc(0);
}

const sent = (operationId: string): number =>
	koldan.server.requests.filter((request) => request.operationId === operationId).length;

const search = async (filter?: string, token?: string) =>
	await searchList(
		'searchFiles',
		{ credentials: { baseUrl: koldan.server.url, apiKey: koldan.server.apiKey } },
		filter,
		token,
	);

/** The switches for what is not documented. */
const UNKNOWNS: Array<[string, Partial<Behaviour>]> = [
	['as it is by default', {}],
	['a list that is an array', { fileList: 'array' }],
	['a list in a page, beside another array', { fileList: 'content' }],
	['a list deep in a page, beside another array', { fileList: 'embedded' }],
	['a list that keeps to no filter', { fileListFilters: false }],
	['a list that ignores page numbers', { listIgnoresPage: true }],
	['an empty list that is no content', { emptyList: 204 }],
	['the ID called uuid', { fileIdField: 'uuid' }],
	['the ID called fileId', { fileIdField: 'fileId' }],
	['a file that is wrapped', { fileEnvelope: 'wrapped' }],
	['another name of the import’s status', { fileIngestionField: 'importState' }],
	['the import’s status called just status', { fileIngestionField: 'status' }],
	['the import’s status a level deeper', { fileIngestionField: 'ingestion.status' }],
	['no status of the import', { fileIngestionField: 'absent' }],
	['no content after a change', { fileChangeAnswer: 204 }],
	['content without name and length', { fileContentHeaders: 'none' }],
	['content on another host', { fileContentAt: 'other-host' }],
	[
		'content on another host, without name and length',
		{ fileContentAt: 'other-host', fileContentHeaders: 'none' },
	],
	['content at another path', { fileContentAt: 'other-path' }],
	['no null fields', { nullFields: 'absent' }],
	['fields that nobody knows', { extraFields: true }],
];

describe.each(UNKNOWNS)('a server with %s', (_name, behaviour) => {
	beforeEach(() => {
		Object.assign(koldan.server.behaviour, behaviour);
	});

	test('Upload, Get and Download give what was sent', async () => {
		const facts = {
			name: 'A talk',
			description: 'about bees',
			path: '/talks/',
			tags: 'bees, talk',
			metadata: { pairs: [{ name: 'speaker', value: 'Dana' }] },
			generateListeningAudio: false,
		};
		const { json, error } = await upload(facts);
		expect(error).toBeUndefined();
		const [{ id }] = json;
		expect(json).toEqual([
			expect.objectContaining({ name: 'A talk', path: '/talks/', tags: ['bees', 'talk'] }),
		]);
		expect(Object.keys(json[0])[0]).toBe('id');
		expect(stored(id)).toMatchObject({
			...facts,
			tags: ['bees', 'talk'],
			metadata: { speaker: 'Dana' },
			filename: 'call.wav',
			contentType: 'audio/wav',
			sha256: sha256(CONTENT),
		});
		const got = await run('get', { fileId: byId(String(id)) });
		expect(got.json).toEqual([expect.objectContaining({ id, name: 'A talk' })]);
		const { outputs, error: refused } = await run('download', { fileId: byId(String(id)) });
		expect(refused).toBeUndefined();
		expect((await bytesOf(outputs[0][0])).equals(CONTENT)).toBe(true);
		expect(outputs[0][0].json).toEqual({
			id,
			fileName: 'call.wav',
			mimeType: 'audio/wav',
			size: CONTENT.length,
		});
		expect(outputs[0][0].binary?.data).toMatchObject({ fileName: 'call.wav' });
		expect(koldan.server.contentHost.requests.flatMap(({ credentials }) => credentials)).toEqual(
			[],
		);
	});

	test('Get Many finds all, filtered or not, each once', async () => {
		const { files } = koldan.server;
		expect((await run('getAll', { returnAll: true })).json).toEqual([]);
		const ids = Array.from(
			{ length: 130 },
			(_, index) => files.add({ name: `${index}`, localPath: null }).id,
		);
		files.add({ name: 'gone', isDeleted: true });
		const all = await run('getAll', { returnAll: true, filters: { isDeleted: 'exclude' } });
		expect(all.error).toBeUndefined();
		const found = all.json.map(({ id }) => id);
		const expected = behaviour.listIgnoresPage ? ids.slice(-100) : ids;
		// Without filters the deleted one fills a place on the only page that there is.
		if (behaviour.listIgnoresPage) expect(found).toHaveLength(100);
		else expect([...found].sort()).toEqual([...expected].sort());
		const deleted = await run('getAll', { filters: { isDeleted: 'only' } });
		expect(deleted.json).toEqual([expect.objectContaining({ name: 'gone' })]);
		expect((await run('getAll', { limit: 3 })).json).toHaveLength(3);
	});

	test('Get Many filters by what the list itself says', async () => {
		const { files } = koldan.server;
		const day = (number: number) => Date.UTC(2026, 2, number);
		files.add({ name: 'Interview Dana', tags: ['press', 'Talk'], createdAt: day(1) });
		files.add({ name: 'Interview Noa', tags: ['talk'], createdAt: day(2) });
		files.add({ name: 'Call', filename: 'INTERVIEW.wav', createdAt: day(3) });
		const discarded = files.add({ name: 'Old', createdAt: day(4) });
		files.discardContent(discarded.id);
		const names = async (filters: INodeParameters) =>
			(await run('getAll', { filters })).json.map(({ name }) => name).sort();
		expect(await names({ name: 'interview' })).toEqual(['Call', 'Interview Dana', 'Interview Noa']);
		expect(await names({ tag: 'talk' })).toEqual(['Interview Dana', 'Interview Noa']);
		expect(await names({ createdAfter: '2026-03-02T00:00:00Z', name: 'interview' })).toEqual([
			'Call',
			'Interview Noa',
		]);
		expect(await names({ createdBefore: '2026-03-01T12:00:00Z' })).toEqual(['Interview Dana']);
		expect(await names({ isContentDiscarded: 'only' })).toEqual(['Old']);
		expect(await names({ isContentDiscarded: 'exclude', tag: 'press' })).toEqual([
			'Interview Dana',
		]);
	});

	test('Update, Discard Content and Delete do what they say', async () => {
		const { id } = koldan.server.files.add({ name: 'before', description: 'old', tags: ['a'] });
		const one = { fileId: byId(id) };
		const updateFields = { name: 'after', description: '', tags: 'b, c', path: '/x/' };
		const { json, error } = await run('update', { ...one, updateFields });
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ id, name: 'after', tags: ['b', 'c'] })]);
		expect(stored(id)).toMatchObject({ ...updateFields, tags: ['b', 'c'] });
		expect((await run('discardContent', one)).json).toEqual([{ contentDiscarded: true, id }]);
		expect(stored(id)?.isContentDiscarded).toBe(true);
		const download = await run('download', one);
		expect(download.error?.message).toBe(`The content of file ${id} was discarded`);
		expect((await run('delete', one)).json).toEqual([{ deleted: true, id }]);
		expect(stored(id)?.isDeleted).toBe(true);
	});

	test('an import is waited for, and so is one that is to be transcribed', async () => {
		const { json, error } = await importing();
		expect(error).toBeUndefined();
		const [{ id }] = json;
		expect(json).toEqual([expect.objectContaining({ name: 'talk.wav' })]);
		const isKnown = behaviour.fileIngestionField !== 'absent';
		if (isKnown) expect(stored(id)).toMatchObject({ ingestion: 'COMPLETED' });
		const begun = await importing({ waitForImport: false });
		const other = String(begun.json[0].id);
		expect(stored(other)?.ingestion).toMatch(/PENDING|DOWNLOADING/);
		koldan.server.behaviour.outcome = { status: 'COMPLETED', result: { text: 'some words' } };
		const { json: transcripts, error: failed } = await transcribe(byId(other), {
			waitForImport: true,
		});
		expect(failed).toBeUndefined();
		expect(transcripts).toEqual([expect.objectContaining({ text: 'some words', fileId: other })]);
		expect(koldan.server.counters.jobsCreated).toBe(1);
	});

	test('the list to choose from shows and finds them', async () => {
		const { files } = koldan.server;
		expect((await search()).results).toEqual([]);
		const { id } = files.add({ name: 'Interview', createdAt: Date.UTC(2026, 2, 5, 9, 30) });
		const late = files.add({ name: 'Talk', ingestion: 'DOWNLOADING' });
		const { results } = await search();
		expect(results.map(({ value }) => value)).toEqual([late.id, id]);
		expect(results[1].name).toBe('Interview (recording.wav, 2026-03-05 09:30)');
		if (behaviour.fileIngestionField !== 'absent')
			expect(results[0].name).toMatch(/^Talk \(recording.wav, import downloading, 20/);
		expect((await search('INTERV')).results.map(({ value }) => value)).toEqual([id]);
		expect((await search(late.id)).results.map(({ value }) => value)).toEqual([late.id]);
		expect((await search('nothing')).results).toEqual([]);
	});
});

describe('Transcribe Stored File', () => {
	const WAITS = { waitForImport: true };

	test('takes an ID alone, as workflows of the first version hold it, and the list’s choice', async () => {
		const { id } = koldan.server.files.add();
		for (const fileId of [id, byId(id), { __rl: true, mode: 'list', value: id }]) {
			const { json, error } = await transcribe(fileId);
			expect(error).toBeUndefined();
			expect(json).toEqual([expect.objectContaining({ fileId: id, status: 'COMPLETED' })]);
		}
		expect(sent('getFile')).toBe(0);
	});

	test('without Wait for Import fails at once', async () => {
		const { id } = koldan.server.files.add({ ingestion: 'DOWNLOADING' });
		const { error } = await transcribe(byId(id));
		expect(error?.message).toBe('The file can’t be transcribed yet, or no longer');
		expect(sent('getFile')).toBe(0);
	});

	test.each(['missing', 'forbidden'] as const)(
		'waits even where files can’t be looked at (%s)',
		async (fileEndpoints) => {
			const begun = await importing({ waitForImport: false });
			koldan.server.behaviour.fileEndpoints = fileEndpoints;
			const { json, error } = await transcribe(byId(String(begun.json[0].id)), WAITS);
			expect(error).toBeUndefined();
			expect(json).toHaveLength(1);
			expect(koldan.server.counters.jobsCreated).toBe(1);
		},
	);

	test.each(['missing', 'forbidden'] as const)(
		'does not need the file endpoints for a file that is ready (%s)',
		async (fileEndpoints) => {
			koldan.server.behaviour.fileEndpoints = fileEndpoints;
			const { json, error } = await transcribe(byId(koldan.server.files.add().id), WAITS);
			expect(error).toBeUndefined();
			expect(json).toHaveLength(1);
			expect(sent('getFile')).toBe(0);
		},
	);

	test('fails when the import fails, and says why', async () => {
		const { id } = koldan.server.files.add({ name: 'talk', ingestion: 'FAILED' });
		const { error } = await transcribe(byId(id), WAITS);
		expect(error?.message).toBe('Koldan could not import talk');
		expect(error?.description).toMatch(/Check that its URL is right.*file /);
		expect(koldan.server.counters.jobsCreated).toBe(0);
	});

	test('fails at the time limit', async () => {
		const { id } = koldan.server.files.add({ name: 'talk', ingestion: 'DOWNLOADING' });
		const { error } = await transcribe(byId(id), { ...WAITS, importTimeLimit: 5 });
		expect(error?.message).toBe('Koldan had not imported talk at the time limit');
		expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(5.5 * 60_000);
	});

	test('does not wait for a file that was deleted', async () => {
		const { id } = koldan.server.files.add({ isDeleted: true });
		const { error } = await transcribe(byId(id), WAITS);
		expect(error?.message).toBe('The file can’t be transcribed yet, or no longer');
		expect(sent('createTranscription')).toBe(1);
	});
});

describe('Import From URL', () => {
	const elsewhere = { uri: 'https://example.com/talk.wav' };

	test('fails when Koldan can’t fetch the recording', async () => {
		const { error } = await run('import', elsewhere);
		expect(error?.message).toBe('Koldan could not import talk.wav');
		expect(error?.context.data).toMatchObject({
			fileId: koldan.server.files.list()[0].id,
			status: 'FAILED',
		});
	});

	test('gives the file with its status where that is set', async () => {
		const options = { onFailedImport: 'continue' };
		const { json, error } = await run('import', { ...elsewhere, options });
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ ingestionStatus: 'FAILED' })]);
	});

	test('waits no longer than it may, with growing delays', async () => {
		koldan.server.behaviour.importDurationMs = 600_000;
		const options = { importTimeLimit: 10 };
		const { error } = await importing({ options });
		expect(error?.message).toBe('Koldan had not imported talk.wav at the time limit');
		expect(error?.context.data).toMatchObject({ timedOut: true, status: 'PENDING' });
		const waited = pauses.reduce((sum, pause) => sum + pause, 0);
		expect(waited).toBeGreaterThan(9 * 60_000);
		expect(waited).toBeLessThan(11 * 60_000);
		expect(sent('getFile')).toBeLessThan(40);
		pauses.length = 0;
		const late = await importing({ options: { ...options, onFailedImport: 'continue' } });
		expect(late.json).toEqual([expect.objectContaining({ ingestionStatus: 'PENDING' })]);
	});

	test('of many items begins all of them before it waits, and keeps their order', async () => {
		koldan.server.behaviour.importDurationMs = 300;
		const items = Array.from({ length: 12 }, (_, index) => ({ json: { name: `talk ${index}` } }));
		const parameters = { uri: address, options: { name: '={{ $json.name }}', concurrency: 2 } };
		const { json, error } = await run('import', parameters, { items });
		expect(error).toBeUndefined();
		expect(json.map(({ name }) => name)).toEqual(items.map(({ json: { name } }) => name));
		const first = koldan.server.requests.findIndex(({ operationId }) => operationId === 'getFile');
		expect(koldan.server.requests.slice(0, first)).toHaveLength(12);
	});

	test('stops when the execution is stopped', async () => {
		koldan.server.behaviour.importDurationMs = 600_000;
		const started = koldan.start('import', { resource: 'file', uri: address });
		while (sent('getFile') < 2) await new Promise((resolve) => setTimeout(resolve, 5));
		started.cancel();
		await started.finished;
		const looks = sent('getFile');
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(sent('getFile')).toBeLessThanOrEqual(looks + 1);
	});

	test('survives a server that is down for a while', async () => {
		koldan.server.faults.add({ kind: 'status', status: 503, operationId: 'getFile', count: 8 });
		const { json, error } = await importing();
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ ingestionStatus: 'COMPLETED' })]);
	});

	test('names the file when it can’t be looked at', async () => {
		const apiKey = koldan.server.createKey(['speech:files:write']);
		const { error } = await run('import', { uri: address }, { credential: { apiKey } });
		const [{ id }] = koldan.server.files.list();
		expect(error?.message).toBe('The credential is not allowed to get the file');
		expect(error?.description).toMatch(
			new RegExp(`speech:files:read.*The import goes on in Koldan as file ${id}`),
		);
	});
});

describe('Upload', () => {
	test('is not sent again when its answer got lost', async () => {
		koldan.server.faults.add({ kind: 'drop-after', operationId: 'createFile' });
		const { error } = await upload();
		expect(error?.description).toMatch(
			/It is not known whether the file was stored.*it might be stored twice/,
		);
		expect(koldan.server.files.list()).toHaveLength(1);
	});

	test('is sent again when it broke off, and after a 429', async () => {
		const hit = { operationId: 'createFile', count: 1 };
		koldan.server.faults.add({ kind: 'drop-before', early: true, ...hit });
		koldan.server.faults.add({ kind: 'status', status: 429, ...hit });
		const { error, json } = await upload({}, BIG);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(koldan.server.files.list().map(({ sha256: hash }) => hash)).toEqual([sha256(BIG)]);
		expect(sent('createFile')).toBe(3);
	});
});

describe('Download', () => {
	const one = (file: Parameters<typeof koldan.server.files.add>[0] = { content: CONTENT }) => ({
		fileId: byId(koldan.server.files.add(file).id),
	});

	test.each(['missing', 'forbidden'] as const)(
		'says what is wrong where there are no files (%s)',
		async (fileEndpoints) => {
			const parameters = one();
			koldan.server.behaviour.fileEndpoints = fileEndpoints;
			const { error } = await run('download', parameters);
			expect(error?.message).toMatch(
				fileEndpoints === 'missing'
					? /^Koldan has no content of file /
					: /^The credential is not allowed to download the file$/,
			);
		},
	);

	test('gives the file a name where the server says none of it', async () => {
		koldan.server.behaviour.fileContentHeaders = 'none';
		const parameters = one({ content: CONTENT, filename: '', name: '../a\\b/talk' });
		const { outputs } = await run('download', parameters);
		expect(outputs[0][0].binary?.data.fileName).toBe('_a_b_talk');
		const options = { outputFileName: 'mine.mp3' };
		const { outputs: own } = await run('download', {
			...parameters,
			options,
			outputBinaryField: 'audio',
		});
		expect(own[0][0].binary?.audio).toMatchObject({ fileName: 'mine.mp3', mimeType: 'audio/mpeg' });
	});

	test('begins again when the connection breaks on the way', async () => {
		koldan.server.faults.add({ kind: 'truncated-body', operationId: 'getFileContent', count: 2 });
		const { outputs, error } = await run('download', one());
		expect(error).toBeUndefined();
		expect((await bytesOf(outputs[0][0])).equals(CONTENT)).toBe(true);
		expect(sent('getFileContent')).toBe(3);
	});

	test('begins again when nothing comes any more', async () => {
		koldan.server.faults.add({ kind: 'stalled-body', operationId: 'getFileContent', count: 1 });
		const began = Date.now();
		// After a second, the clock goes on by an hour at once.
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => {
			const now = performance.timeOrigin + performance.now();
			return now > began + 1000 ? now + 3_600_000 : now;
		});
		const { outputs, error } = await run('download', one());
		clock.mockRestore();
		expect(error).toBeUndefined();
		expect((await bytesOf(outputs[0][0])).equals(CONTENT)).toBe(true);
		expect(sent('getFileContent')).toBe(2);
	});

	test('stops when the execution is stopped', async () => {
		koldan.server.faults.add({ kind: 'stalled-body', operationId: 'getFileContent' });
		const started = koldan.start('download', { resource: 'file', ...one() });
		while (sent('getFileContent') === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await new Promise((resolve) => setTimeout(resolve, 100));
		started.cancel();
		await started.finished;
		expect(sent('getFileContent')).toBe(1);
	});

	test('asks for another link when one has expired', async () => {
		koldan.server.behaviour.fileContentAt = 'other-host';
		koldan.server.contentHost.expired = 2;
		const { outputs, error } = await run('download', one());
		expect(error).toBeUndefined();
		expect((await bytesOf(outputs[0][0])).equals(CONTENT)).toBe(true);
		expect(koldan.server.contentHost.requests).toEqual([
			{ credentials: [], status: 403 },
			{ credentials: [], status: 403 },
			{ credentials: [], status: 200 },
		]);
		koldan.server.contentHost.expired = 100;
		const failed = await run('download', one());
		expect(failed.error?.description).toMatch(/points to answered with status 403/);
	});

	test('says so when n8n can’t keep the file, and does not try again', async () => {
		const store = await binaryStore();
		const full = jest
			.spyOn(store, 'store')
			.mockRejectedValue(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
		const { error } = await run('download', one());
		full.mockRestore();
		expect(error?.message).toBe('n8n could not keep the file');
		expect(error?.description).toMatch(/enough space.*no space left/);
		expect(sent('getFileContent')).toBe(1);
	});

	test('of a file that is still being imported says to wait', async () => {
		const { error } = await run('download', one({ ingestion: 'PENDING' }));
		expect(error?.message).toMatch(/^The content of file .* is not there yet$/);
	});
});

test.each([
	['get', { fileId: byId(' ') }, 'No file is chosen'],
	['get', { fileId: byId('abc') }, 'The file ID is not valid'],
	['update', { fileId: byId(UNKNOWN_ID) }, 'Nothing is to be changed'],
	['update', { fileId: byId(UNKNOWN_ID), updateFields: { name: ' ' } }, 'The name is empty'],
	['update', { fileId: byId(UNKNOWN_ID), updateFields: { path: 'a' } }, 'The folder is not valid'],
	['import', { uri: '={{ "" }}' }, 'No recording is given'],
	['import', { uri: 'ftp://a/b' }, 'The URL of the recording is not valid'],
	['import', { uri: 'https://a/b', options: { importTimeLimit: 0 } }, 'The import time limit is'],
	[
		'download',
		{ fileId: byId(UNKNOWN_ID), outputBinaryField: ' ' },
		'The output field has no usable name',
	],
	[
		'download',
		{ fileId: byId(UNKNOWN_ID), outputBinaryField: '__proto__' },
		'The output field has no usable name',
	],
	[
		'getAll',
		{ filters: { createdAfter: '2026-02-01', createdBefore: '2026-01-01' } },
		'Created After is later than Created Before',
	],
])('%s: bad input is refused before anything is sent', async (operation, parameters, words) => {
	const { error } = await run(operation, parameters as INodeParameters);
	expect(error?.message).toMatch(new RegExp(`^${words}`));
	expect(koldan.server.requests).toHaveLength(0);
});
