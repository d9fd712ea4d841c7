/** Each output format, from each operation that gives a transcript, in a field and as a file. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { FILE_TYPES, formatTranscript, type TextFormat } from '../../nodes/Koldan/transcript';
import { resultOf, spoken } from '../fixtures/transcripts.mts';
import { useKoldan } from './support/koldan.mts';
import { CALLS, itemsFor } from './support/operations.mts';
import { binaryStore } from './support/recordings.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan();
beforeAll(binaryStore);

const TRANSCRIPT = resultOf([
	spoken(0, 'Good morning, everybody. Shall we begin?', { speaker: 'SPEAKER_00' }),
	spoken(4, 'שלום לכולם, בואו נתחיל.', { speaker: 'SPEAKER_01', language: 'he' }),
	spoken(8, '=cmd() --> "quoted" <b> & so on', { speaker: 'SPEAKER_00' }),
]);

const WAITING = ['upload', 'create', 'wait'];
const OPERATIONS = ['get', 'getResult', ...WAITING];
const TEXTS: TextFormat[] = ['text', 'textWithSpeakers', 'markdown', 'srt', 'vtt', 'csv'];

async function run(operation: string, parameters: INodeParameters): Promise<INodeExecutionData[]> {
	const outcome = { status: 'COMPLETED' as const, result: TRANSCRIPT };
	koldan.server.behaviour.outcome = outcome;
	const { parameters: given, prepare } = CALLS[operation];
	const id = ['get', 'getResult', 'wait'].includes(operation)
		? koldan.server.jobs.seed(1, { status: 'COMPLETED', result: TRANSCRIPT })[0].id
		: prepare(koldan.server);
	const { outputs, error } = await koldan.run(
		operation,
		{
			...given(id),
			...(WAITING.includes(operation) ? { waitForCompletion: 'polling' } : {}),
			...parameters,
		},
		{ items: await itemsFor(operation) },
	);
	expect(error).toBeUndefined();
	return outputs[0];
}

/** What the file holds, but for its title, which is the recording's name. */
const expected = (format: TextFormat, byteOrderMark: boolean): string =>
	[...formatTranscript(TRANSCRIPT, format, { title: 'Talk', byteOrderMark })].join('');

const options = { title: 'Talk' };

describe.each(OPERATIONS)('%s', (operation) => {
	test.each(TEXTS)('gives %s in a field', async (outputFormat) => {
		const items = await run(operation, { outputFormat, outputField: 'words', options });
		expect(items).toHaveLength(1);
		expect(items[0].json.words).toBe(expected(outputFormat, false).trimEnd());
		expect(items[0].binary).toBeUndefined();
	});

	test.each(TEXTS)('gives %s as a file', async (outputFormat) => {
		const items = await run(operation, {
			outputFormat,
			putOutputIn: 'file',
			outputBinaryField: 'subtitles',
			options: { ...options, outputFileName: 'talk' },
		});
		const { mimeType, extension } = FILE_TYPES[outputFormat];
		expect(items).toHaveLength(1);
		const file = items[0].binary?.subtitles;
		if (!file) throw new Error('There is no file');
		expect(file).toMatchObject({ mimeType, fileType: 'text', fileName: `talk.${extension}` });
		// These n8n shows in the editor.
		const stored = await (await binaryStore()).getMetadata(file.id ?? '');
		expect(['text/plain', 'text/csv', 'text/markdown']).toContain(stored.mimeType);
		const content = await (await binaryStore()).getAsBuffer(file);
		expect(content.toString()).toBe(expected(outputFormat, true));
		expect(items[0].json).not.toHaveProperty('transcript');
	});

	test('gives one item per segment, each linked to the input', async () => {
		const items = await run(operation, { outputFormat: 'segments' });
		expect(items.map(({ json }) => json.text)).toEqual(
			TRANSCRIPT?.segments?.map(({ text }) => text),
		);
		expect(new Set(items.map(({ json }) => json.transcriptionId)).size).toBe(1);
	});

	test('gives it simplified, and as the API does', async () => {
		const [{ json: simplified }] = await run(operation, { outputFormat: 'simplified' });
		expect(simplified).toMatchObject({ text: TRANSCRIPT?.text });
		const [{ json: whole }] = await run(operation, { outputFormat: 'json' });
		const { transcriptionId, ...result } = whole;
		expect(operation === 'getResult' ? result : whole.result).toEqual(TRANSCRIPT);
		if (operation === 'getResult')
			expect(transcriptionId).toBe(koldan.server.jobs.list().at(-1)?.id);
	});
});

test('what people look at first comes first, IDs and dates come last', async () => {
	const [{ json: simplified }] = await run('get', { outputFormat: 'simplified' });
	const begin = ['fileName', 'duration', 'languages', 'speakers'];
	const end = ['status', 'model', 'id', 'fileId', 'creationDate', 'completionDate'];
	expect(Object.keys(simplified)).toEqual(['text', ...begin, 'segments', 'confidence', ...end]);
	const [{ json: text }] = await run('get', { outputFormat: 'text', options: { talkTime: true } });
	expect(Object.keys(text)).toEqual(['transcript', ...begin, ...end]);
	const [{ json: file }] = await run('get', { outputFormat: 'srt', putOutputIn: 'file' });
	expect(Object.keys(file)).toEqual(['fileName', 'duration', 'languages', ...end]);
	const [{ json: segment }] = await run('get', { outputFormat: 'segments' });
	expect(Object.keys(segment).slice(0, 2)).toEqual(['text', 'speaker']);
	expect(Object.keys(segment).at(-1)).toBe('transcriptionId');
});

test('keeps subtitles to the durations and the gap that are set', async () => {
	const limits = { minCueDuration: 3, maxCueDuration: 3.5, minGap: 0.5 };
	const [{ json }] = await run('get', {
		outputFormat: 'srt',
		options: { subtitles: { settings: limits } },
	});
	expect(json.transcript).toBe([...formatTranscript(TRANSCRIPT, 'srt', limits)].join('').trimEnd());
	expect(json.transcript).toMatch(/^1\n00:00:00,000 --> 00:00:03,\d+\n/);
	expect(json.transcript).not.toBe([...formatTranscript(TRANSCRIPT, 'srt')].join('').trimEnd());
});

test('a field of the result’s own named like the ID beside it is not replaced', async () => {
	const result = { ...TRANSCRIPT, transcriptionId: 'its own' } as typeof TRANSCRIPT;
	const [{ id }] = koldan.server.jobs.seed(1, { status: 'COMPLETED', result });
	const { json } = await koldan.run('getResult', {
		...CALLS.getResult.parameters(id),
		outputFormat: 'json',
	});
	expect(json).toEqual([result]);
	koldan.server.contractViolations.length = 0;
});

describe('a job that has no transcript', () => {
	test.each([
		['PENDING', {}, 'It is not completed yet'],
		['IN_PROGRESS', {}, 'It is not completed yet'],
		['FAILED', {}, 'It failed'],
		['CANCELLED', {}, 'It was cancelled'],
		[
			'COMPLETED',
			{ isDeleted: true, deletedAt: Date.now(), isPurged: true, result: undefined },
			'Its data was purged',
		],
	] as const)('%s %j: the item that should have a file says why not', async (status, more, why) => {
		const jobs = koldan.server.jobs.seed(2, { status, ...more });
		const { json, outputs, hints, error } = await koldan.run(
			'get',
			{
				...CALLS.get.parameters('={{ $json.id }}'),
				outputFormat: 'srt',
				putOutputIn: 'file',
			},
			{ items: jobs.map(({ id }) => ({ json: { id } })) },
		);
		expect(error).toBeUndefined();
		expect(json.map((item) => item.transcriptMissing)).toEqual([why, why]);
		for (const { binary } of outputs[0]) expect(binary).toBeUndefined();
		expect(hints).toEqual([
			{
				message:
					'There is no file for transcriptions without a transcript. The field “transcriptMissing” of their items says why.',
				location: 'outputPane',
			},
		]);
	});

	test('after an upload that is not waited for', async () => {
		const { json, hints, error } = await koldan.run(
			'upload',
			{
				...CALLS.upload.parameters(''),
				outputFormat: 'vtt',
				putOutputIn: 'file',
				waitForCompletion: 'none',
			},
			{ items: await itemsFor('upload') },
		);
		expect(error).toBeUndefined();
		expect(json[0].transcriptMissing).toBe('It is not completed yet');
		expect(hints).toHaveLength(1);
	});

	test('in a field: the item says why, without a hint', async () => {
		const [{ id }] = koldan.server.jobs.seed(1, { status: 'FAILED' });
		const { json, hints } = await koldan.run('get', {
			...CALLS.get.parameters(id),
			outputFormat: 'text',
		});
		expect(json[0]).toMatchObject({ status: 'FAILED', transcriptMissing: 'It failed' });
		expect(json[0]).not.toHaveProperty('transcript');
		expect(hints).toEqual([]);
	});

	test('formats that are no text are as they were', async () => {
		const [{ id }] = koldan.server.jobs.seed(1, { status: 'FAILED' });
		for (const outputFormat of ['simplified', 'json', 'segments']) {
			const { json, hints } = await koldan.run('get', {
				...CALLS.get.parameters(id),
				outputFormat,
			});
			expect(json[0]).not.toHaveProperty('transcriptMissing');
			expect(hints).toEqual([]);
		}
	});
});
