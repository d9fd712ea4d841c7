/** Waiting by polling, and not waiting: what comes out, what is asked of Koldan, and what a time limit does. */
import type { INodeParameters } from 'n8n-workflow';
import { byId, useKoldan, type RunOptions } from './support/koldan.mts';
import { CALLS, MODEL, seed } from './support/operations.mts';
import { recording } from './support/recordings.mts';
import { pauses } from './support/short-pauses.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ jobDurationMs: 20 });
beforeEach(() => {
	pauses.length = 0;
});

const polling = (more: INodeParameters = {}): INodeParameters => ({
	model: MODEL,
	waitForCompletion: 'polling',
	...more,
});

async function upload(count: number, parameters: INodeParameters, options: RunOptions = {}) {
	const items = await Promise.all(
		Array.from({ length: count }, (_, number) =>
			recording({ json: { number }, fileName: `call ${number}.wav` }),
		),
	);
	return await koldan.run('upload', parameters, { items, ...options });
}

const sent = (operationId: string) =>
	koldan.server.requests.filter((request) => request.operationId === operationId);

test('upload waits and gives the transcripts in order, linked', async () => {
	koldan.server.behaviour.jobDurationMs = [0, 60];
	const { json, linked, error } = await upload(6, polling());
	expect(error).toBeUndefined();
	expect(json.map(({ fileName }) => fileName)).toEqual(
		Array.from({ length: 6 }, (_, number) => `call ${number}.wav`),
	);
	for (const each of json)
		expect(each).toMatchObject({ status: 'COMPLETED', text: expect.any(String) });
	expect(linked[0]).toHaveLength(6);
	expect(sent('uploadAndTranscribe')).toHaveLength(6);
});

test('create waits too', async () => {
	const fileId = koldan.server.files.add().id;
	koldan.server.behaviour.outcome = { status: 'COMPLETED', result: { text: 'שלום עולם' } };
	const { json } = await koldan.run('create', { ...polling(), fileId });
	expect(json).toEqual([
		expect.objectContaining({ status: 'COMPLETED', fileId, text: 'שלום עולם' }),
	]);
});

test('without waiting, the job comes out as it is, after one request', async () => {
	koldan.server.behaviour.autoFinish = false;
	const { json } = await upload(1, polling({ waitForCompletion: 'none' }));
	expect(json).toEqual([expect.objectContaining({ status: 'PENDING' })]);
	expect(koldan.server.requests).toHaveLength(1);
	expect(pauses).toEqual([]);
});

test('a job that had ended when it was started is not polled for', async () => {
	const id = seed(koldan.server);
	await koldan.run('wait', CALLS.wait.parameters(id));
	expect(pauses).toEqual([]);
	expect(koldan.server.requests.length).toBeLessThanOrEqual(2);
});

test('“the best way” polls where this n8n has no https address, and a hint says so', async () => {
	const { json, hints } = await upload(1, polling({ waitForCompletion: 'auto' }));
	expect(json).toEqual([expect.objectContaining({ status: 'COMPLETED' })]);
	expect(hints.map(({ message }) => message)).toEqual([
		expect.stringMatching(/^Waited by polling, because .* not https.*WEBHOOK_URL/),
	]);
	expect(sent('updateTranscriptionWebhook')).toEqual([]);
	expect(sent('uploadAndTranscribe')[0].parts).not.toHaveProperty('webhook');
});

describe('hints at the end', () => {
	const hintsOf = async (count: number, options: RunOptions = {}) =>
		(await upload(count, polling(), options)).hints.map(({ message }) => message);

	test('say how many recordings have no speech', async () => {
		let ended = 0;
		koldan.server.behaviour.outcome = () => ({
			status: 'COMPLETED',
			result: { text: ended++ % 2 === 0 ? ' ' : 'hello' },
		});
		expect(await hintsOf(2)).toEqual([
			'1 of 2 recordings has no speech: Koldan found no words in it.',
		]);
		expect(await hintsOf(6)).toEqual([
			'3 of 6 recordings have no speech: Koldan found no words in them.',
		]);
	});

	test('say what On Error is for to somebody who builds a workflow with many items', async () => {
		expect(await hintsOf(10, { mode: 'manual' })).toEqual([
			expect.stringMatching(/^If one of these 10 transcriptions had failed, .* On Error/),
		]);
		expect(await hintsOf(10)).toEqual([]);
		expect(await hintsOf(9, { mode: 'manual' })).toEqual([]);
		const node = { onError: 'continueErrorOutput' } as const;
		expect(await hintsOf(10, { mode: 'manual', node })).toEqual([]);
	});
});

test('a webhook of one’s own goes with polling', async () => {
	const webhook = { url: 'https://example.invalid/hook', secret: 'my own secret' };
	const { json } = await upload(
		1,
		polling({ waitForCompletion: 'auto', options: { webhook: { settings: webhook } } }),
	);
	expect(json).toEqual([expect.objectContaining({ status: 'COMPLETED' })]);
	expect(JSON.parse(sent('uploadAndTranscribe')[0].parts?.webhook ?? '')).toEqual(webhook);
});

describe('what polling asks of Koldan', () => {
	test('many jobs are looked at with the list, not one by one', async () => {
		koldan.server.behaviour.autoFinish = false;
		const running = upload(12, polling());
		while (sent('listTranscriptions').length < 3)
			await new Promise((resolve) => setTimeout(resolve, 5));
		expect(sent('getTranscription')).toEqual([]);
		await koldan.server.jobs.finishAll();
		expect((await running).json).toHaveLength(12);
		// Each is read at its end for its transcript. When few are left, these are also asked for by themselves.
		expect(sent('getTranscription').length).toBeGreaterThanOrEqual(12);
		expect(sent('getTranscription').length).toBeLessThanOrEqual(15);
		for (const { query } of sent('listTranscriptions'))
			expect(query).toMatchObject({ status: 'PENDING,IN_PROGRESS', size: '100' });
	});

	test('the pauses grow from 1 s to 30 s, with jitter', async () => {
		koldan.server.behaviour.autoFinish = false;
		const running = upload(1, polling());
		while (pauses.length < 12) await new Promise((resolve) => setTimeout(resolve, 5));
		await koldan.server.jobs.finishAll();
		expect((await running).error).toBeUndefined();
		const growing = [1000, 1500, 2250, 3375];
		growing.forEach((expected, index) => {
			expect(pauses[index]).toBeGreaterThanOrEqual(expected * 0.9);
			expect(pauses[index]).toBeLessThanOrEqual(expected * 1.1);
		});
		expect(pauses.at(-1)).toBeGreaterThanOrEqual(27_000);
		expect(Math.max(...pauses)).toBeLessThanOrEqual(33_000);
	});

	test('Koldan may be down for a while: the jobs are waited for all the same', async () => {
		koldan.server.faults.add({
			kind: 'status',
			status: 503,
			operationId: 'getTranscription',
			count: 8,
		});
		const { json, error } = await upload(1, polling());
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ status: 'COMPLETED' })]);
	});

	test('a credential that stops working ends the wait', async () => {
		koldan.server.behaviour.autoFinish = false;
		const apiKey = koldan.server.createKey(['speech:files:write', 'speech:transcriptions:write']);
		const { error } = await upload(1, polling(), { credential: { apiKey } });
		expect(error).toMatchObject({ httpCode: '403' });
		expect(error?.description).toMatch(/speech:transcriptions:read/);
	});
});

describe('the time limit', () => {
	/** Pauses are a thousandth as long here, so that the wait itself is as short. */
	const limit = { limitType: 'duration', amount: 0.2, unit: 'seconds' };
	const waiting = (more: INodeParameters = {}): INodeParameters => ({
		options: { waiting: { settings: { ...limit, ...more } } },
	});
	beforeEach(() => {
		koldan.server.behaviour.autoFinish = false;
	});

	test('is an error that names the job, which goes on; Wait gets it later', async () => {
		const { error } = await upload(1, polling(waiting()));
		const [{ id }] = koldan.server.jobs.list();
		expect(error?.message).toBe(`Transcription ${id} had not ended at the time limit`);
		expect(error?.description).toMatch(/goes on in Koldan, and nothing is lost.*operation Wait/);
		expect(sent('cancelTranscription')).toEqual([]);
		await koldan.server.jobs.finish(id, { status: 'COMPLETED' });
		const { json } = await koldan.run('wait', CALLS.wait.parameters(id));
		expect(json).toEqual([expect.objectContaining({ id, status: 'COMPLETED' })]);
	});

	test('several jobs are all named', async () => {
		const { error } = await upload(3, polling(waiting()));
		const ids = koldan.server.jobs.list().map(({ id }) => id);
		expect(error?.message).toBe('3 transcriptions had not ended at the time limit');
		for (const id of ids) expect(error?.description).toContain(id);
	});

	test('continues if wanted, with the jobs as they are, marked', async () => {
		const { json, error } = await upload(2, polling(waiting({ onTimeLimit: 'continue' })));
		expect(error).toBeUndefined();
		expect(json).toEqual([
			expect.objectContaining({ status: 'PENDING', timedOut: true }),
			expect.objectContaining({ status: 'PENDING', timedOut: true }),
		]);
	});

	test('cancels the jobs if wanted', async () => {
		const { error } = await upload(2, polling(waiting({ cancelUnfinished: true })));
		expect(error?.description).toMatch(/they were cancelled in Koldan/);
		expect(koldan.server.jobs.list().map(({ status }) => status)).toEqual([
			'CANCELLED',
			'CANCELLED',
		]);
	});

	test('counts for the late ones only: the others come out', async () => {
		koldan.server.behaviour.autoFinish = true;
		koldan.server.behaviour.jobDurationMs = 0;
		const open = seed(koldan.server, { status: 'IN_PROGRESS' });
		const ended = seed(koldan.server);
		koldan.server.behaviour.autoFinish = false;
		const { json } = await koldan.run(
			'wait',
			{ ...CALLS.wait.parameters('={{ $json.id }}'), ...waiting() },
			{
				items: [{ json: { id: open } }, { json: { id: ended } }],
				node: { onError: 'continueRegularOutput' },
			},
		);
		expect(json).toEqual([
			{
				error: `Transcription ${open} had not ended at the time limit`,
				message: expect.stringMatching(/operation Wait/),
				details: { transcriptionId: open, timedOut: true },
			},
			expect.objectContaining({ id: ended, status: 'COMPLETED' }),
		]);
	});
});

describe('Retry On Fail', () => {
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	test('an item that failed to start does not start the others again', async () => {
		koldan.server.faults.add({
			kind: 'status',
			status: 400,
			operationId: 'uploadAndTranscribe',
			skip: 2,
			count: 1,
		});
		const { json, error } = await upload(3, polling({ options: { concurrency: 1 } }), {
			node: retry,
		});
		expect(error).toBeUndefined();
		expect(json).toHaveLength(3);
		expect(koldan.server.jobs.list()).toHaveLength(3);
		expect(new Set(json.map(({ id }) => id)).size).toBe(3);
	});

	test('a wait that broke goes on with the same jobs', async () => {
		koldan.server.faults.add({
			kind: 'status',
			status: 401,
			operationId: 'getTranscription',
			count: 1,
		});
		const { error } = await upload(1, polling(), { node: retry });
		expect(error).toBeUndefined();
		expect(koldan.server.jobs.list()).toHaveLength(1);
		expect(sent('uploadAndTranscribe')).toHaveLength(1);
	});

	test.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'an answer that got lost is not asked for again (On Error: %s)',
		async (onError) => {
			koldan.server.faults.add({ kind: 'drop-after', operationId: 'uploadAndTranscribe' });
			const { outputs, error } = await upload(1, polling(), { node: { ...retry, onError } });
			const shown = onError ? JSON.stringify(outputs) : error?.description;
			expect(shown).toMatch(/It is not known whether the transcription was started/);
			expect(koldan.server.jobs.list()).toHaveLength(1);
		},
	);

	test('with Continue On Fail, an error in the first item starts nothing twice', async () => {
		koldan.server.faults.add({
			kind: 'status',
			status: 400,
			operationId: 'uploadAndTranscribe',
			count: 1,
		});
		const { json } = await upload(3, polling({ options: { concurrency: 1 } }), {
			node: { ...retry, onError: 'continueRegularOutput' },
		});
		expect(json.filter((each) => 'error' in each)).toEqual([]);
		expect(koldan.server.jobs.list()).toHaveLength(3);
	});

	test('a job that failed is not paid for again and again', async () => {
		koldan.server.behaviour.outcome = { status: 'FAILED', errorCode: 'EMPTY_AUDIO' };
		const { error } = await upload(1, polling(), { node: retry });
		expect(error?.message).toMatch(/^The recording has no sound/);
		expect(koldan.server.jobs.list()).toHaveLength(1);
	});
});

describe('behaviours of servers that the reference leaves open', () => {
	test.each([
		['nulls left out', { nullFields: 'absent' }],
		['fields nobody knows', { extraFields: true }],
		['a clock that is ahead', { clockSkewMs: 3_600_000 }],
		['a clock that is behind', { clockSkewMs: -3_600_000 }],
		['whole seconds', { timestamps: 'seconds' }],
		['microseconds in another zone', { timestamps: 'microseconds', timestampZone: '+03:00' }],
		['an empty list without a body', { emptyList: 204 }],
		['answers only when the job has ended', { createResponse: 'after-job-finished' }],
		['results that come later', { resultDelayMs: 60 }],
		['no completion date for failed ones', { failedCompletionDate: 'null' }],
	] as const)('%s', async (_name, behaviour) => {
		Object.assign(koldan.server.behaviour, behaviour);
		const { json, error } = await upload(5, polling());
		expect(error).toBeUndefined();
		expect(json).toHaveLength(5);
		for (const each of json)
			expect(each).toMatchObject({ status: 'COMPLETED', text: expect.any(String) });
	});
});

test('locators of lists and ids, and ids in capitals, mean the same', async () => {
	const id = seed(koldan.server);
	for (const locator of [
		{ __rl: true, mode: 'list', value: id, cachedResultName: 'call' },
		byId(id.toUpperCase()),
		byId(` ${id} `),
	]) {
		const { json, error } = await koldan.run('wait', {
			transcriptionId: { ...locator, value: `={{ ${JSON.stringify(locator.value)} }}` },
			waitForCompletion: 'polling',
		});
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ id })]);
	}
});
