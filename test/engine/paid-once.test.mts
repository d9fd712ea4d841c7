/** Nothing is paid for twice: neither by *Retry On Fail*, nor by retrying an execution, nor by an AI agent. */
import type { INodeParameters } from 'n8n-workflow';
import { useKoldan, type RunOptions } from './support/koldan.mts';
import { MODEL } from './support/operations.mts';
import { recording } from './support/recordings.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ jobDurationMs: 20 });

/** Fields that differ each time they are read. */
const CHANGING: INodeParameters = {
	name: '=call {{ $now.toMillis() }} {{ Math.random() }}',
	description: '={{ $execution.id }} {{ Math.random() }}',
	path: '=/calls/{{ Math.random() }}/',
	tags: '={{ Math.random() }}',
	metadata: { pairs: [{ name: 'at', value: '={{ Math.random() }}' }] },
};

const polling = (options: INodeParameters = {}, more: INodeParameters = {}): INodeParameters => ({
	model: MODEL,
	waitForCompletion: 'polling',
	options: { ...CHANGING, ...options },
	...more,
});

const recordings = async (count: number) =>
	await Promise.all(
		Array.from({ length: count }, (_, number) =>
			recording({ json: { number }, fileName: `call ${number}.wav` }),
		),
	);

const upload = async (count: number, parameters: INodeParameters, options: RunOptions = {}) =>
	await koldan.run('upload', parameters, { items: await recordings(count), ...options });

const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const started = () => koldan.server.counters.jobsCreated;

describe('Retry On Fail, with fields that depend on the time', () => {
	test('after an error of one item, no other item is started again', async () => {
		const { faults } = koldan.server;
		faults.add({
			kind: 'status',
			status: 400,
			operationId: 'uploadAndTranscribe',
			skip: 2,
			count: 2,
		});
		const { json, error } = await upload(3, polling({ concurrency: 1 }), { node: retry });
		expect(error).toBeUndefined();
		expect(new Set(json.map(({ id }) => id)).size).toBe(3);
		expect(started()).toBe(3);
	});

	test('after a wait that broke, all jobs are resumed', async () => {
		const { faults } = koldan.server;
		faults.add({ kind: 'status', status: 403, operationId: 'listTranscriptions', count: 1 });
		const { json, error } = await upload(3, polling(), { node: retry });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(3);
		expect(started()).toBe(3);
	});

	test.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'after an answer that got lost, the request is not sent again (On Error: %s)',
		async (onError) => {
			koldan.server.faults.add({
				kind: 'drop-after',
				operationId: 'uploadAndTranscribe',
				count: 1,
			});
			const { outputs, error } = await upload(1, polling(), { node: { ...retry, onError } });
			const shown = onError ? JSON.stringify(outputs) : error?.description;
			expect(shown).toMatch(/It is not known whether the transcription was started/);
			expect(started()).toBe(1);
		},
	);

	test('a damaged recording is paid for once', async () => {
		koldan.server.behaviour.outcome = { status: 'FAILED', errorCode: 'FILE_CORRUPTED' };
		const { error } = await upload(1, polling(), { node: retry });
		expect(error?.message).toMatch(/^The recording is damaged/);
		expect(started()).toBe(1);
	});
});

describe('retrying a failed execution', () => {
	/** A first execution of two items, which fails while it waits. */
	async function failed(parameters: INodeParameters) {
		const { faults } = koldan.server;
		faults.add({ kind: 'status', status: 403, operationId: 'listTranscriptions', count: 1 });
		const { run, error } = await upload(2, parameters);
		expect(error).toBeDefined();
		expect(started()).toBe(2);
		return run;
	}

	test('gets the same jobs, although other fields have changed', async () => {
		const retryOf = await failed(polling());
		const { json, error } = await upload(2, polling({ tags: 'others' }), { retryOf });
		expect(error).toBeUndefined();
		expect(json.map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED']);
		expect(started()).toBe(2);
	});

	test.each([
		['the model', { model: { __rl: true, mode: 'id', value: 'hebrew-general' } }],
		['the language', { options: { ...CHANGING, defaultLanguageCode: 'he' } }],
		['telling speakers apart', { diarization: 'SPEAKER' }],
	])('starts other jobs where %s has changed', async (_name, changed) => {
		const retryOf = await failed(polling());
		const { error } = await upload(2, polling({}, changed as INodeParameters), { retryOf });
		expect(error).toBeUndefined();
		expect(started()).toBe(4);
	});

	test('starts another job for one that failed', async () => {
		koldan.server.behaviour.outcome = { status: 'FAILED', errorCode: 'INTERNAL_ERROR' };
		const { run } = await upload(1, polling());
		koldan.server.behaviour.outcome = { status: 'COMPLETED', result: { text: 'again' } };
		const { json } = await upload(1, polling(), { retryOf: run });
		expect(json).toEqual([expect.objectContaining({ text: 'again' })]);
		expect(started()).toBe(2);
	});
});

describe('as a tool of an AI agent', () => {
	test('Retry On Fail resumes with the job that was started', async () => {
		const { faults } = koldan.server;
		faults.add({ kind: 'status', status: 403, operationId: 'listTranscriptions', count: 1 });
		const { json, error } = await upload(1, polling(), { node: retry, asTool: true });
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ status: 'COMPLETED' })]);
		expect(started()).toBe(1);
	});

	test('an answer that got lost is not asked for again', async () => {
		koldan.server.faults.add({ kind: 'drop-after', operationId: 'uploadAndTranscribe', count: 1 });
		const { error } = await upload(1, polling(), { node: retry, asTool: true });
		expect(error?.description).toMatch(/It is not known whether the transcription was started/);
		expect(started()).toBe(1);
	});
});

test.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
	'stopping while jobs are started cancels those that were started, if that is set (On Error: %s)',
	async (onError) => {
		koldan.server.behaviour.autoFinish = false;
		koldan.server.faults.add({
			kind: 'hang',
			operationId: 'uploadAndTranscribe',
			skip: 3,
		});
		const workflow = koldan.start(
			'upload',
			polling({ concurrency: 2, waiting: { settings: { cancelUnfinished: true } } }),
			{ items: await recordings(6), node: { onError } },
		);
		while ((koldan.server.counters.requests.uploadAndTranscribe ?? 0) < 5)
			await new Promise((resolve) => setTimeout(resolve, 10));
		workflow.cancel();
		const { run } = await workflow.finished;
		expect(run.status).toBe('canceled');
		expect(koldan.server.jobs.list().map(({ status }) => status)).toEqual(
			Array<string>(3).fill('CANCELLED'),
		);
	},
);
