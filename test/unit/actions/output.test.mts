/** The items that a transcript comes out as: they hold what comes out, and nothing of what Koldan sent beside it. */
import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import type { Output } from '../../../nodes/Koldan/actions/fields/output';
import { jobItems, resultItems } from '../../../nodes/Koldan/actions/transcription/output';
import type { TranscriptionJob } from '../../../nodes/Koldan/api/types';
import { FORMATS, type OutputFormat } from '../../../nodes/Koldan/transcript';
import { resultOf, spoken } from '../../fixtures/transcripts.mts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ID = '00000000-0000-4000-8000-000000000001';

const context = {
	helpers: {
		// Stores the file elsewhere, as n8n does where it does not keep files in memory.
		prepareBinaryData: async (): Promise<IBinaryData> => ({
			id: 'stored',
			data: 'stored',
			mimeType: '',
		}),
	},
};

const output = (format: OutputFormat, toFile = false): Output => ({
	format,
	toFile,
	field: 'transcript',
	fileName: '',
	talkTime: true,
	options: {},
});

const newJob = (): TranscriptionJob =>
	({
		id: ID,
		status: 'COMPLETED',
		creationDate: '2026-04-01T10:00:00Z',
		file: { id: ID, name: 'meeting.mp3' },
		result: resultOf(
			Array.from({ length: 50 }, (_, index) =>
				spoken(index * 4, 'Good morning, everybody. Shall we begin?', {
					speaker: `SPEAKER_0${index % 2}`,
				}),
			),
		),
	}) as TranscriptionJob;

/** The parts of a job that are large. */
const partsOf = ({ result }: TranscriptionJob): object[] => [
	result!,
	...(result!.segments ?? []),
	...(result!.segments ?? []).flatMap(({ words }) => words ?? []),
];

const NOT_WHOLE = (Object.keys(FORMATS) as OutputFormat[]).filter((format) => format !== 'json');

test.each([
	...NOT_WHOLE.map((format) => [format, false] as const),
	...(['text', 'srt', 'vtt', 'csv', 'markdown'] as const).map((format) => [format, true] as const),
])('%s (as a file: %s) lets go of the job and its result', async (format, toFile) => {
	const watched: Array<WeakRef<object>> = [];
	const items: INodeExecutionData[] = [];
	const make = async (): Promise<void> => {
		const job = newJob();
		watched.push(...[job, ...partsOf(job)].map((part) => new WeakRef(part)));
		items.push(...(await jobItems(context, output(format, toFile), job)));
		const result = newJob().result!;
		watched.push(new WeakRef(result));
		items.push(...(await resultItems(context, output(format, toFile), ID, result)));
	};
	await make();
	// What a WeakRef was made for stays until the end of its turn.
	await new Promise((done) => setImmediate(done));
	collectGarbage();
	expect(watched.filter((part) => part.deref() !== undefined)).toEqual([]);
	expect(items.length).toBeGreaterThanOrEqual(2);
});

test('JSON is the whole of it', async () => {
	const job = newJob();
	const [{ json }] = await jobItems(context, output('json'), job);
	expect(json.result).toBe(job.result);
});
