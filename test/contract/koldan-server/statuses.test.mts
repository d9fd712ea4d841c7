import type { AxiosInstance, AxiosResponse } from 'axios';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { makeWav } from '../../fixtures/wav.mts';
import { client, endTest, OPTIONS, sendForm, TRANSCRIPTIONS, UNKNOWN_ID } from './client.mts';
import { documentedAnswers } from './document-validator.mts';

let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	server = await startKoldanServer({
		recognizer: 'simulation',
		behaviour: { autoFinish: false },
	});
	http = client(server);
});
afterAll(() => server.close());
afterEach(() => endTest(server));

const webhook = {
	url: 'https://example.com/hook',
	secret: 'shared secret',
	headers: { 'X-A': 'b' },
};
const anonymous = () => client(server, {});
const identityOnly = () => client(server, { 'X-API-Key': server.createKey([]) });
const id = (status: 'PENDING' | 'IN_PROGRESS' | 'COMPLETED', more = {}) =>
	server.jobs.seed(1, { status, ...more })[0].id;
const deleted = { isDeleted: true, deletedAt: Date.now() };
const purged = { ...deleted, isPurged: true, purgedAt: Date.now(), result: null };
const form = () => ({ file: makeWav({ seconds: 0.1 }), name: 'call', transcription: OPTIONS });
const job = (fileId: string) => ({ fileId, transcription: OPTIONS });
const at = (jobId: string, rest = '') => `${TRANSCRIPTIONS}/${jobId}${rest}`;

type Drive = () => Promise<AxiosResponse> | AxiosResponse;

/** Without credentials: 401; with a key that has no scope: 403; for an id that nobody has: 404. */
const refusals = (
	operationId: string,
	call: (http: AxiosInstance, id: string) => Promise<AxiosResponse>,
	...statuses: Array<401 | 403 | 404>
): Array<[string, Drive]> => {
	const drives: Record<401 | 403 | 404, Drive> = {
		401: () => call(anonymous(), UNKNOWN_ID),
		403: () => call(identityOnly(), UNKNOWN_ID),
		404: () => call(http, UNKNOWN_ID),
	};
	return statuses.map((status) => [`${operationId} ${status}`, drives[status]]);
};

const DRIVES = new Map<string, Drive>([
	[
		'listTranscriptions 200',
		() => {
			server.jobs.seed(3);
			return http.get(TRANSCRIPTIONS, { params: { size: 2, status: 'COMPLETED,FAILED' } });
		},
	],
	['listTranscriptions 400', () => http.get(TRANSCRIPTIONS, { params: { sort: 'name,asc' } })],
	...refusals('listTranscriptions', (who) => who.get(TRANSCRIPTIONS), 401, 403),

	['uploadAndTranscribe 201', () => sendForm(http, { ...form(), webhook, tags: ['a'] })],
	[
		'uploadAndTranscribe 400',
		() => sendForm(http, { ...form(), uri: 'https://example.com/a.wav' }),
	],
	...refusals('uploadAndTranscribe', (who) => sendForm(who, form()), 401, 403),
	[
		'uploadAndTranscribe 429',
		async () => {
			server.behaviour.rateLimits = { uploads: 1, windowMs: 60_000 };
			await sendForm(http, form());
			return await sendForm(http, form());
		},
	],

	['createTranscription 201', () => http.post(TRANSCRIPTIONS, job(server.files.add().id))],
	['createTranscription 400', () => http.post(TRANSCRIPTIONS, { transcription: OPTIONS })],
	...refusals(
		'createTranscription',
		(who, fileId) => who.post(TRANSCRIPTIONS, job(fileId)),
		401,
		403,
		404,
	),
	[
		'createTranscription 422',
		() => http.post(TRANSCRIPTIONS, job(server.files.add({ ingestion: 'DOWNLOADING' }).id)),
	],

	[
		'getTranscription 200',
		async () => {
			const failed = server.jobs.seed(1, { status: 'PENDING' })[0].id;
			await server.jobs.finish(failed, { status: 'FAILED', errorCode: 'EMPTY_AUDIO' });
			return await http.get(at(failed));
		},
	],
	...refusals('getTranscription', (who, jobId) => who.get(at(jobId)), 401, 403, 404),

	['getTranscriptionResult 200', () => http.get(at(id('COMPLETED'), '/result?format=json'))],
	['getTranscriptionResult 400', () => http.get(at(id('COMPLETED'), '/result?format=srt'))],
	...refusals('getTranscriptionResult', (who, jobId) => who.get(at(jobId, '/result')), 401, 403),
	['getTranscriptionResult 404', () => http.get(at(id('IN_PROGRESS'), '/result'))],
	['getTranscriptionResult 410', () => http.get(at(id('COMPLETED', purged), '/result'))],

	['updateTranscriptionWebhook 200', () => http.put(at(id('PENDING'), '/webhook'), webhook)],
	...refusals(
		'updateTranscriptionWebhook',
		(who, jobId) => who.put(at(jobId, '/webhook'), webhook),
		401,
		403,
		404,
	),
	['updateTranscriptionWebhook 409', () => http.put(at(id('COMPLETED'), '/webhook'), webhook)],

	['deleteTranscriptionWebhook 204', () => http.delete(at(id('PENDING', { webhook }), '/webhook'))],
	...refusals(
		'deleteTranscriptionWebhook',
		(who, jobId) => who.delete(at(jobId, '/webhook')),
		401,
		403,
		404,
	),
	[
		'deleteTranscriptionWebhook 409',
		() => http.delete(at(id('COMPLETED', { webhook }), '/webhook')),
	],

	['cancelTranscription 204', () => http.post(at(id('IN_PROGRESS'), '/cancel'))],
	...refusals('cancelTranscription', (who, jobId) => who.post(at(jobId, '/cancel')), 401, 403, 404),
	['cancelTranscription 409', () => http.post(at(id('COMPLETED'), '/cancel'))],

	['deleteTranscription 204', () => http.delete(at(id('COMPLETED')))],
	...refusals('deleteTranscription', (who, jobId) => who.delete(at(jobId)), 401, 403, 404),
	['deleteTranscription 409', () => http.delete(at(id('IN_PROGRESS'), '?purge=true'))],

	['purgeTranscription 204', () => http.post(at(id('COMPLETED', deleted), '/purge'))],
	...refusals('purgeTranscription', (who, jobId) => who.post(at(jobId, '/purge')), 401, 403, 404),
	['purgeTranscription 409', () => http.post(at(id('COMPLETED'), '/purge'))],
]);

const OTHERS = { getQuotas: '/api/v1/quotas', listModels: '/api/v1/speech-services/models' };
const ALL_ANSWERS = documentedAnswers();
const ANSWERS = ALL_ANSWERS.filter(({ operationId }) => !(operationId in OTHERS));
const key = ({ operationId, status }: { operationId: string; status: number }) =>
	`${operationId} ${status}`;

test('the contract documents 50 answers of ten endpoints, and each is driven', () => {
	expect(new Set(ANSWERS.map(({ operationId }) => operationId)).size).toBe(10);
	expect(ANSWERS).toHaveLength(50);
	expect([...DRIVES.keys()].sort()).toEqual(ANSWERS.map(key).sort());
});

test.each(ANSWERS.map((answer) => [key(answer), answer] as const))('%s', async (name, answer) => {
	const response = await (DRIVES.get(name) as Drive)();
	expect(response.status).toBe(answer.status);
	expect(server.requests.at(-1)).toMatchObject({
		operationId: answer.operationId,
		status: answer.status,
	});
	if (answer.validate) {
		expect(response.headers['content-type']).toMatch(/^application\/json/);
		answer.validate(response.data);
		expect(answer.validate.errors).toBeNull();
	} else if (answer.open) {
		expect(response.data).toMatchObject({ status: answer.status, message: expect.any(String) });
	} else {
		expect(response.data).toBe('');
	}
});

describe('a validator of the contract that finds nothing would prove nothing', () => {
	const validator = (operationId: string, status: number) => {
		const found = ANSWERS.find(
			(each) => each.operationId === operationId && each.status === status,
		);
		if (!found?.validate) throw new Error(`No schema for ${operationId} ${status}.`);
		return found.validate;
	};

	test('it refuses jobs with a missing id, an unknown status or a date that is none', async () => {
		const { data } = await http.get<object>(at(id('COMPLETED')));
		const validate = validator('getTranscription', 200);
		expect(validate(data)).toBe(true);
		expect(validate({ ...data, id: undefined })).toBe(false);
		expect(validate({ ...data, status: 'DONE' })).toBe(false);
		expect(validate({ ...data, creationDate: 'yesterday' })).toBe(false);
	});

	test('it refuses a list with results in it', async () => {
		server.jobs.seed(1);
		const { data } = await http.get<{ jobs: object[] }>(TRANSCRIPTIONS);
		const validate = validator('listTranscriptions', 200);
		expect(validate(data)).toBe(true);
		expect(validate({ ...data, jobs: [{ ...data.jobs[0], result: { text: 'a' } }] })).toBe(false);
	});
});

describe.each(Object.entries(OTHERS))('%s', (operation, url) => {
	const answers = ALL_ANSWERS.filter(({ operationId }) => operationId === operation);
	test.each(answers.map(({ status, validate }) => [status, validate] as const))(
		'%s',
		async (status, validate) => {
			const who = { 401: anonymous(), 403: identityOnly() }[status] ?? http;
			const response = await who.get(url);
			expect(response.status).toBe(status);
			if (status === 200) expect(validate?.(response.data)).toBe(true);
		},
	);
});

test('the quotas need no scope', async () => {
	expect((await identityOnly().get('/api/v1/quotas')).status).toBe(200);
});
