/** What a user sees of a transcription that ended without a transcript: every TranscriptionErrorCode, and cancellation. */
import type { IDataObject } from 'n8n-workflow';
import type { TranscriptionErrorCode } from '../../nodes/Koldan/api/types';
import { readDocument } from '../contract/document.mts';
import { useKoldan } from './support/koldan.mts';
import { CALLS, itemsFor, seed, UNKNOWN_ID } from './support/operations.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });

const SENTENCES: Record<TranscriptionErrorCode, [message: string, advice: string]> = {
	TRANSCRIPTION_FAILED: ['Koldan could not transcribe the recording', 'Try again.'],
	DIARIZATION_FAILED: ['Koldan could not tell the speakers apart', 'Don’t Tell Apart'],
	CHANNEL_DIARIZATION_FAILED: [
		'Koldan could not separate the audio channels',
		'more than one channel',
	],
	UNSUPPORTED_FORMAT: ['Koldan does not support the format of this recording', 'Convert it'],
	FILE_CORRUPTED: ['The recording is damaged or is not a media file', 'that the file plays'],
	FILE_NOT_FOUND: ['The recording no longer exists in Koldan', 'Upload it again.'],
	EMPTY_AUDIO: ['The recording has no sound', 'has an audio track'],
	DURATION_EXCEEDED: ['The recording is too long', 'Split it into shorter parts.'],
	QUOTA_EXCEEDED: ['This month’s transcription minutes are used up', 'until next month'],
	LANGUAGE_NOT_SUPPORTED: [
		'The model does not support the language of this recording',
		'another model or another language',
	],
	MODEL_UNAVAILABLE: ['The model is not available right now', 'choose another model'],
	PUNCTUATION_FAILED: ['Koldan could not add punctuation', "turn off 'Punctuation'"],
	INTERNAL_ERROR: [
		'Koldan could not finish the transcription',
		'people who run your Koldan server',
	],
};

/** What the server calls a recording that it was not given. */
const RECORDING = 'recording';

async function failed(errorCode: TranscriptionErrorCode, message = 'Own words.'): Promise<string> {
	const id = seed(koldan.server, { status: 'PENDING' });
	await koldan.server.jobs.finish(id, { status: 'FAILED', errorCode, message });
	return id;
}

test('every documented code has a sentence of its own', () => {
	const codes = readDocument().components.schemas.TranscriptionErrorCode.enum ?? [];
	expect(codes).toHaveLength(13);
	expect(Object.keys(SENTENCES).sort()).toEqual([...codes].sort());
	expect(new Set(Object.values(SENTENCES).map(([message]) => message)).size).toBe(13);
});

const codes = Object.keys(SENTENCES) as TranscriptionErrorCode[];

test.each(codes)('%s stops the workflow with code, job and what to do', async (code) => {
	const [message, advice] = SENTENCES[code];
	const id = await failed(code);
	const { error } = await koldan.run('wait', CALLS.wait.parameters(id));
	expect(error).toMatchObject({
		name: 'NodeApiError',
		message: `${message} (${RECORDING})`,
		context: { itemIndex: 0 },
	});
	expect(error?.description).toContain(advice);
	expect(error?.description).toContain(`It is transcription ${id}, error code ${code}.`);
	expect(error?.description).toMatch(/\. Koldan says: Own words\.$/);
});

test.each(codes)('%s with Continue On Fail is an item with code and job', async (code) => {
	const id = await failed(code);
	const { json, error } = await koldan.run('wait', CALLS.wait.parameters(id), {
		node: { onError: 'continueRegularOutput' },
	});
	expect(error).toBeUndefined();
	expect(json).toEqual([
		{
			error: `${SENTENCES[code][0]} (${RECORDING})`,
			message: expect.stringContaining(SENTENCES[code][1]),
			details: { transcriptionId: id, status: 'FAILED', code },
		},
	]);
});

test('as data, a failed one comes out like the others', async () => {
	const id = await failed('EMPTY_AUDIO');
	const { json, error } = await koldan.run('wait', {
		...CALLS.wait.parameters(id),
		options: { waiting: { settings: { onFailure: 'continue' } } },
	});
	expect(error).toBeUndefined();
	expect(json).toEqual([
		expect.objectContaining({
			id,
			status: 'FAILED',
			errorCode: 'EMPTY_AUDIO',
			errorMessage: 'Own words.',
		}),
	]);
});

test('upload and create fail alike', async () => {
	koldan.server.behaviour.autoFinish = true;
	koldan.server.behaviour.outcome = { status: 'FAILED', errorCode: 'QUOTA_EXCEEDED' };
	for (const operation of ['upload', 'create']) {
		const id = CALLS[operation].prepare(koldan.server);
		const { error } = await koldan.run(
			operation,
			{ ...CALLS[operation].parameters(id), waitForCompletion: 'polling' },
			{ items: await itemsFor(operation) },
		);
		expect(error?.message).toMatch(
			/^This month’s transcription minutes are used up \((call\.wav|recording)\)$/,
		);
	}
});

describe('a cancelled one', () => {
	const cancelled = () => seed(koldan.server, { status: 'CANCELLED' });

	test('is an error that says so', async () => {
		const id = cancelled();
		const { error } = await koldan.run('wait', CALLS.wait.parameters(id));
		expect(error?.message).toBe(`The transcription of ${RECORDING} was cancelled`);
		expect(error?.description).toMatch(
			new RegExp(`cancelled the transcription ${id} before .* Start it again`),
		);
	});

	test('is data if wanted', async () => {
		const id = cancelled();
		const { json } = await koldan.run('wait', {
			...CALLS.wait.parameters(id),
			options: { waiting: { settings: { onFailure: 'continue' } } },
		});
		expect(json).toEqual([expect.objectContaining({ id, status: 'CANCELLED' })]);
	});
});

describe('answers of a server that knows more than the reference', () => {
	const answering = async (job: IDataObject) => {
		koldan.server.faults.add({
			kind: 'status',
			status: 200,
			body: JSON.stringify({ id: UNKNOWN_ID, status: 'FAILED', file: {}, ...job }),
		});
		const { error } = await koldan.run('wait', CALLS.wait.parameters(UNKNOWN_ID));
		return error;
	};

	test('a code that is not documented is shown', async () => {
		const error = await answering({ errorCode: 'GPU_ON_FIRE' });
		expect(error?.message).toMatch(
			/^Koldan could not transcribe the recording \(transcription \S+\)$/,
		);
		expect(error?.description).toContain(', error code GPU_ON_FIRE.');
	});

	test('the code of the first error stands in for a missing one', async () => {
		const errors = [{ code: 'EMPTY_AUDIO', message: 'No stream.' }, { message: 'Really none.' }];
		const error = await answering({ errorCode: null, errors });
		expect(error?.message).toMatch(/^The recording has no sound \(transcription \S+\)$/);
		expect(error?.description).toMatch(/ Koldan says: No stream\.; Really none\.$/);
	});

	test('a long name of a recording is cut, and has one line', async () => {
		const error = await answering({ file: { name: `a\n${'b'.repeat(200)}` } });
		expect(error?.message).toBe(`Koldan could not transcribe the recording (a ${'b'.repeat(98)}…)`);
	});

	test('no code and no errors still make a sentence', async () => {
		const error = await answering({});
		expect(error?.message).toBe(
			`Koldan could not transcribe the recording (transcription ${UNKNOWN_ID})`,
		);
		expect(error?.description).not.toMatch(/Koldan says|undefined|null/);
	});
});
