/** Each output format, from each operation that gives a transcript, in a field and as a file. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { FORMATS, formatTranscript, type OutputFormat } from '../../nodes/Koldan/transcript';
import { resultOf, spoken } from '../fixtures/transcripts.mts';
import { useKoldan } from './koldan.mts';
import { CALLS, itemsFor } from './operations.mts';
import { binaryStore } from './recordings.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./short-pauses.mts'));

const koldan = useKoldan();

const TRANSCRIPT = resultOf([
	spoken(0, 'Good morning, everybody. Shall we begin?', { speaker: 'SPEAKER_00' }),
	spoken(4, 'שלום לכולם, בואו נתחיל.', { speaker: 'SPEAKER_01', language: 'he' }),
	spoken(8, '=cmd() --> "quoted" <b> & so on', { speaker: 'SPEAKER_00' }),
]);

const WAITING = ['upload', 'create', 'wait'];
const OPERATIONS = ['get', 'getResult', ...WAITING];
const TEXTS: OutputFormat[] = ['text', 'textWithSpeakers', 'markdown', 'srt', 'vtt', 'csv'];

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
const expected = (format: OutputFormat, byteOrderMark: boolean): string =>
	[...formatTranscript(TRANSCRIPT, format, { title: 'Talk', byteOrderMark })].join('');

const transcript = { title: 'Talk' };

describe.each(OPERATIONS)('%s', (operation) => {
	test.each(TEXTS)('gives %s in a field', async (outputFormat) => {
		const items = await run(operation, { outputFormat, outputField: 'words', transcript });
		expect(items).toHaveLength(1);
		expect(items[0].json.words).toBe(expected(outputFormat, false).trimEnd());
		expect(items[0].binary).toBeUndefined();
	});

	test.each(TEXTS)('gives %s as a file', async (outputFormat) => {
		const items = await run(operation, {
			outputFormat,
			putOutputIn: 'file',
			outputBinaryField: 'subtitles',
			transcript: { ...transcript, fileName: 'talk' },
		});
		const { mimeType, extension } = FORMATS[outputFormat];
		expect(items).toHaveLength(1);
		const file = items[0].binary?.subtitles;
		if (!file) throw new Error('There is no file');
		expect(file).toMatchObject({ mimeType, fileName: `talk.${extension}` });
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
		expect(operation === 'getResult' ? whole : whole.result).toEqual(TRANSCRIPT);
	});
});
