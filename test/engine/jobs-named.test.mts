/** Whatever fails after a job was started names the job, and how to get its transcript without paying again. */
import type { INodeParameters } from 'n8n-workflow';
import { byId, useKoldan, type RunOptions } from './support/koldan.mts';
import { MODEL } from './support/operations.mts';
import { recording } from './support/recordings.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ jobDurationMs: 20 });

async function upload(count: number, options: RunOptions = {}, more: INodeParameters = {}) {
	const items = await Promise.all(
		Array.from({ length: count }, (_, number) =>
			recording({ json: { number }, fileName: `call ${number}.wav` }),
		),
	);
	const parameters = { model: MODEL, waitForCompletion: 'polling', ...more };
	return await koldan.run('upload', parameters, { items, ...options });
}

const ids = () => koldan.server.jobs.list().map(({ id }) => id);
const idOf = (number: number) =>
	koldan.server.jobs
		.list()
		.find(({ fileId }) => koldan.server.files.get(fileId)?.name === `call ${number}.wav`)?.id;

/** Where waiting or reading is refused. */
const REFUSALS: Array<[string, string, number]> = [
	['while waiting', 'listTranscriptions', 401],
	['while waiting', 'listTranscriptions', 403],
	['while reading', 'getTranscription', 401],
	['while reading', 'getTranscription', 403],
	['while reading', 'getTranscription', 410],
];

describe.each(REFUSALS)('refused %s (%s, status %d)', (_when, operationId, status) => {
	beforeEach(() => {
		koldan.server.faults.add({ kind: 'status', status, operationId });
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: each error item names its job',
		async (onError) => {
			const { outputs, error } = await upload(3, { node: { onError } });
			expect(error).toBeUndefined();
			const items = onError === 'continueErrorOutput' ? outputs[1] : outputs[0];
			expect(items).toHaveLength(3);
			items.forEach(({ json }, number) =>
				expect(json).toMatchObject({
					message: expect.stringContaining('the operation Wait gets its transcript'),
					details: { transcriptionId: idOf(number), httpCode: status },
				}),
			);
		},
	);

	test('the error that stops the workflow names all of them', async () => {
		const { error } = await upload(3);
		expect(error).toMatchObject({ httpCode: String(status) });
		for (const id of ids()) expect(error?.description).toContain(id);
		expect(error?.description).toContain('without paying again');
	});
});

test('one failed transcription of a batch that stops the workflow: the others are named', async () => {
	koldan.server.behaviour.outcome = ({ name }) =>
		name === 'call 1.wav'
			? { status: 'FAILED', errorCode: 'EMPTY_AUDIO' }
			: { status: 'COMPLETED', result: { text: name } };
	const { error, run } = await upload(4);
	expect(error?.message).toBe('The recording has no sound (call 1.wav)');
	for (const number of [0, 1, 2, 3]) expect(error?.description).toContain(idOf(number));
	expect(error?.description).toMatch(/retry this execution, or use the operation Wait/);

	const { json } = await upload(4, { retryOf: run, node: { onError: 'continueRegularOutput' } });
	expect(json.map(({ text }) => text ?? null)).toEqual([
		'call 0.wav',
		null,
		'call 2.wav',
		'call 3.wav',
	]);
	// Only the one that failed was started again.
	expect(koldan.server.counters.jobsCreated).toBe(5);
});

test('each transcript is read once, by polling too', async () => {
	const { json } = await upload(3);
	expect(json).toHaveLength(3);
	expect(Object.values(koldan.server.counters.resultsRead)).toEqual([1, 1, 1]);
	await upload(1);
	expect(Object.values(koldan.server.counters.resultsRead)).toEqual([1, 1, 1, 1]);
	const ended = koldan.server.jobs.seed(3).map(({ id }) => ({ json: { id } }));
	koldan.server.counters.clear();
	const waited = await koldan.run(
		'wait',
		{ transcriptionId: byId('={{ $json.id }}'), waitForCompletion: 'polling' },
		{ items: ended },
	);
	expect(waited.json).toHaveLength(3);
	expect(Object.values(koldan.server.counters.resultsRead)).toEqual([1, 1, 1]);
});
