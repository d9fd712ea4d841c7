import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AxiosInstance } from 'axios';
import FormData from 'form-data';
import type { UploadAndTranscribeResponse } from '../../../nodes/Koldan/api/types.ts';
import { makeWav, wavStream } from '../../fixtures/wav.mts';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { client, endTest, OPTIONS, sendForm, TRANSCRIPTIONS, upload } from './client.mts';

let dataDir: string;
let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'koldan-uploads-'));
	server = await startKoldanServer({
		recognizer: 'simulation',
		dataDir,
		behaviour: { jobDurationMs: 0 },
	});
	http = client(server);
});
afterAll(async () => {
	await server.close();
	await rm(dataDir, { recursive: true, force: true });
});
afterEach(() => endTest(server));

const filesOnDisk = () => readdirSync(join(dataDir, 'files'));

test('a file lands on disk, and the request shows all about it but its bytes', async () => {
	const file = makeWav({ seconds: 2, tone: 300 });
	const sha256 = createHash('sha256').update(file).digest('hex');
	const { status, data } = await sendForm(
		http,
		{
			file,
			name: 'שיחה',
			description: 'd',
			path: '/calls/',
			metadata: { agent: 7 },
			tags: ['a', 'ב'],
			generateListeningAudio: 'false',
			transcription: OPTIONS,
		},
		'מוקלט.wav',
	);
	expect(status).toBe(201);
	expect((data as UploadAndTranscribeResponse).file).toMatchObject({
		name: 'שיחה',
		filename: 'מוקלט.wav',
		path: '/calls/',
		size: file.length,
		sha256,
		metadata: { agent: 7 },
		tags: ['a', 'ב'],
	});
	expect(server.requests.at(-1)).toMatchObject({
		file: { filename: 'מוקלט.wav', contentType: 'audio/wave', size: file.length, sha256 },
		parts: { name: 'שיחה', generateListeningAudio: 'false', tags: '["a","ב"]' },
	});
	const [stored] = filesOnDisk();
	expect(readFileSync(join(dataDir, 'files', stored)).equals(file)).toBe(true);
});

describe('forms that are refused leave nothing behind', () => {
	const good = { file: makeWav({ seconds: 0.1 }), name: 'a', transcription: OPTIONS };
	const uri = 'https://example.com/a.wav';
	test.each<[string, Record<string, unknown>]>([
		['no name', { ...good, name: undefined }],
		['no transcription', { ...good, transcription: undefined }],
		['neither file nor uri', { ...good, file: undefined }],
		['both', { ...good, uri }],
		['a file that is text', { ...good, file: 'text' }],
		['a uri that is none', { ...good, file: undefined, uri: 'example' }],
		['JSON that is none', { ...good, transcription: '{model:' }],
		['options without a model', { ...good, transcription: { language: {} } }],
		['a wrong mode', { ...good, diarization: { enabled: true, mode: 'BOTH' } }],
		['a path without slashes', { ...good, path: 'calls' }],
		['metadata that is a list', { ...good, metadata: [] }],
		['tags that are numbers', { ...good, tags: [1] }],
		['a boolean that is none', { ...good, generateListeningAudio: 'yes' }],
		['a part that nobody knows', { ...good, language: 'he' }],
		['an empty webhook', { ...good, webhook: {} }],
	])('%s', async (_name, parts) => {
		const sent = Object.fromEntries(
			Object.entries(parts).filter(([, value]) => value !== undefined),
		);
		expect((await sendForm(http, sent)).status).toBe(400);
		expect(server.jobs.list()).toEqual([]);
		expect(filesOnDisk()).toEqual([]);
	});

	test('a part sent twice', async () => {
		const form = new FormData();
		form.append('name', 'a');
		form.append('name', 'b');
		const { status } = await http.post(`${TRANSCRIPTIONS}/upload`, form, {
			headers: form.getHeaders(),
		});
		expect(status).toBe(400);
	});

	test('an upload that is broken off', async () => {
		const controller = new AbortController();
		const form = new FormData();
		form.append('name', 'a');
		form.append('file', wavStream(50_000_000), { filename: 'a.wav', knownLength: 50_000_000 });
		const sending = http.post(`${TRANSCRIPTIONS}/upload`, form, {
			headers: form.getHeaders(),
			signal: controller.signal,
			maxRedirects: 0,
		});
		while (filesOnDisk().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		controller.abort();
		await expect(sending).rejects.toThrow('canceled');
		while (filesOnDisk().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
		expect(server.jobs.list()).toEqual([]);
	});

	test('something that is no form', async () => {
		expect((await http.post(`${TRANSCRIPTIONS}/upload`, { name: 'a' })).status).toBe(415);
		expect((await http.post(TRANSCRIPTIONS, 'fileId=1')).status).toBe(415);
		const headers = { 'content-type': 'application/json' };
		expect((await http.post(TRANSCRIPTIONS, '{"fileId":', { headers })).status).toBe(400);
	});
});

describe('imports', () => {
	const recording = makeWav({ seconds: 1.5 });
	let origin: Server;
	let originUrl: string;
	beforeAll(async () => {
		origin = createServer((request, response) => {
			if (request.url === '/call.wav')
				response.writeHead(200, { 'content-type': 'audio/wav' }).end(recording);
			else if (request.url === '/away') response.writeHead(302, { location: '/call.wav' }).end();
			else response.writeHead(404).end();
		});
		await new Promise<void>((resolve) => origin.listen(0, '0.0.0.0', resolve));
		originUrl = `http://localhost:${(origin.address() as AddressInfo).port}`;
	});
	afterAll(() => new Promise((resolve) => origin.close(resolve)));

	const fromUri = async (uri: string) => {
		const response = await sendForm(http, { uri, name: 'a', transcription: OPTIONS });
		const { job } = response.data as UploadAndTranscribeResponse;
		await server.jobs.ended(job.id);
		const { fileId, status, errorCode } = server.jobs.get(job.id) ?? {};
		return { status, errorCode, file: server.files.get(fileId ?? '') };
	};

	test('are fetched from this machine', async () => {
		expect(await fromUri(`${originUrl}/call.wav`)).toMatchObject({
			status: 'COMPLETED',
			file: { ingestion: 'COMPLETED', filename: 'call.wav', size: recording.length, duration: 1.5 },
		});
	});

	test.each(['s3://bucket/call.wav', 'https://example.com/call.wav', 'http://192.0.2.1/call.wav'])(
		'are not fetched from elsewhere: %s',
		async (uri) => {
			expect(await fromUri(uri)).toMatchObject({
				status: 'FAILED',
				errorCode: 'FILE_NOT_FOUND',
				file: { ingestion: 'FAILED' },
			});
		},
	);

	test('are not even fetched from what only looks like this machine', async () => {
		const other = `${originUrl.replace('localhost', '127.0.0.2')}/call.wav`;
		expect(await fromUri(other)).toMatchObject({ file: { ingestion: 'FAILED', localPath: null } });
	});

	test.each(['/missing.wav', '/away'])(
		'fail when the address answers otherwise: %s',
		async (path) => {
			expect(await fromUri(originUrl + path)).toMatchObject({ file: { ingestion: 'FAILED' } });
		},
	);
});

test('the memory of the server stays flat while 300 MB come in', async () => {
	const size = 300_000_000;
	const child = startChild();
	try {
		const [url, key] = await child.ready;
		const other = client({ url, apiKey: key });
		await upload(other);
		const before = peakMemory(child.process);
		const form = new FormData();
		form.append('name', 'long');
		form.append('transcription', JSON.stringify(OPTIONS));
		form.append('file', wavStream(size), { filename: 'long.wav', knownLength: size });
		const { status, data } = await other.post<UploadAndTranscribeResponse>(
			`${TRANSCRIPTIONS}/upload`,
			form,
			{ headers: form.getHeaders(), maxRedirects: 0, maxBodyLength: Infinity },
		);
		expect(status).toBe(201);
		expect(data.file.size).toBe(size);
		expect(peakMemory(child.process) - before).toBeLessThan(size / 2);
	} finally {
		await child.stop();
	}
}, 60_000);

/** The server as a process of its own. */
function startChild() {
	const cli = join(import.meta.dirname, '../../koldan-server/cli.mts');
	const process = spawn('node', [cli, '--port', '0', '--recognizer', 'simulation'], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ready = new Promise<[url: string, key: string]>((resolve) => {
		const found: string[] = [];
		createInterface(process.stdout).on('line', (line) => {
			const value = /^ {2}(?:URL|API key) +(\S+)$/.exec(line)?.[1];
			if (value) found.push(value);
			if (found.length === 2) resolve(found as [string, string]);
		});
	});
	const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
	return {
		process,
		ready,
		stop: async () => {
			process.kill('SIGINT');
			await ended;
		},
	};
}

/** Most bytes that a process has had resident so far. */
function peakMemory({ pid }: ChildProcess): number {
	const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
	return Number(kilobytes) * 1_024;
}
