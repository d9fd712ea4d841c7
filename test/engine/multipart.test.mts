/** The recording as it arrives at the server: bytes, name, type and length, from wherever n8n keeps it. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { makeWav } from '../fixtures/wav.mts';
import type { Fault } from '../koldan-server/faults.mts';
import { useKoldan, type RunOptions } from './support/koldan.mts';
import { MODEL } from './support/operations.mts';
import { binaryStore, recording } from './support/recordings.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

async function upload(item: INodeExecutionData, more: INodeParameters = {}, options?: RunOptions) {
	const parameters = { model: MODEL, waitForCompletion: 'none', ...more };
	const result = await koldan.run('upload', parameters, { items: [item], ...options });
	const request = koldan.server.requests.at(-1);
	return { ...result, request, file: request?.file, parts: request?.parts };
}

/** Bytes of every value, so that a recording that was treated as text would show. */
const everyByte = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));

/** More than fits into the buffers on its way. */
const big = Buffer.alloc(20_000_000, 1);

describe.each(['file', 'memory'] as const)('a recording that n8n keeps in a %s', (kept) => {
	test('arrives byte for byte, with its name, type and size', async () => {
		const item = await recording({
			content: everyByte,
			fileName: 'a call.ogg',
			mimeType: 'audio/ogg',
			kept,
		});
		const { error, file, parts } = await upload(item);
		expect(error).toBeUndefined();
		expect(file).toEqual({
			filename: 'a call.ogg',
			contentType: 'audio/ogg',
			size: everyByte.length,
			sha256: sha256(everyByte),
		});
		expect(parts?.name).toBe('a call.ogg');
	});

	test('is sent with its exact length', async () => {
		const { request } = await upload(await recording({ content: everyByte, kept }));
		const { headers } = request ?? {};
		expect(headers).not.toHaveProperty('transfer-encoding');
		expect(headers?.['content-type']).toMatch(/^multipart\/form-data; ?boundary=/);
		// The file, and around it at least the parts' headers; the server would hang or fail if it were not exact.
		expect(Number(headers?.['content-length'])).toBeGreaterThan(everyByte.length + 200);
		expect(Number(headers?.['content-length'])).toBeLessThan(everyByte.length + 2000);
		expect(request?.status).toBe(201);
	});

	test('is opened again for a retry', async () => {
		koldan.server.faults.add({ kind: 'status', status: 429, count: 2 });
		const { error, file } = await upload(await recording({ content: everyByte, kept }));
		expect(error).toBeUndefined();
		expect(koldan.server.requests.map(({ status }) => status)).toEqual([429, 429, 201]);
		expect(file?.sha256).toBe(sha256(everyByte));
		expect(koldan.server.jobs.list()).toHaveLength(1);
	});

	test.each([
		['a connection that breaks off half way', { kind: 'drop-before', early: true }],
		['a gateway that refuses it half way', { kind: 'status', status: 503, early: true }],
	] as Array<[string, Fault]>)('is sent again after %s: nothing was started', async (_n, fault) => {
		koldan.server.faults.add({ ...fault, count: 3 });
		const { error, file } = await upload(await recording({ content: big, kept }));
		expect(error).toBeUndefined();
		expect(koldan.server.requests).toHaveLength(4);
		expect(koldan.server.jobs.list()).toHaveLength(1);
		expect(file?.size).toBe(big.length);
	});

	test('that breaks off half way again and again: an error that says that nothing was started', async () => {
		koldan.server.faults.add({ kind: 'drop-before', early: true });
		const { error } = await upload(await recording({ content: big, kept }));
		expect(koldan.server.requests).toHaveLength(6);
		expect(koldan.server.jobs.list()).toHaveLength(0);
		expect(error?.message).toBe(
			'The connection to Koldan broke while trying to upload the recording',
		);
		expect(error?.description).toMatch(
			/^The recording was not sent to its end, so nothing was started or paid for\. Try again\./,
		);
	});

	test('is not sent again when the connection breaks after its last byte', async () => {
		koldan.server.faults.add({ kind: 'drop-after', count: 1 });
		const { error } = await upload(await recording({ content: big, kept }));
		expect(koldan.server.requests).toHaveLength(1);
		expect(koldan.server.jobs.list()).toHaveLength(1);
		expect(error?.description).toMatch(/^It is not known whether the transcription was started/);
	});
});

describe('Base64 that is not plain', () => {
	const base64 = everyByte.toString('base64');
	const lines = (base64.match(/.{1,76}/g) ?? []).join('\r\n');

	test.each([
		['line breaks, as in mail', lines],
		['a line break at the end', `${base64}\n`],
		['the beginning of a data URL', `data:audio/wav;base64,${base64}`],
		['no padding', base64.replace(/=+$/, '')],
	])('%s: arrives byte for byte', async (_name, data) => {
		const item = await recording({ kept: 'memory' });
		item.binary = { data: { ...item.binary?.data, data } as never };
		const { error, file } = await upload(item);
		expect(error).toBeUndefined();
		expect(file).toMatchObject({ size: everyByte.length, sha256: sha256(everyByte) });
	});
});

describe('a stored file of another size than n8n noted', () => {
	afterEach(() => jest.restoreAllMocks());

	test.each([
		['less', 69_999, /^The recording has more than 69999 bytes$/],
		['more', 70_001, /^The recording has 70000 of 70001 bytes$/],
		['much more', 7_000_000, /^The recording has 70000 of 7000000 bytes$/],
	])('%s: fails at once, and nothing was started', async (_name, fileSize, words) => {
		const service = await binaryStore();
		const item = await recording({ content: everyByte });
		jest.spyOn(service, 'getMetadata').mockResolvedValue({ fileSize });
		const { error, request } = await upload(item);
		expect(error?.message).toMatch(words);
		expect(error?.description).toMatch(
			/Nothing was started or paid for\. Run the node that brings/,
		);
		expect(error?.description).not.toMatch(/not known|paid for twice/);
		expect(request?.status).not.toBe(201);
		expect(koldan.server.requests.length).toBeLessThanOrEqual(1);
		expect(koldan.server.jobs.list()).toHaveLength(0);
	});

	test('a file that is gone when it is sent', async () => {
		const service = await binaryStore();
		const item = await recording({ content: everyByte });
		jest.spyOn(service, 'getAsStream').mockRejectedValue(new Error('ENOENT: no such file'));
		const { error } = await upload(item);
		expect(error?.message).toBe('The recording could not be read to its end');
		expect(koldan.server.jobs.list()).toHaveLength(0);
	});
});

describe('a request that ends before all of the file was read', () => {
	const opened: Readable[] = [];
	let service: BinaryDataService;

	beforeEach(async () => {
		opened.length = 0;
		service = await binaryStore();
		const open = service.getAsStream.bind(service);
		jest.spyOn(service, 'getAsStream').mockImplementation(async (...args) => {
			const stream = await open(...args);
			opened.push(stream);
			return stream;
		});
	});
	afterEach(() => jest.restoreAllMocks());

	test.each([
		['a refusal half way', { kind: 'status', status: 400, early: true }],
		['an early 429, again and again', { kind: 'status', status: 429, early: true }],
		['a connection that breaks', { kind: 'drop-before', early: true }],
	] as Array<[string, Fault]>)('%s leaves no file open', async (_name, fault) => {
		koldan.server.faults.add({ kind: 'latency', ms: 20 });
		koldan.server.faults.add(fault);
		const { error } = await upload(await recording({ content: big }));
		expect(error).toBeDefined();
		// One that is being opened while the answer comes is closed a moment later.
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(opened.length).toBeGreaterThanOrEqual(1);
		expect(opened.filter(({ destroyed }) => !destroyed)).toHaveLength(0);
	});
});

test.each([
	['Hebrew', 'ראיון עם דנה.wav'],
	['Arabic and Latin', 'مقابلة Dana 2026.mp3'],
	['emoji', 'call 📞.wav'],
	['a quotation mark', 'the "best" call.wav'],
	['a semicolon and an equals sign', 'a; name="file".wav'],
	['a percent sign', '100%20.wav'],
	['a backslash', 'C:\\calls\\a.wav'],
	['line breaks', 'a\r\nContent-Type: text/html\r\n\r\nb.wav'],
	['a very long name', `${'a'.repeat(5000)}.wav`],
])('a file name with %s', async (_name, fileName) => {
	const { error, file, parts } = await upload(await recording({ fileName }));
	expect(error).toBeUndefined();
	expect(file?.size).toBe(makeWav({ seconds: 0.1 }).length);
	expect(Object.keys(parts ?? {}).sort()).toEqual(['name', 'transcription']);
	// The display name is what people wrote; the file's own name keeps at least its letters.
	expect(parts?.name).toBe(fileName);
	const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
	expect(letters(fileName)).toContain(letters(file?.filename ?? '-').slice(0, 200));
});

test.each([
	['a type with line breaks', 'audio/wav\r\nX-Evil: 1', 'audio/wav'],
	['no type', '', 'application/octet-stream'],
	['no type at all, but nonsense', 'שלום', 'application/octet-stream'],
	['a type with parameters', 'audio/ogg; codecs=opus', 'audio/ogg'],
])('%s', async (_name, mimeType, sent) => {
	const { error, file } = await upload(await recording({ mimeType }));
	expect(error).toBeUndefined();
	expect(file?.contentType).toBe(sent);
});

test('a file without a name gets one, with its extension', async () => {
	const item = await recording();
	item.binary = {
		data: { ...item.binary?.data, fileName: undefined, fileExtension: 'wav' } as never,
	};
	const { file, parts } = await upload(item);
	expect(file?.filename).toBe('recording.wav');
	expect(parts?.name).toBe('recording.wav');
});

test('the field can have any name', async () => {
	const { file } = await upload(await recording({ field: 'attachment_0' }), {
		binaryPropertyName: 'attachment_0',
	});
	expect(file?.filename).toBe('call.wav');
});

describe('other ways that n8n hands over files', () => {
	test('an expression that gives the file itself', async () => {
		const item = await recording({ field: 'audio' });
		const { error, file } = await upload(item, { binaryPropertyName: '={{ $binary.audio }}' });
		expect(error).toBeUndefined();
		expect(file?.filename).toBe('call.wav');
	});

	test('a workflow that keeps files among the JSON (binary mode combined)', async () => {
		const { binary } = await recording();
		const item: INodeExecutionData = { json: { data: binary?.data as never } };
		const { error, file } = await upload(item, {}, { settings: { binaryMode: 'combined' } });
		expect(error).toBeUndefined();
		expect(file?.filename).toBe('call.wav');
	});
});

test('a summary needs a scope more, and the error names it', async () => {
	const key = koldan.server.createKey(['speech:files:write', 'speech:transcriptions:write']);
	const { error } = await upload(
		await recording(),
		{ options: { summary: { settings: { promptTemplateId: 'a' } } } },
		{ credential: { apiKey: key } },
	);
	expect(error).toMatchObject({ httpCode: '403' });
	expect(error?.description).toMatch(
		/needs the scopes speech:files:write and speech:transcriptions:write and speech:summaries:write/,
	);
});
