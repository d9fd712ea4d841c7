/** What a server may do that the reference neither says nor rules out; how often it did what; long transcripts. */
import type { AxiosInstance } from 'axios';
import type { TranscriptionJob } from '../../../nodes/Koldan/api/types.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../fixtures/webhook-receiver.mts';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { client, endTest, OPTIONS, TRANSCRIPTIONS, UNKNOWN_ID, upload } from './client.mts';

let receiver: WebhookReceiver;
let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	receiver = await startWebhookReceiver();
	server = await startKoldanServer({
		recognizer: 'simulation',
		ca: receiver.ca,
		behaviour: { autoFinish: false },
	});
	http = client(server);
});
afterAll(async () => {
	await server.close();
	await receiver.close();
});
afterEach(() => endTest(server));

interface Page {
	jobs: TranscriptionJob[];
	size: number;
	total: number;
}
const list = async (query: object = {}) =>
	(await http.get<Page>(TRANSCRIPTIONS, { params: query })).data;
const get = async (id: string) =>
	(await http.get<TranscriptionJob>(`${TRANSCRIPTIONS}/${id}`)).data;
const resultStatus = async (id: string) =>
	(await http.get(`${TRANSCRIPTIONS}/${id}/result`)).status;

test('an API behind its notifications shows a job as open that has ended', async () => {
	server.behaviour.apiLagMs = 3_600_000;
	const { id } = await upload(http, { webhook: { url: receiver.url } });
	await server.jobs.finish(id);
	await server.deliveriesSettled();
	expect(server.deliveries).toHaveLength(1);
	expect(JSON.parse(server.deliveries[0].body)).toMatchObject({
		status: 'COMPLETED',
		result: { segments: expect.any(Array) },
	});

	const open = { id, status: 'IN_PROGRESS', completionDate: null };
	expect(await get(id)).toMatchObject({ ...open, result: null });
	expect((await list()).jobs).toMatchObject([open]);
	expect((await list({ status: 'COMPLETED' })).total).toBe(0);
	expect((await list({ completedAfter: '2000-01-01T00:00:00Z' })).total).toBe(0);
	expect(await resultStatus(id)).toBe(404);
	// What changes a job is decided by what is true.
	expect((await http.post(`${TRANSCRIPTIONS}/${id}/cancel`)).status).toBe(409);

	server.behaviour.apiLagMs = 0;
	expect(await get(id)).toMatchObject({ status: 'COMPLETED', result: expect.anything() });
	expect((await list({ status: 'COMPLETED' })).total).toBe(1);
	expect(await resultStatus(id)).toBe(200);
});

test('an API behind its notifications catches up after the time given', async () => {
	server.behaviour.apiLagMs = 300;
	const { id } = await upload(http);
	await server.jobs.finish(id, { status: 'FAILED', errorCode: 'EMPTY_AUDIO' });
	const endedAt = server.jobs.get(id)?.endedAt as number;
	let job = await get(id);
	while (job.status === 'IN_PROGRESS') job = await get(id);
	expect(job).toMatchObject({ status: 'FAILED', errorCode: 'EMPTY_AUDIO' });
	expect(Date.now() + 1).toBeGreaterThanOrEqual(endedAt + 300);
});

describe('lists', () => {
	const ids = async (query: object) => (await list(query)).jobs.map(({ id }) => id);

	test('a cap on the size of pages', async () => {
		server.jobs.seed(120);
		server.behaviour.listSizeCap = 50;
		const pages = [];
		for (const page of [0, 1, 2, 3]) pages.push(await list({ size: 100, page }));
		expect(pages.map(({ jobs, size, total }) => [jobs.length, size, total])).toEqual([
			[50, 50, 120],
			[50, 50, 120],
			[20, 20, 120],
			[0, 0, 120],
		]);
		expect(new Set(pages.flatMap(({ jobs }) => jobs.map(({ id }) => id))).size).toBe(120);
		expect(await ids({ size: 7 })).toHaveLength(7);
	});

	test('pages that are all the first', async () => {
		server.jobs.seed(30);
		const first = await ids({ size: 10 });
		expect(await ids({ size: 10, page: 1 })).not.toEqual(first);
		server.behaviour.listIgnoresPage = true;
		expect(await ids({ size: 10, page: 1 })).toEqual(first);
		expect(await ids({ size: 10, page: 99 })).toEqual(first);
	});

	test.each([
		['too-high', 44, 1],
		['too-low', 36, 0],
	] as const)('a total that is %s', async (listTotal, approximate, ofNothing) => {
		server.jobs.seed(40);
		server.behaviour.listTotal = listTotal;
		expect(await list()).toMatchObject({ total: approximate, size: 20 });
		expect((await list({ status: 'FAILED' })).total).toBe(ofNothing);
	});
});

describe('rate limits by the minute', () => {
	const create = async () =>
		await http.post(TRANSCRIPTIONS, { fileId: UNKNOWN_ID, transcription: OPTIONS });
	/** How many of so many requests pass, one after another. */
	const passed = async (count: number) => {
		let passes = 0;
		for (let turn = 0; turn < count; turn += 1) passes += (await create()).status === 404 ? 1 : 0;
		return passes;
	};
	afterEach(() => jest.restoreAllMocks());

	/** How many pass of 10 at these seconds, where the limit is 4 a minute. */
	test.each([
		['fixed-window', { 0: 4, 59: 0, 60: 4, 61: 0, 121: 4 }],
		['sliding-window', { 0: 4, 59: 0, 60: 4, 61: 0, 121: 4 }],
		['token-bucket', { 0: 4, 14: 0, 15: 1, 44: 1, 46: 1, 600: 4 }],
	] as const)('%s', async (algorithm, passes) => {
		server.behaviour.rateLimits = { jobs: 4, windowMs: 60_000, algorithm };
		const start = Date.now();
		const now = jest.spyOn(Date, 'now');
		for (const [second, expected] of Object.entries(passes)) {
			now.mockReturnValue(start + Number(second) * 1_000);
			expect([second, await passed(10)]).toEqual([second, expected]);
		}
		const refused =
			Object.keys(passes).length * 10 - Object.values<number>(passes).reduce((a, b) => a + b);
		expect(server.counters).toMatchObject({
			tooManyRequests: refused,
			requests: { createTranscription: Object.keys(passes).length * 10 },
		});
	});

	test('a window that slides counts each request for a minute', async () => {
		server.behaviour.rateLimits = { jobs: 2, windowMs: 60_000, algorithm: 'sliding-window' };
		const start = Date.now();
		const at = (second: number) => jest.spyOn(Date, 'now').mockReturnValue(start + second * 1_000);
		at(0);
		expect(await passed(1)).toBe(1);
		at(40);
		expect(await passed(5)).toBe(1);
		expect((await create()).headers['retry-after']).toBe('20');
		at(60);
		expect(await passed(5)).toBe(1);
		expect((await create()).headers['retry-after']).toBe('40');
	});

	test('uploads have a limit of their own', async () => {
		server.behaviour.rateLimits = { uploads: 1, windowMs: 60_000 };
		await upload(http);
		await expect(upload(http)).rejects.toThrow('429');
		expect(await passed(3)).toBe(3);
		expect(server.counters).toMatchObject({
			uploadsReceived: 1,
			jobsCreated: 1,
			tooManyRequests: 1,
		});
	});

	test('Retry-After may be absurd', async () => {
		server.behaviour.rateLimits = { requests: 0, windowMs: 60_000 };
		server.behaviour.retryAfter = 'absurd';
		expect((await create()).headers['retry-after']).toMatch(/^9{400}$/);
	});
});

describe('counters', () => {
	test('requests, uploads, jobs', async () => {
		await upload(http);
		server.faults.add({ kind: 'drop-before', count: 1 });
		await expect(upload(http)).rejects.toThrow();
		server.faults.add({ kind: 'drop-after', count: 1 });
		await expect(upload(http)).rejects.toThrow();
		await list();
		await http.get('/nothing');
		server.requests.length = 0;
		expect(server.counters).toEqual({
			requests: { uploadAndTranscribe: 3, listTranscriptions: 1, unknown: 1 },
			uploadsReceived: 2,
			jobsCreated: 2,
			summariesCreated: 0,
			tooManyRequests: 0,
			resultsRead: {},
		});
		server.reset();
		expect(server.counters).toMatchObject({ requests: {}, jobsCreated: 0 });
	});

	test('results by job, whichever request carries them', async () => {
		const { id } = await upload(http);
		const { id: other } = await upload(http);
		await get(id);
		await resultStatus(id);
		expect(server.counters.resultsRead).toEqual({});
		await server.jobs.finishAll();
		await get(id);
		await resultStatus(id);
		await resultStatus(other);
		await list();
		expect(server.counters.resultsRead).toEqual({ [id]: 2, [other]: 1 });
	});

	test('429 by faults, too', async () => {
		server.faults.add({ kind: 'status', status: 429, count: 2 });
		for (let turn = 0; turn < 3; turn += 1) await http.get('/api/v1/quotas');
		expect(server.counters.tooManyRequests).toBe(2);
	});
});

describe('long transcripts', () => {
	const words = ({ segments }: NonNullable<TranscriptionJob['result']>) =>
		(segments ?? []).flatMap((segment) => segment.words ?? []);

	test('have as many words as wanted, with times and speakers, and are the same each time', async () => {
		server.behaviour.transcriptWords = 9_000;
		const { id } = await upload(http, { diarization: { enabled: true } });
		await server.jobs.finish(id);
		const { result, transcription, file } = await get(id);
		expect(transcription.model).toContain('(simulated)');
		expect(server.jobs.get(id)?.result).toBeNull();
		if (!result) throw new Error('no result');
		expect((await http.get(`${TRANSCRIPTIONS}/${id}/result`)).data).toEqual(result);
		const all = words(result);
		expect(all).toHaveLength(9_000);
		expect(result.text?.split(' ')).toHaveLength(9_000);
		expect(all.every(({ start, end }) => end > start)).toBe(true);
		expect(all.every(({ start }, index) => index === 0 || start >= all[index - 1].end)).toBe(true);
		expect(result.duration).toBe(all.at(-1)?.end);
		expect(file).toMatchObject({ duration: result.duration });
		expect(new Set(result.segments?.map(({ speaker }) => speaker))).toEqual(
			new Set(['SPEAKER_00', 'SPEAKER_01']),
		);
	});

	test('differ from recording to recording; speakers come with diarization', async () => {
		server.behaviour.transcriptWords = 100;
		const ids = [];
		for (const name of ['a', 'b', 'c']) ids.push((await upload(http, { name })).id);
		await server.jobs.finishAll();
		const results = await Promise.all(ids.map(async (id) => (await get(id)).result));
		expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(3);
		expect(results[0]?.segments?.[0].speaker).toBeNull();
	});

	test('are purged like others', async () => {
		server.behaviour.transcriptWords = 10;
		const { id } = await upload(http);
		await server.jobs.finish(id);
		server.jobs.purge(id);
		expect((await get(id)).result).toBeNull();
		expect(await resultStatus(id)).toBe(410);
	});
});
