import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TranscriptionJob } from '../../../nodes/Koldan/api/types.ts';
import { makeWav } from '../../fixtures/wav.mts';
import { wavHeader } from '../../koldan-server/audio/wav.mts';
import type { Behaviour } from '../../koldan-server/behaviour.mts';
import { findProgram } from '../../koldan-server/programs.mts';
import type { RecognizerChoice } from '../../koldan-server/recognizers/find.mts';
import { parseWords } from '../../koldan-server/recognizers/pocketsphinx.mts';
import { startKoldanServer } from '../../koldan-server/server.mts';
import { client, OPTIONS, TRANSCRIPTIONS, upload } from './client.mts';

const SPEECH = readFileSync(
	join(import.meta.dirname, '../../../examples/go-forward-ten-meters.wav'),
);
const SAMPLES = SPEECH.subarray(44);

const folder = mkdtempSync(join(tmpdir(), 'koldan-recognizers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Uploads to a server of its own and answers the job at its end. */
async function transcribe(
	parts: Record<string, unknown>,
	recognizer: RecognizerChoice = 'auto',
	behaviour: Partial<Behaviour> = {},
): Promise<TranscriptionJob> {
	const server = await startKoldanServer({
		recognizer,
		behaviour: { jobDurationMs: 0, ...behaviour },
	});
	try {
		const http = client(server);
		const { id } = await upload(http, parts);
		await server.jobs.ended(id);
		const { data } = await http.get<TranscriptionJob>(`${TRANSCRIPTIONS}/${id}`);
		expect(server.contractViolations).toEqual([]);
		return data;
	} finally {
		await server.close();
	}
}

const textOf = (job: TranscriptionJob) => job.result?.text;
const wordsOf = (job: TranscriptionJob) =>
	job.result?.segments?.flatMap(({ words }) => words ?? []) ?? [];

/** Runs tests where a program is installed, and shows them as skipped elsewhere. */
const withProgram = (name: string) => (findProgram(name) ? describe : describe.skip);

withProgram('pocketsphinx_continuous')('PocketSphinx', () => {
	test('recognises the words of the example recording, with times and confidences', async () => {
		const job = await transcribe({ file: SPEECH });
		expect(job).toMatchObject({
			status: 'COMPLETED',
			transcription: { model: 'general' },
			result: { text: 'go forward ten meters', detectedLanguages: ['en'], duration: 2.786 },
		});
		const words = wordsOf(job);
		expect(words.map(({ word }) => word)).toEqual(['go', 'forward', 'ten', 'meters']);
		let last = 0;
		for (const { start, end, confidence, punctuation, capitalization } of words) {
			expect(start).toBeGreaterThanOrEqual(last);
			expect(end).toBeGreaterThan(start);
			expect(confidence).toBeGreaterThan(0);
			expect(confidence).toBeLessThanOrEqual(1);
			expect([punctuation, capitalization]).toEqual([null, null]);
			last = end;
		}
		expect(last).toBeLessThan(2.786);
	});

	test('recognises channels apart, under their labels', async () => {
		// The left channel speaks, the right one is silent.
		const stereo = Buffer.alloc(SAMPLES.length * 2);
		for (let at = 0; at < SAMPLES.length; at += 2) SAMPLES.copy(stereo, at * 2, at, at + 2);
		const header = wavHeader({ sampleRate: 16_000, channels: 2, dataSize: stereo.length });
		const job = await transcribe({
			file: Buffer.concat([header, stereo]),
			diarization: {
				enabled: true,
				mode: 'CHANNEL',
				channelMapping: [{ channel: 0, label: 'Agent' }],
			},
		});
		expect(job.result?.segments?.filter(({ channel }) => channel === 0)).toEqual([
			expect.objectContaining({ text: 'go forward ten meters', speaker: 'Agent' }),
		]);
	});

	test('leaves other languages to the simulation, or refuses them', async () => {
		const hebrew = {
			file: SPEECH,
			transcription: { model: 'general', language: { defaultLanguageCode: 'he' } },
		};
		const simulated = await transcribe(hebrew);
		expect(simulated.transcription.model).toBe('general (simulated)');
		expect(textOf(simulated)).toMatch(/[א-ת]/);
		expect(await transcribe(hebrew, 'pocketsphinx')).toMatchObject({
			errorCode: 'LANGUAGE_NOT_SUPPORTED',
		});
	});

	withProgram('ffmpeg')('with ffmpeg', () => {
		const convert = (extension: string, ...args: string[]) => {
			const to = join(folder, `speech.${extension}`);
			execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', '-', ...args, to], { input: SPEECH });
			return readFileSync(to);
		};
		test.each([
			['flac', []],
			['ogg', []],
			['mp3', []],
			['m4a', []],
			['wav', ['-ar', '44100', '-ac', '2', '-c:a', 'pcm_s24le']],
			['wav', ['-ar', '48000']],
		])('recognises %s %j', async (extension, args) => {
			expect(textOf(await transcribe({ file: convert(extension, ...args) }))).toMatch(
				/forward ten meters/,
			);
		});
	});

	test('its times go on over pauses, noise is no word, other pronunciations are the same word', () => {
		const output = [
			'go <sil> on',
			'<s> 0.390 0.460 1.000000',
			'go(2) 0.470 0.640 1.000100',
			'<sil> 0.650 0.800 0.9',
			'[NOISE] 0.810 0.820 0.9',
			'on 0.830 0.900 0.5',
			'</s> 0.910 1.000 1.000000',
			'then',
			'<s> 4.000 4.100 1.000000',
			'then 4.110 4.500 0.25',
		].join('\n');
		expect(parseWords(output)).toEqual([
			{ word: 'go', start: 0.47, end: 0.64, confidence: 1, startsSegment: true },
			{ word: 'on', start: 0.83, end: 0.9, confidence: 0.5, startsSegment: false },
			{ word: 'then', start: 4.11, end: 4.5, confidence: 0.25, startsSegment: true },
		]);
	});
});

describe('whisper-cli', () => {
	// The program and its models are large; a stand-in writes the JSON that the real one documents.
	const stand = (script: string) => {
		writeFileSync(join(folder, 'whisper-cli'), `#!/usr/bin/env node\n${script}`);
		chmodSync(join(folder, 'whisper-cli'), 0o755);
		writeFileSync(join(folder, 'ggml-base.bin'), '');
	};
	const { PATH, WHISPER_MODEL } = process.env;
	beforeEach(() => {
		process.env.PATH = `${folder}:${PATH}`;
		process.env.WHISPER_MODEL = join(folder, 'ggml-base.bin');
	});
	afterEach(() => {
		process.env.PATH = PATH;
		if (WHISPER_MODEL === undefined) delete process.env.WHISPER_MODEL;
		else process.env.WHISPER_MODEL = WHISPER_MODEL;
	});

	test('is chosen when it is there, is given mono 16 kHz, and its words and language are taken', async () => {
		stand(`
			const fs = require('fs');
			const option = (name) => process.argv[process.argv.indexOf(name) + 1];
			const wav = fs.readFileSync(option('--file'));
			const word = (text, from, to, p) => ({ offsets: { from, to }, text, tokens: [{ text: '[_BEG_]', p: 0 }, { text, p }] });
			fs.writeFileSync(option('--output-file') + '.json', JSON.stringify({
				result: { language: option('--language') },
				transcription: [word(' שלום', 100, 500, 0.5), word('', 500, 500, 1), word(' ' + wav.readUInt32LE(24) + '/' + wav.readUInt16LE(22), 600, 900, 0.75)],
			}));
		`);
		const job = await transcribe({
			file: makeWav({ seconds: 1, sampleRate: 16_000, channels: 2 }),
			transcription: { model: 'general', language: { defaultLanguageCode: 'he-IL' } },
		});
		expect(job.transcription.model).toBe('general');
		expect(job.result).toMatchObject({
			text: 'שלום 16000/1',
			detectedLanguages: ['he'],
			confidence: 0.625,
		});
		expect(wordsOf(job)[0]).toMatchObject({ word: 'שלום', start: 0.1, end: 0.5, confidence: 0.5 });
	});

	test('a recogniser that fails, fails the job, and what it said stays on the machine', async () => {
		stand(`console.error('secret path'); process.exit(3);`);
		const job = await transcribe({ file: SPEECH }, 'whisper');
		expect(job).toMatchObject({ status: 'FAILED', errorCode: 'TRANSCRIPTION_FAILED' });
		expect(JSON.stringify(job.errors)).not.toContain('secret');
	});

	test('without a model it is not there', async () => {
		stand('');
		process.env.WHISPER_MODEL = join(folder, 'missing.bin');
		await expect(startKoldanServer({ recognizer: 'whisper' })).rejects.toThrow('WHISPER_MODEL');
	});
});

describe('the simulation', () => {
	const file = makeWav({ seconds: 20 });

	test('says what it is, unless told not to', async () => {
		const model = async (behaviour = {}) =>
			(await transcribe({ file }, 'simulation', behaviour)).transcription.model;
		expect(await model()).toBe('general (simulated)');
		expect(await model({ labelSimulation: false })).toBe('general');
	});

	test('says the same of the same recording, and fills its length', async () => {
		const [first, again] = [
			await transcribe({ file }, 'simulation'),
			await transcribe({ file }, 'simulation'),
		];
		expect(first.result).toEqual(again.result);
		const other = await transcribe({ file: makeWav({ seconds: 20, tone: 300 }) }, 'simulation');
		expect(other.result).not.toEqual(first.result);
		expect(first.result?.duration).toBe(20);
		const last = wordsOf(first).at(-1)?.end ?? 0;
		expect(last).toBeGreaterThan(18);
		expect(last).toBeLessThanOrEqual(20);
	});

	test('tells speakers apart up to the number expected', async () => {
		const speakers = async (maxSpeakers?: number) => {
			const diarization = { enabled: true, mode: 'SPEAKER', maxSpeakers };
			const job = await transcribe({ file, diarization }, 'simulation');
			return [...new Set(job.result?.segments?.map(({ speaker }) => speaker))].sort();
		};
		expect(await speakers()).toEqual(['SPEAKER_00', 'SPEAKER_01']);
		expect(await speakers(3)).toEqual(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_02']);
		const job = await transcribe({ file, diarization: { enabled: false } }, 'simulation');
		expect(job.result?.segments?.[0].speaker).toBeNull();
	});

	test('labels channels', async () => {
		const job = await transcribe(
			{
				file: makeWav({ seconds: 5, channels: 2 }),
				diarization: {
					enabled: true,
					mode: 'CHANNEL',
					channelMapping: [{ channel: 1, label: 'לקוח' }],
				},
			},
			'simulation',
		);
		const labels = job.result?.segments?.map(({ channel, speaker }) => `${channel} ${speaker}`);
		expect([...new Set(labels)].sort()).toEqual(['0 SPEAKER_00', '1 לקוח']);
	});

	test('speaks Hebrew', async () => {
		const language = { defaultLanguageCode: 'he' };
		const job = await transcribe({ file, transcription: { ...OPTIONS, language } }, 'simulation');
		expect(job.result).toMatchObject({
			detectedLanguages: ['he'],
			text: expect.stringMatching(/^[א-ת ]+$/),
		});
	});
});
