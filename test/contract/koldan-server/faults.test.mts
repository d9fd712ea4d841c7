import type { AxiosInstance } from 'axios';
import type { Fault } from '../../koldan-server/faults.mts';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { client, endTest, OPTIONS, TRANSCRIPTIONS, upload } from './client.mts';

let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	server = await startKoldanServer({ recognizer: 'simulation', behaviour: { autoFinish: false } });
	http = client(server);
});
afterAll(() => server.close());
afterEach(() => {
	// A fault's answer may break the contract; the server itself may not.
	endTest(server);
});

const create = () =>
	http.post(TRANSCRIPTIONS, { fileId: server.files.add().id, transcription: OPTIONS });
const jobCount = () => server.jobs.list().length;

test('a status instead of the work, with and without Retry-After', async () => {
	server.faults.add({
		kind: 'status',
		status: 429,
		retryAfter: 7,
		body: '{"slow":"down"}',
		count: 1,
	});
	server.faults.add({ kind: 'status', status: 503, count: 1 });
	const [limited, unavailable] = [await create(), await create()];
	expect([limited.status, limited.headers['retry-after'], limited.data]).toEqual([
		429,
		'7',
		{ slow: 'down' },
	]);
	expect([unavailable.status, unavailable.headers['retry-after']]).toEqual([503, undefined]);
	expect(jobCount()).toBe(0);
	expect((await create()).status).toBe(201);
});

test('a status after the work was done', async () => {
	server.faults.add({ kind: 'status', status: 502, processed: true });
	expect((await create()).status).toBe(502);
	expect(jobCount()).toBe(1);
});

test.each([
	['drop-before', 0],
	['drop-after', 1],
] as const)('%s', async (kind, jobs) => {
	server.faults.add({ kind });
	await expect(create()).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
	expect(jobCount()).toBe(jobs);
	expect(server.requests.at(-1)).toMatchObject({
		operationId: 'createTranscription',
		faults: [kind],
	});
	expect(server.requests.at(-1)?.status).toBeUndefined();
});

test('an upload can be dropped before and after, too', async () => {
	server.faults.add({ kind: 'drop-before', count: 1 });
	await expect(upload(http)).rejects.toMatchObject({
		code: expect.stringMatching(/ECONNRESET|EPIPE/),
	});
	expect(jobCount()).toBe(0);
	server.faults.add({ kind: 'drop-after', count: 1 });
	await expect(upload(http)).rejects.toMatchObject({ code: 'ECONNRESET' });
	expect(jobCount()).toBe(1);
});

test('an answer that ends half-way', async () => {
	server.faults.add({ kind: 'truncated-body' });
	await expect(http.get('/api/v1/quotas')).rejects.toMatchObject({
		message: expect.stringMatching(/aborted/),
	});
});

test.each<[Fault['kind'], unknown, RegExp]>([
	['non-json-body', expect.stringContaining('<html>'), /json/],
	['empty-body', '', /json/],
	['wrong-content-type', expect.objectContaining({ 'speech-service': expect.anything() }), /html/],
])('%s', async (kind, body, type) => {
	server.faults.add({ kind } as Fault);
	const { status, data, headers } = await http.get<unknown>('/api/v1/quotas');
	expect(status).toBe(200);
	expect(data).toEqual(body);
	expect(headers['content-type']).toMatch(type);
});

test('latency, together with another fault', async () => {
	server.faults.add({ kind: 'latency', ms: 120 });
	server.faults.add({ kind: 'status', status: 500 });
	const before = performance.now();
	expect((await http.get('/api/v1/quotas')).status).toBe(500);
	expect(performance.now() - before).toBeGreaterThanOrEqual(118);
});

test('no answer at all', async () => {
	server.faults.add({ kind: 'hang' });
	await expect(http.get('/api/v1/quotas', { timeout: 150 })).rejects.toMatchObject({
		code: 'ECONNABORTED',
	});
});

test('rules hit what they name, after so many, as often as they say', async () => {
	const status = async (url: string) => (await http.get(url)).status;
	server.faults.add({
		kind: 'status',
		status: 500,
		operationId: 'listTranscriptions',
		skip: 1,
		count: 2,
	});
	const withdraw = server.faults.add({
		kind: 'status',
		status: 501,
		method: 'get',
		path: /models$/,
	});
	const statuses: number[] = [];
	for (let turn = 0; turn < 4; turn += 1) statuses.push(await status(TRANSCRIPTIONS));
	expect(statuses).toEqual([200, 500, 500, 200]);
	expect(await status('/api/v1/quotas')).toBe(200);
	expect(await status('/api/v1/speech-services/models')).toBe(501);
	withdraw();
	expect(await status('/api/v1/speech-services/models')).toBe(200);
});

test('chance', async () => {
	server.faults.add({ kind: 'status', status: 500, probability: 0.5 });
	const answers = await Promise.all(Array.from({ length: 100 }, () => http.get('/api/v1/quotas')));
	const hit = answers.filter(({ status }) => status === 500).length;
	// Outside of these bounds once in a million million times.
	expect(hit).toBeGreaterThan(14);
	expect(hit).toBeLessThan(86);
});
