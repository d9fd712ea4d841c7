import type { AxiosInstance } from 'axios';
import type { Behaviour } from '../../koldan-server/behaviour.mts';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { client, endTest, TRANSCRIPTIONS, UNKNOWN_ID, upload } from './client.mts';

let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	server = await startKoldanServer({ recognizer: 'simulation', behaviour: { jobDurationMs: 0 } });
	http = client(server);
});
afterAll(() => server.close());
afterEach(() => endTest(server));

const MODELS = '/api/v1/speech-services/models';

describe('error bodies', () => {
	const shapes: Array<[Behaviour['errorBody'], RegExp, unknown]> = [
		[
			'spring',
			/json/,
			{
				timestamp: expect.any(String),
				status: 404,
				error: 'Not Found',
				message: expect.any(String),
				path: expect.any(String),
			},
		],
		['message', /json/, { message: expect.any(String) }],
		['nested', /json/, { error: { code: 'NOT_FOUND', message: expect.any(String) } }],
		['problem', /problem\+json/, expect.objectContaining({ detail: expect.any(String) })],
		['text', /text\/plain/, expect.stringContaining('not found')],
		['html', /text\/html/, expect.stringContaining('<h1>Not Found</h1>')],
		['empty', /^undefined$/, ''],
	];
	test.each(shapes)('%s', async (errorBody, type, body) => {
		server.behaviour.errorBody = errorBody;
		const { status, headers, data } = await http.get<unknown>(`${TRANSCRIPTIONS}/${UNKNOWN_ID}`);
		expect(status).toBe(404);
		expect(String(headers['content-type'])).toMatch(type);
		expect(data).toEqual(body);
	});
});

test('nulls are there or absent', async () => {
	const { id } = await upload(http);
	await server.jobs.ended(id);
	const get = async () => (await http.get<object>(`${TRANSCRIPTIONS}/${id}`)).data;
	expect(await get()).toMatchObject({ errors: null, result: { segments: [{ speaker: null }] } });
	server.behaviour.nullFields = 'absent';
	expect(JSON.stringify(await get())).not.toContain('null');
	expect(await get()).not.toHaveProperty('errors');
});

test('models come as an array, wrapped, or not at all', async () => {
	const get = async () => await http.get<unknown>(MODELS);
	expect((await get()).data).toEqual(
		expect.arrayContaining([expect.objectContaining({ id: 'hebrew-general' })]),
	);
	server.behaviour.models = 'wrapped';
	expect((await get()).data).toMatchObject({ models: expect.any(Array) });
	server.behaviour.models = 'missing';
	expect((await get()).status).toBe(404);
});

test('malformed ids are 404 or 400', async () => {
	const statuses = async () => [
		(await http.get(`${TRANSCRIPTIONS}/abc`)).status,
		(await http.post(`${TRANSCRIPTIONS}/..%2F..%2Fquotas/cancel`)).status,
	];
	expect(await statuses()).toEqual([404, 404]);
	server.behaviour.malformedIdStatus = 400;
	expect(await statuses()).toEqual([400, 400]);
});

test('deleted jobs can be read or not', async () => {
	const [{ id }] = server.jobs.seed(1, { isDeleted: true });
	expect((await http.get(`${TRANSCRIPTIONS}/${id}`)).status).toBe(200);
	server.behaviour.deletedJobs = 404;
	expect((await http.get(`${TRANSCRIPTIONS}/${id}`)).status).toBe(404);
});

test('a result may come later than the status', async () => {
	server.behaviour.resultDelayMs = 200;
	const { id } = await upload(http);
	await server.jobs.ended(id);
	expect((await http.get(`${TRANSCRIPTIONS}/${id}`)).data).toMatchObject({
		status: 'COMPLETED',
		result: null,
	});
	expect((await http.get(`${TRANSCRIPTIONS}/${id}/result`)).status).toBe(404);
	await new Promise((resolve) => setTimeout(resolve, 250));
	expect((await http.get(`${TRANSCRIPTIONS}/${id}/result`)).status).toBe(200);
});

test('answers may carry fields that nobody knows', async () => {
	server.behaviour.extraFields = true;
	expect(await upload(http)).toHaveProperty('engine.build');
});

test('an answer that breaks the contract is a loud 500, and is noted', async () => {
	const [job] = server.jobs.seed(1);
	Object.assign(job, { status: 'DONE' });
	const { status, data } = await http.get<{ message: string }>(`${TRANSCRIPTIONS}/${job.id}`);
	expect(status).toBe(500);
	expect(data.message).toContain('/status');
	expect(server.contractViolations).toEqual([
		expect.stringContaining('getTranscription 200: /status'),
	]);
	server.contractViolations.length = 0;
});

test('reset takes everything back but the keys', async () => {
	server.behaviour.errorBody = 'html';
	server.jobs.seed(3);
	server.reset();
	expect(server.behaviour).toMatchObject({ errorBody: 'spring', jobDurationMs: 0 });
	expect((await http.get<object>(TRANSCRIPTIONS)).data).toMatchObject({ total: 0 });
});
