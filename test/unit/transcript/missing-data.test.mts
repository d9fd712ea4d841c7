import type { TranscriptionResult } from '../../../nodes/Koldan/api/types';
import { isTextFormat } from '../../../nodes/Koldan/transcript';
import { resultOf, spoken } from '../../fixtures/transcripts.mts';
import { format, MADE_FORMATS } from './format.mts';
import { readSrt, readVtt, wordsOf } from './parsers.mts';

/** What the API never should give, but a library must live with. */
const broken = (value: unknown) => value as TranscriptionResult;

describe('a result that lacks things', () => {
	test.each([
		['nothing', {}],
		['null', null],
		['undefined', undefined],
		['null segments', { text: 'Hello there.', segments: null }],
		['no segments', { text: 'Hello there.', segments: [] }],
		['segments that are none', { text: 'Hello there.', segments: [null, 3, 'x', undefined] }],
		['an empty segment', { text: 'Hello there.', segments: [{}] }],
		[
			'null words',
			{ text: '', segments: [{ start: 0, end: 1, text: 'Hello there.', words: null }] },
		],
		[
			'words that are none',
			{ text: '', segments: [{ start: 0, end: 1, text: 'Hello there.', words: [null, {}, 7] }] },
		],
		[
			'null text',
			{ text: null, segments: [{ start: 0, end: 1, text: null, words: [{ word: 'Hello' }] }] },
		],
		[
			'numbers for text',
			{ text: 7, segments: [{ start: '0', end: {}, text: 7, speaker: 7, words: 'x' }] },
		],
	])('gives a file of each format: %s', (_, result) => {
		for (const as of MADE_FORMATS) {
			const text = format(broken(result), as);
			if (as === 'srt') readSrt(text);
			if (as === 'vtt') readVtt(text);
			if (!isTextFormat(as)) expect(JSON.parse(text)).toBeDefined();
		}
	});

	test('makes subtitles of the text alone, over the length of the recording', () => {
		const result = broken({
			text: 'Hello there. This is all that is known.',
			duration: 8,
			segments: null,
		});
		const cues = readSrt(format(result, 'srt'));
		expect(cues.map((cue) => cue.text)).toEqual(['Hello there.', 'This is all that is known.']);
		expect(cues[1].end).toBe(8000);
	});

	test('makes subtitles of segments without words', () => {
		const result = resultOf([
			{ start: 1, end: 4, text: 'First one sentence. Then another one.', words: null },
		]);
		expect(readSrt(format(result, 'srt')).map((cue) => [cue.start, cue.text])).toEqual([
			[1000, 'First one sentence.'],
			[2579, 'Then another one.'],
		]);
	});

	test('puts segments in the order of their times', () => {
		const result = resultOf([spoken(10, 'Third.'), spoken(0, 'First.'), spoken(5, 'Second.')]);
		expect(wordsOf(readSrt(format(result, 'srt')))).toEqual(['First.', 'Second.', 'Third.']);
		expect(format(result, 'csv', { byteOrderMark: false }).match(/"\w+\./g)).toEqual([
			'"First.',
			'"Second.',
			'"Third.',
		]);
	});

	test('leaves a segment without a time where it stands', () => {
		const lost = { ...spoken(0, 'Second.'), start: Number.NaN, words: null };
		const result = resultOf([spoken(3, 'First.'), lost, spoken(5, 'Third.')]);
		expect(wordsOf(readSrt(format(result, 'srt')))).toEqual(['First.', 'Second.', 'Third.']);
	});

	test('writes nothing for segments without a word to be seen', () => {
		const result = resultOf([
			spoken(0, 'Hello.'),
			{ start: 2, end: 3, text: ' \n\u200b\ufeff ', words: [{ word: '\0', start: 2, end: 3 }] },
			spoken(4, 'Bye.'),
		]);
		expect(readVtt(format(result, 'vtt')).map((cue) => cue.text)).toEqual(['Hello.', 'Bye.']);
		expect(format(result, 'csv').trimEnd().split('\r\n')).toHaveLength(3);
	});

	test('never changes the result', () => {
		const result = resultOf([spoken(3, 'Second one.'), spoken(0, 'First one.', { speaker: 'A' })]);
		const before = structuredClone(result);
		for (const as of MADE_FORMATS) format(result, as);
		expect(result).toEqual(before);
	});
});

test.each([
	['before it', ['  a-word-that-is-long', 'two']],
	['after it', ['a-word-that-is-long  ', 'two']],
	['alone', ['one', '  ', '\u2028', '\u200d', '\ufeff', 'two']],
])(
	'spaces that belong to no word (%s) make no subtitle and no line without text',
	(_name, spelt) => {
		const words = spelt.map((word, k) => ({ word, start: 0, end: k === 0 ? 0 : 356_400 }));
		const text = spelt.join(' ');
		const result = { text, segments: [{ start: 0, end: 0, text, words }] };
		for (const as of ['srt', 'vtt'] as const) {
			const written = format(result as never, as, { maxCharactersPerLine: 10 });
			expect(written).not.toMatch(/-->[^\n]*\n\n/);
			expect(written.trimEnd()).not.toMatch(/\n\n\n|\n[ \t]+\n/);
		}
	},
);
