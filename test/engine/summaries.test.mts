/** Summaries: beside their transcript, and by themselves, whatever a server makes of what is not documented about them. */
import type { INodeParameters } from 'n8n-workflow';
import { resultOf, spoken } from '../fixtures/transcripts.mts';
import type { Behaviour } from '../koldan-server/behaviour.mts';
import { byId, useKoldan, type RunOptions } from './support/koldan.mts';
import { MODEL } from './support/operations.mts';
import { recording } from './support/recordings.mts';
import { pauses } from './support/short-pauses.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ jobDurationMs: 20, summaryDurationMs: 20 });
beforeEach(() => {
	pauses.length = 0;
});

const TEMPLATE = 'template-1';

const withSummary = (settings: INodeParameters = {}, options: INodeParameters = {}) => ({
	model: MODEL,
	waitForCompletion: 'polling',
	options: { summary: { settings: { promptTemplateId: TEMPLATE, ...settings } }, ...options },
});

/** The text of each recording is its number. */
const said = (id: string): string => {
	const job = koldan.server.jobs.get(id);
	return koldan.server.files.get(job?.fileId ?? '')?.name ?? '';
};

async function upload(count: number, parameters: INodeParameters, options: RunOptions = {}) {
	koldan.server.behaviour.outcome = ({ name }) =>
		name.includes('broken')
			? { status: 'FAILED', errorCode: 'EMPTY_AUDIO' }
			: { status: 'COMPLETED', result: { text: `words of ${name}` } };
	const names = Array.from({ length: count }, (_, number) => `call ${number}.wav`);
	const items = await Promise.all(
		names.map(async (fileName) => await recording({ json: {}, fileName })),
	);
	return await koldan.run('upload', parameters, { items, ...options });
}

const sent = (operationId: string): number =>
	koldan.server.requests.filter((request) => request.operationId === operationId).length;

/** The switches for what is not documented. */
const UNKNOWNS: Array<[string, Partial<Behaviour>]> = [
	['as it is by default', {}],
	['a list that is an array', { summaryList: 'array' }],
	['a list in a page', { summaryList: 'content' }],
	['no list', { summaryList: 'missing' }],
	['a list that keeps to no filter', { summaryListFilters: false }],
	['an empty list that is no content', { emptyList: 204 }],
	['another name of the ID', { summaryIdField: 'uuid' }],
	['a summary that is wrapped', { summaryEnvelope: 'wrapped' }],
	['a result that is a text', { summaryResult: 'string' }],
	['a result that is nested', { summaryResult: 'nested' }],
	['a result in sections', { summaryResult: 'sections' }],
	['the result in the summary, too', { summaryResultInGet: true }],
	['no content where there is no result yet', { summaryNotReady: 204 }],
	['a conflict where there is no result yet', { summaryNotReady: 409 }],
	['no null fields', { nullFields: 'absent' }],
];

describe.each(UNKNOWNS)('a server with %s', (_name, behaviour) => {
	beforeEach(() => {
		Object.assign(koldan.server.behaviour, behaviour);
	});

	test('transcripts come out with their summaries, in order', async () => {
		const { json, error } = await upload(5, withSummary());
		expect(error).toBeUndefined();
		expect(json).toHaveLength(5);
		json.forEach((item, index) => {
			expect(item).toMatchObject({ text: `words of call ${index}.wav`, status: 'COMPLETED' });
			expect(item.summary).toMatch(new RegExp(`^Extract\\W+words of call ${index}\\.wav`));
			expect(item.summaryId).toBeTruthy();
			expect(item).not.toHaveProperty('summaryError');
			expect(item).not.toHaveProperty('summaryStatus');
		});
		expect(koldan.server.counters.summariesCreated).toBe(5);
	});

	const created = async () => {
		koldan.server.behaviour.outcome = { status: 'COMPLETED', result: { text: 'some words' } };
		const [job] = koldan.server.jobs.seed(1, { result: { text: 'some words' } });
		return { resource: 'summary', transcriptionId: byId(job.id), promptTemplateId: TEMPLATE };
	};

	test('Create waits and gives the text; Get, Get Text and Get Many find it', async () => {
		const parameters = await created();
		const { json, error } = await koldan.run('create', {
			...parameters,
			waitForCompletion: 'polling',
		});
		expect(error).toBeUndefined();
		const [{ id, summary, status }] = json;
		expect(summary).toMatch(/^Extract\W+some words/);
		expect(status).toBe('COMPLETED');
		const one = { resource: 'summary', summaryId: byId(String(id)) };
		const got = await koldan.run('get', one);
		expect(got.json).toEqual([expect.objectContaining({ id, summary, status: 'COMPLETED' })]);
		const text = await koldan.run('getResult', one);
		expect(text.json).toEqual([expect.objectContaining({ summaryId: id, summary })]);
		const waited = await koldan.run('wait', { ...one, waitForCompletion: 'polling' });
		expect(waited.json).toEqual([expect.objectContaining({ id, summary })]);
		if (behaviour.summaryList === 'missing') return;
		const many = await koldan.run('getAll', { resource: 'summary', returnAll: true });
		expect(many.json).toEqual([expect.objectContaining({ id, status: 'COMPLETED' })]);
	});

	test('Cancel, Delete, Purge and both webhook operations do what they say', async () => {
		koldan.server.behaviour.summaryOutcome = 'open';
		const { json } = await koldan.run('create', {
			...(await created()),
			waitForCompletion: 'none',
		});
		const id = String(json[0].id);
		const summary = () => koldan.server.summaries.get(id);
		const one = { resource: 'summary', summaryId: byId(id) };
		const url = 'https://example.com/hook';
		const { json: hooked, error } = await koldan.run('updateWebhook', { ...one, url });
		expect(error).toBeUndefined();
		expect(hooked[0].id).toBe(id);
		expect(summary()?.webhook?.url).toBe(url);
		await koldan.run('deleteWebhook', one);
		expect(summary()?.webhook).toBeNull();
		await koldan.run('cancel', one);
		expect(summary()?.status).toBe('CANCELLED');
		await koldan.run('delete', one);
		expect(summary()?.isDeleted).toBe(true);
		await koldan.run('purge', one);
		expect(summary()?.isPurged).toBe(true);
	});
});

describe('a summary that comes to nothing', () => {
	test('does not cost the transcript', async () => {
		koldan.server.behaviour.summaryOutcome = 'FAILED';
		const { json, error } = await upload(2, withSummary());
		expect(error).toBeUndefined();
		expect(json).toEqual(
			[0, 1].map((index) =>
				expect.objectContaining({
					text: `words of call ${index}.wav`,
					summary: null,
					summaryStatus: 'FAILED',
					summaryError: expect.stringMatching(/^Koldan could not write the summary/),
				}),
			),
		);
	});

	test('is the error of its item where that is set, and the error says how to get the transcript', async () => {
		koldan.server.behaviour.summaryOutcome = (id) =>
			said(id).includes('1') ? 'FAILED' : 'COMPLETED';
		const parameters = withSummary({ onFailedSummary: 'error' });
		const { json } = await upload(3, parameters, { node: { onError: 'continueRegularOutput' } });
		expect(json.map(({ error }) => error !== undefined)).toEqual([false, true, false]);
		expect(JSON.stringify(json[1])).toMatch(/Koldan could not write the summary/);
		const { error } = await upload(1, { ...parameters, options: { ...parameters.options } });
		expect(error).toBeUndefined();
		koldan.server.behaviour.summaryOutcome = 'FAILED';
		const failed = await upload(1, parameters);
		expect(failed.error?.message).toMatch(/^Koldan could not write the summary/);
		expect(failed.error?.description).toMatch(/the operation Wait gets its transcript/);
	});

	test.each(['open', 'failed', 'cancelled'] as const)(
		'because its transcription failed: that is the error, and nothing is waited for (%s)',
		async (summaryOfFailed) => {
			koldan.server.behaviour.summaryOfFailed = summaryOfFailed;
			const items = [
				await recording({ fileName: 'fine.wav' }),
				await recording({ fileName: 'broken.wav' }),
				await recording({ fileName: 'fine too.wav' }),
			];
			const { json } = await upload(0, withSummary(), {
				items,
				node: { onError: 'continueRegularOutput' },
			});
			expect(json.map(({ error }) => error !== undefined)).toEqual([false, true, false]);
			expect(JSON.stringify(json[1])).toMatch(/no sound/);
			expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(10 * 60_000);
		},
	);

	test('because the server knows no summaries', async () => {
		koldan.server.behaviour.summaryEndpoints = 'missing';
		const { json, error } = await upload(2, withSummary());
		expect(error).toBeUndefined();
		expect(json.map(({ text }) => text)).toEqual(['words of call 0.wav', 'words of call 1.wav']);
		for (const item of json)
			expect(item).toMatchObject({ summary: null, summaryError: expect.any(String) });
	});

	test('because the key may not read summaries', async () => {
		const apiKey = koldan.server.createKey([
			'speech:files:write',
			'speech:transcriptions:read',
			'speech:transcriptions:write',
			'speech:summaries:write',
		]);
		const { json, error } = await upload(1, withSummary(), { credential: { apiKey } });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			text: 'words of call 0.wav',
			summary: null,
			summaryError: expect.stringMatching(/not allowed/),
		});
	});
});

describe('a summary that takes longer than the wait may', () => {
	const limit = { waiting: { settings: { amount: 20, unit: 'seconds' } } };

	test('comes out as late, beside its transcript', async () => {
		koldan.server.behaviour.summaryOutcome = 'open';
		const { json, error } = await upload(1, withSummary({}, limit));
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			text: 'words of call 0.wav',
			summary: null,
			summaryStatus: 'PENDING',
			summaryError: expect.stringMatching(/had not ended at the time limit/),
		});
	});

	test('is cancelled where that is set', async () => {
		koldan.server.behaviour.summaryOutcome = 'open';
		const waiting = { settings: { amount: 20, unit: 'seconds', cancelUnfinished: true } };
		await upload(1, withSummary({}, { waiting }));
		expect(koldan.server.summaries.all().map(({ status }) => status)).toEqual(['CANCELLED']);
	});
});

test('without waiting for it, the summary comes out as it was scheduled', async () => {
	koldan.server.behaviour.summaryOutcome = 'open';
	const { json } = await upload(1, withSummary({ waitForSummary: false }));
	expect(json[0]).toMatchObject({
		text: 'words of call 0.wav',
		summary: null,
		summaryStatus: 'PENDING',
		summaryId: koldan.server.summaries.all()[0].id,
	});
	expect(sent('getSummary') + sent('getSummaryResult') + sent('listSummaries')).toBe(0);
});

test('as JSON, everything that is known of the summary comes out', async () => {
	const { json } = await upload(1, { ...withSummary(), outputFormat: 'json' });
	expect(json[0]).toMatchObject({
		result: { text: 'words of call 0.wav' },
		summary: { status: 'COMPLETED', text: 'Extract: words of call 0.wav' },
	});
});

test('with an item for each segment, the summary comes with the first one of each recording', async () => {
	koldan.server.behaviour.outcome = ({ name }) => ({
		status: 'COMPLETED',
		result: resultOf([spoken(0, `words of ${name}`), spoken(9, 'good bye')]),
	});
	koldan.server.behaviour.summaryOutcome = (id) =>
		said(id).includes('1') ? 'FAILED' : 'COMPLETED';
	const items = [0, 1].map(async (index) => await recording({ fileName: `call ${index}.wav` }));
	const { json } = await koldan.run(
		'upload',
		{ ...withSummary(), outputFormat: 'segments' },
		{ items: await Promise.all(items) },
	);
	const [first, , second] = json;
	expect(json.map((item) => 'summary' in item)).toEqual([true, false, true, false]);
	expect(first).toMatchObject({
		text: 'words of call 0.wav',
		summary: 'Extract: words of call 0.wav good bye',
		summaryId: expect.any(String),
	});
	expect(second).toMatchObject({ summary: null, summaryError: expect.any(String) });
});

test('a batch needs few requests, and starts nothing twice', async () => {
	koldan.server.behaviour.jobDurationMs = [20, 400];
	koldan.server.behaviour.summaryDurationMs = 200;
	const { json, error } = await upload(20, withSummary());
	expect(error).toBeUndefined();
	expect(json).toHaveLength(20);
	expect(koldan.server.requests.length).toBeLessThanOrEqual(4 * 20 + 60);
	expect(koldan.server.counters.jobsCreated).toBe(20);
	expect(Object.values(koldan.server.counters.resultsRead)).toEqual(Array(20).fill(1));
	expect(koldan.server.counters.summariesCreated).toBe(20);
});

test('Retry On Fail and an answer that got lost start no second summary', async () => {
	koldan.server.faults.add({
		kind: 'status',
		status: 403,
		operationId: 'getSummaryResult',
		count: 1,
	});
	const { json } = await upload(3, withSummary({ onFailedSummary: 'error' }), {
		node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	});
	expect(json.map(({ summary }) => summary)).toEqual(
		[0, 1, 2].map((index) => `Extract: words of call ${index}.wav`),
	);
	expect(koldan.server.counters.summariesCreated).toBe(3);
});

test('Create is not sent again when its answer got lost', async () => {
	const [job] = koldan.server.jobs.seed(1);
	koldan.server.faults.add({ kind: 'drop-after', operationId: 'createSummary' });
	const { error } = await koldan.run('create', {
		resource: 'summary',
		transcriptionId: byId(job.id),
		promptTemplateId: TEMPLATE,
		waitForCompletion: 'polling',
	});
	expect(error?.description).toMatch(/It is not known whether the summary was started/);
	expect(koldan.server.counters.summariesCreated).toBe(1);
});

test('Get Many keeps to its limit and its filters', async () => {
	const [one, two] = koldan.server.jobs.seed(2);
	for (const job of [one, two, two])
		koldan.server.summaries.add(job, { promptTemplateId: TEMPLATE });
	const all = { resource: 'summary', returnAll: true };
	const of = { filters: { transcriptionId: two.id } };
	expect((await koldan.run('getAll', all)).json).toHaveLength(3);
	expect((await koldan.run('getAll', { ...all, ...of })).json).toHaveLength(2);
	expect((await koldan.run('getAll', { resource: 'summary', limit: 1 })).json).toHaveLength(1);
});

test.each([
	['create', { transcriptionId: byId(' '), promptTemplateId: 'a' }, 'No transcription is chosen'],
	[
		'create',
		{ transcriptionId: byId('00000000-0000-4000-8000-000000000000'), promptTemplateId: ' ' },
		'No prompt template is given',
	],
	['get', { summaryId: byId(' ') }, 'No summary is chosen'],
	['getAll', { filters: { transcriptionId: 'a' } }, 'The Transcription ID is not valid'],
])('%s: bad input is refused before anything is sent', async (operation, parameters, words) => {
	const { error } = await koldan.run(operation, { resource: 'summary', ...parameters });
	expect(error?.message).toMatch(new RegExp(`^${words}`));
	expect(koldan.server.requests).toHaveLength(0);
});
