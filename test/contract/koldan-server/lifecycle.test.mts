import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxiosInstance } from 'axios';
import type { TranscriptionJob } from '../../../nodes/Koldan/api/types.ts';
import { makeWav } from '../../fixtures/wav.mts';
import { ERROR_MESSAGES } from '../../koldan-server/outcomes.mts';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { client, endTest, OPTIONS, TRANSCRIPTIONS, UNKNOWN_ID, upload } from './client.mts';

let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	server = await startKoldanServer({
		recognizer: 'simulation',
		behaviour: { jobDurationMs: 0 },
	});
	http = client(server);
});
afterAll(() => server.close());
afterEach(() => endTest(server));

const get = async (id: string) =>
	(await http.get<TranscriptionJob>(`${TRANSCRIPTIONS}/${id}`)).data;
const status = async (method: string, path: string) =>
	(await http.request({ method, url: `${TRANSCRIPTIONS}/${path}` })).status;

test('a job goes from pending over in progress to completed, deleted and purged', async () => {
	server.behaviour.autoFinish = false;
	const created = await upload(http);
	const { id } = created;
	expect(created).toMatchObject({ status: 'PENDING', completionDate: null, result: null });
	expect(await status('GET', `${id}/result`)).toBe(404);
	expect(await status('DELETE', id)).toBe(409);

	server.jobs.start(id);
	expect(await get(id)).toMatchObject({ status: 'IN_PROGRESS' });

	await server.jobs.finish(id);
	const completed = await get(id);
	expect(completed).toMatchObject({ status: 'COMPLETED', isDeleted: false, isPurged: false });
	expect(Date.parse(completed.completionDate as string)).toBeGreaterThanOrEqual(
		Date.parse(completed.creationDate),
	);
	expect((await http.get(`${TRANSCRIPTIONS}/${id}/result`)).data).toEqual(completed.result);
	expect(await status('POST', `${id}/cancel`)).toBe(409);
	expect(await status('POST', `${id}/purge`)).toBe(409);

	expect(await status('DELETE', id)).toBe(204);
	const deleted = await get(id);
	expect(deleted).toMatchObject({ isDeleted: true, isPurged: false, purgedAt: null });
	expect(Date.parse(deleted.purgeAt as string) - Date.parse(deleted.deletedAt as string)).toBe(
		30 * 86_400_000,
	);
	expect(await status('DELETE', id)).toBe(409);

	expect(await status('POST', `${id}/purge`)).toBe(204);
	expect(await get(id)).toMatchObject({
		isPurged: true,
		result: null,
		errors: null,
		purgeAt: null,
	});
	expect(await status('GET', `${id}/result`)).toBe(410);
	expect(await status('POST', `${id}/purge`)).toBe(409);
});

test('jobs run by themselves, for as long as the switch says', async () => {
	server.behaviour.jobDurationMs = 300;
	const { id } = await upload(http);
	expect((await get(id)).status).toBe('PENDING');
	const { createdAt, endedAt } = await server.jobs.ended(id);
	expect((endedAt as number) - createdAt).toBeGreaterThanOrEqual(299);
	expect((await get(id)).status).toBe('COMPLETED');
});

test.each(['PENDING', 'IN_PROGRESS'])('a job cancelled while %s stays cancelled', async (when) => {
	server.behaviour.jobDurationMs = 150;
	const { id } = await upload(http);
	while ((await get(id)).status !== when) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(await status('POST', `${id}/cancel`)).toBe(204);
	await new Promise((resolve) => setTimeout(resolve, 250));
	expect(await get(id)).toMatchObject({ status: 'CANCELLED', result: null });
});

test('a job that is ended by hand while it runs by itself ends once', async () => {
	server.behaviour.jobDurationMs = 150;
	const { id } = await upload(http);
	await server.jobs.finish(id, { status: 'FAILED', errorCode: 'INTERNAL_ERROR' });
	await new Promise((resolve) => setTimeout(resolve, 250));
	expect(await get(id)).toMatchObject({ status: 'FAILED', result: null });
});

test('a mistake in a test’s own outcome fails the job and is noted', async () => {
	server.behaviour.outcome = () => {
		throw new Error('a mistake');
	};
	const { id } = await upload(http);
	await server.jobs.ended(id);
	expect(await get(id)).toMatchObject({ errorCode: 'INTERNAL_ERROR' });
	expect(server.contractViolations.splice(0)).toEqual([expect.stringContaining('a mistake')]);
});

test('deleting with purge does both at once, and again', async () => {
	const [{ id }] = server.jobs.seed(1);
	expect(await status('DELETE', `${id}?purge=true`)).toBe(204);
	expect(await get(id)).toMatchObject({ isDeleted: true, isPurged: true });
	expect(await status('DELETE', `${id}?purge=true`)).toBe(204);
	server.behaviour.deletePurgedJobStatus = 409;
	expect(await status('DELETE', `${id}?purge=true`)).toBe(409);
	expect(await status('DELETE', id)).toBe(409);
});

test('retention purges jobs that nobody deleted', async () => {
	const [{ id }] = server.jobs.seed(1);
	server.jobs.purge(id);
	expect(await get(id)).toMatchObject({ status: 'COMPLETED', isDeleted: false, isPurged: true });
	expect(await status('GET', `${id}/result`)).toBe(410);
});

test('a job can vanish', async () => {
	const { id } = await upload(http);
	server.jobs.remove(id);
	expect(await status('GET', id)).toBe(404);
});

describe('failures', () => {
	test.each(Object.keys(ERROR_MESSAGES))('%s by file name', async (code) => {
		const { id } = await upload(http, {}, `my ${code}.wav`);
		await server.jobs.ended(id);
		expect(await get(id)).toMatchObject({
			status: 'FAILED',
			errorCode: code,
			errors: [{ code, message: expect.any(String), timestamp: expect.any(String) }],
			result: null,
		});
	});

	test('and by the job', async () => {
		server.behaviour.outcome = ({ name }) =>
			name === 'bad'
				? { status: 'FAILED', errorCode: 'INTERNAL_ERROR', message: 'Boom.' }
				: undefined;
		const bad = await upload(http, { name: 'bad' });
		const good = await upload(http, { name: 'good' });
		await Promise.all([bad, good].map(({ id }) => server.jobs.ended(id)));
		expect((await get(bad.id)).errors?.[0]).toMatchObject({ message: 'Boom.' });
		expect((await get(good.id)).status).toBe('COMPLETED');
	});

	const endedWith = async (parts: Record<string, unknown>, filename?: string) => {
		const { id } = await upload(http, parts, filename);
		await server.jobs.ended(id);
		const { errorCode } = await get(id);
		return errorCode;
	};

	test('from what the file is, whatever its name says', async () => {
		const wav = makeWav({ seconds: 1 });
		const cut = wav.subarray(0, wav.length / 2);
		const broken = Buffer.concat([
			wav.subarray(0, 12),
			Buffer.from('LIST\x04\0\0\0abcd', 'latin1'),
		]);
		expect(await endedWith({ file: Buffer.alloc(0) })).toBe('EMPTY_AUDIO');
		expect(await endedWith({ file: makeWav({ seconds: 0 }) })).toBe('EMPTY_AUDIO');
		expect(await endedWith({ file: cut })).toBe('FILE_CORRUPTED');
		expect(await endedWith({ file: broken })).toBe('FILE_CORRUPTED');
		expect(await endedWith({ file: Buffer.from('%PDF-1.7 not a recording') })).toBe(
			'UNSUPPORTED_FORMAT',
		);
		expect(await endedWith({ file: wav }, 'document.pdf')).toBeNull();
	});

	test('from model, language, channels, length and quota', async () => {
		expect(await endedWith({ transcription: { ...OPTIONS, model: 'telephony' } })).toBe(
			'MODEL_UNAVAILABLE',
		);
		const german = { model: 'hebrew-general', language: { defaultLanguageCode: 'de' } };
		expect(await endedWith({ transcription: german })).toBe('LANGUAGE_NOT_SUPPORTED');
		const channels = {
			enabled: true,
			mode: 'CHANNEL',
			channelMapping: [{ channel: 1, label: 'Agent' }],
		};
		expect(await endedWith({ diarization: channels })).toBe('CHANNEL_DIARIZATION_FAILED');
		server.behaviour.maxDurationSeconds = 0.5;
		expect(await endedWith({})).toBe('DURATION_EXCEEDED');
		server.behaviour.maxDurationSeconds = 60;
		server.behaviour.quotas = {
			'speech-service': { transcription: { limit: 600, used: 600, available: 0 } },
		};
		expect(await endedWith({})).toBe('QUOTA_EXCEEDED');
	});

	test('when the content was discarded', async () => {
		const file = server.files.add();
		server.files.discardContent(file.id);
		const { data } = await http.post<TranscriptionJob>(TRANSCRIPTIONS, {
			fileId: file.id,
			transcription: OPTIONS,
		});
		await server.jobs.ended(data.id);
		expect((await get(data.id)).errorCode).toBe('FILE_NOT_FOUND');
	});
});

describe('jobs on files', () => {
	const create = async (fileId: string, model = 'general') =>
		(await http.post(TRANSCRIPTIONS, { fileId, transcription: { ...OPTIONS, model } })).status;

	test('in every state', async () => {
		expect(await create(server.files.add().id)).toBe(201);
		expect(await create(server.files.add({ ingestion: 'COMPLETED' }).id)).toBe(201);
		expect(await create(server.files.add({ isDeleted: true }).id)).toBe(422);
		for (const ingestion of ['PENDING', 'DOWNLOADING', 'FAILED'] as const) {
			expect(await create(server.files.add({ ingestion }).id)).toBe(422);
		}
		expect(await create(server.files.add({ owner: 'user-2' }).id)).toBe(404);
		expect(await create(UNKNOWN_ID)).toBe(404);
		expect(await create('no-uuid')).toBe(400);
	});

	test('with models that are retired or not known', async () => {
		const { id } = server.files.add();
		expect(await create(id, 'general-v1')).toBe(410);
		expect(await create(id, 'of-my-own')).toBe(201);
		server.behaviour.unknownModel = 400;
		expect(await create(id, 'of-my-own')).toBe(400);
	});
});

test('a server that is started again on its folder goes on where it was', async () => {
	const dataDir = await mkdtemp(join(tmpdir(), 'koldan-restart-'));
	try {
		const options = { dataDir, recognizer: 'simulation' as const };
		const first = await startKoldanServer({ ...options, behaviour: { autoFinish: false } });
		const [done] = first.jobs.seed(1);
		const open = await upload(client(first));
		const limited = first.createKey(['speech:transcriptions:read'], 'user-2');
		await first.close();

		const second = await startKoldanServer({ ...options, behaviour: { jobDurationMs: 0 } });
		expect(second.apiKey).toBe(first.apiKey);
		await second.jobs.ended(open.id);
		expect(second.jobs.list().map(({ id, status: now }) => [id, now])).toEqual([
			[done.id, 'COMPLETED'],
			[open.id, 'COMPLETED'],
		]);
		const asBefore = client(second, { Authorization: `Bearer ${first.jwt}` });
		expect((await asBefore.get(`${TRANSCRIPTIONS}/${open.id}/result`)).status).toBe(200);
		const other = client(second, { 'X-API-Key': limited });
		expect((await other.get(`${TRANSCRIPTIONS}/${open.id}`)).status).toBe(403);
		await second.close();
	} finally {
		await rm(dataDir, { recursive: true, force: true });
	}
});
