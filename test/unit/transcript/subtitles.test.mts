import type { TranscriptOptions } from '../../../nodes/Koldan/transcript';
import { resultOf, spoken, ENGLISH_MEETING, HEBREW_MEETING } from '../../fixtures/transcripts.mts';
import { format } from './format.mts';
import { readSrt, readVtt, unmarked, wordsOf } from './parsers.mts';

describe('SRT', () => {
	test('numbers subtitles, and writes a speaker where one begins', () => {
		expect(format(ENGLISH_MEETING, 'srt', { speakerNames: { SPEAKER_00: 'Dana' } })).toBe(`1
00:00:00,400 --> 00:00:04,390
Dana: Hello everyone,
and welcome to the meeting of March 12.

2
00:00:05,200 --> 00:00:09,545
Speaker 2: Thank you! We began
to transcribe our calls three months ago,

3
00:00:09,629 --> 00:00:12,833
and it saves us
about a quarter of the time.

4
00:00:14,000 --> 00:00:16,776
Dana: Does that hold
for the telephone, too?

5
00:00:17,500 --> 00:00:19,912
Speaker 2: Yes, in nine calls out of ten.

`);
	});

	test('goes on past a hundred hours', () => {
		const late = 98.999 * 3600;
		const segments = ['A', 'B', 'A'].map((speaker, k) =>
			spoken(late + 2 * k, 'This was late.', { speaker }),
		);
		const limits: TranscriptOptions = {
			minCueDuration: 3600,
			maxCueDuration: 3600,
			minGap: 0,
			speakerLabels: 'none',
		};
		expect(format(resultOf(segments), 'srt', limits)).toBe(`1
98:59:56,400 --> 99:59:56,400
This was late.

2
99:59:56,400 --> 100:59:56,400
This was late.

3
100:59:56,400 --> 101:59:56,400
This was late.

`);
	});

	test('can show a change of speaker by a dash, or not at all', () => {
		const firstLines = (speakerLabels: 'dash' | 'none') =>
			readSrt(format(ENGLISH_MEETING, 'srt', { speakerLabels })).map(
				(cue) => cue.text.split('\n')[0],
			);
		expect(firstLines('dash')).toEqual([
			'- Hello everyone,',
			'- Thank you! We began to transcribe',
			'and it saves us',
			'- Does that hold for the telephone, too?',
			'- Yes, in nine calls out of ten.',
		]);
		expect(firstLines('none')[0]).toBe('Hello everyone,');
	});

	test('names nobody where only one speaks', () => {
		const result = resultOf([spoken(0, 'Good morning.', { speaker: 'SPEAKER_00' })]);
		expect(readSrt(format(result, 'srt'))[0].text).toBe('Good morning.');
	});

	test('writes characters that players take for markup so that they look alike and do no harm', () => {
		const result = resultOf([spoken(0, 'If <b> --> {\\an8} then a < b & c > d')]);
		expect(readSrt(format(result, 'srt'))[0].text.replace('\n', ' ')).toBe(
			'If ‹b> --› (\\an8} then a < b & c > d',
		);
	});
});

describe('WebVTT', () => {
	test('gives each subtitle the voice of its speaker', () => {
		const cues = readVtt(format(ENGLISH_MEETING, 'vtt', { speakerNames: { SPEAKER_00: 'Dana' } }));
		expect(cues.map((cue) => cue.voice)).toEqual([
			'Dana',
			'Speaker 2',
			'Speaker 2',
			'Dana',
			'Speaker 2',
		]);
		expect(cues[0]).toEqual({
			start: 400,
			end: 4390,
			voice: 'Dana',
			text: 'Hello everyone,\nand welcome to the meeting of March 12.',
		});
	});

	test('escapes what would break the file, in text and names', () => {
		const result = resultOf([
			spoken(0, 'a --> b <c> &amp; </v> d', { speaker: 'A > B & <C>' }),
			spoken(3, 'WEBVTT NOTE STYLE', { speaker: 'x' }),
		]);
		const [first, second] = readVtt(format(result, 'vtt'));
		expect(first.text).toBe('a --> b <c> &amp; </v> d');
		expect(first.voice).toBe('A > B & <C>');
		expect(second.text).toBe('WEBVTT NOTE STYLE');
	});

	test('is a file of its own without a word in it', () => {
		expect(format(resultOf([]), 'vtt')).toBe('WEBVTT\n\n');
		expect(readVtt('WEBVTT\n\n')).toEqual([]);
	});
});

describe('both', () => {
	test.each(['srt', 'vtt'] as const)('%s keeps text and times in a round trip', (as) => {
		const read = as === 'srt' ? readSrt : readVtt;
		for (const result of [ENGLISH_MEETING, HEBREW_MEETING]) {
			const cues = read(format(result, as, { speakerLabels: 'none' }));
			expect(wordsOf(cues)).toEqual(result.text.split(' '));
			// Each word is on the screen when it is said.
			const said = (result.segments ?? []).flatMap((segment) => segment.words ?? []);
			const shown = cues.flatMap((cue) =>
				unmarked(cue.text)
					.split(/\s+/)
					.map(() => cue),
			);
			for (const [k, word] of said.entries()) {
				expect(Math.round(word.start * 1000)).toBeGreaterThanOrEqual(shown[k].start);
				expect(Math.round(word.start * 1000)).toBeLessThan(shown[k].end);
			}
		}
	});

	test('comes in pieces, none of which is long', () => {
		const segments = Array.from({ length: 2000 }, (_, n) =>
			spoken(n * 4, `This is sentence number ${n}, and it is not short.`, { speaker: `S${n % 3}` }),
		);
		const pieces = [
			...jest
				.requireActual<
					typeof import('../../../nodes/Koldan/transcript')
				>('../../../nodes/Koldan/transcript')
				.formatTranscript(resultOf(segments), 'srt', {}),
		];
		expect(pieces.length).toBeGreaterThan(3);
		for (const piece of pieces) expect(piece.length).toBeLessThan(40_000);
		expect(readSrt(pieces.join('')).length).toBeGreaterThanOrEqual(2000);
	});
});
