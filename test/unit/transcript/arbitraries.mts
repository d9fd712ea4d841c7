/** Results of all kinds for property tests: as they should be, and as they never should. */
import fc from 'fast-check';

import type {
	TranscriptionResult,
	TranscriptionSegment,
	WordTiming,
} from '../../../nodes/Koldan/api/types';
import type { TranscriptOptions } from '../../../nodes/Koldan/transcript';

/** What goes wrong around a word. */
const TROUBLE = [
	'',
	'',
	'',
	'-->',
	'&',
	'<b>',
	'</v>',
	'\n\n',
	'\r\n',
	'\0',
	'\u0007',
	'\ufeff',
	'\ud83d',
	'\udc00',
	'"',
	"'",
	'=',
	'\u202e',
	'\u2067',
	'\u200b',
	'\u2028',
	'👨‍👩‍👧',
	'e\u0301',
	'שָׁ',
	'ـًا',
	'汉字',
	'ไทย',
	'  ',
	'\t',
	',',
	'.',
	'?',
	'“',
	'a'.repeat(50),
] as const;

const trouble = fc.constantFrom(...TROUBLE);

/** A time that may be anything, most often one that can be. */
const anyTime = fc.oneof(
	{ weight: 6, arbitrary: fc.double({ min: 0, max: 200, noNaN: true }) },
	{ weight: 1, arbitrary: fc.constantFrom(Number.NaN, -1, 1e300, Infinity, -0, 5e-324, 356_400) },
	{ weight: 1, arbitrary: fc.constant(null as unknown as number) },
);

const maybe = <T,>(arbitrary: fc.Arbitrary<T>) =>
	fc.option(arbitrary, { nil: fc.sample(fc.constantFrom(null, undefined), 1)[0], freq: 2 });

/** A word whose middle, `w17x`, is found again in the file; the number comes later. */
interface RawWord {
	before: string;
	after: string;
	start: number;
	end: number;
	punctuation: string | null | undefined;
	capitalized: boolean;
}

const rawWord: fc.Arbitrary<RawWord> = fc.record({
	before: trouble,
	after: trouble,
	start: anyTime,
	end: anyTime,
	punctuation: maybe(fc.constantFrom('.', ',', '?', '…', '', ' ')),
	capitalized: fc.boolean(),
});

/** How the text of a segment relates to its words. */
const textKind = fc.constantFrom('joined', 'bare', 'empty', 'missing', 'null');

const rawSegment = fc.record({
	start: anyTime,
	end: anyTime,
	words: fc.array(rawWord, { maxLength: 25 }),
	textKind,
	withoutWords: fc.boolean(),
	speaker: maybe(fc.constantFrom('SPEAKER_00', 'SPEAKER_01', 'דנה', 'A <B> & "C"\n', '')),
	channel: maybe(fc.constantFrom(0, 1)),
	language: maybe(fc.constantFrom('en', 'he', 'ar', 'zh', 'xx-broken', '')),
	confidence: maybe(fc.double()),
});

/** A result, and the marks of its words by speaker in the order of the segments. */
export interface Traced {
	result: TranscriptionResult;
	/** How many words there are, marked `w0x`, `w1x`, … */
	count: number;
}

/** Any result at all, each word in it to be found again once. */
export const anyResult: fc.Arbitrary<Traced> = fc.array(rawSegment, { maxLength: 8 }).map((raw) => {
	let count = 0;
	const segments = raw.map((segment): TranscriptionSegment => {
		const words: WordTiming[] = segment.words.map((word) => {
			const mark = `w${count++}x`;
			const form = word.before + mark + word.after;
			return {
				word: form,
				start: word.start,
				end: word.end,
				punctuation: word.punctuation,
				capitalization: word.capitalized ? word.before + mark.toUpperCase() + word.after : null,
			} as WordTiming;
		});
		const bare = words.map((word) => word.word).join(' ');
		const texts: Record<string, unknown> = {
			joined: words.map((w) => (w.capitalization ?? w.word) + (w.punctuation ?? '')).join(' '),
			bare,
			empty: '',
			missing: undefined,
			null: null,
		};
		// Without a word list, the text must be there for the words to be found.
		return {
			start: segment.start,
			end: segment.end,
			text: segment.withoutWords ? bare : texts[segment.textKind],
			words: segment.withoutWords ? null : words,
			speaker: segment.speaker,
			channel: segment.channel,
			language: segment.language,
			confidence: segment.confidence,
		} as TranscriptionSegment;
	});
	return { result: { text: '', segments } as TranscriptionResult, count };
});

/** The numbers of the marked words in a text, in their order there. */
export const tracesIn = (text: string): number[] =>
	Array.from(text.matchAll(/w(\d+)x/gi), (found) => Number(found[1]));

/** Limits of all kinds that make sense together. */
export const anyLimits: fc.Arbitrary<TranscriptOptions> = fc.record(
	{
		maxCharactersPerLine: fc.integer({ min: 14, max: 80 }),
		maxLinesPerCue: fc.integer({ min: 1, max: 4 }),
		maxCharactersPerSecond: fc.constantFrom(0, 5, 12, 17, 25),
		minCueDuration: fc.constantFrom(0, 0.5, 5 / 6, 2),
		maxCueDuration: fc.constantFrom(2, 5, 7, 10),
		minGap: fc.constantFrom(0, 0.04, 2 / 24, 0.5),
		speakerLabels: fc.constantFrom('name', 'dash', 'none'),
	},
	{ requiredKeys: [] },
);

const WORDS =
	'yes no the and but meeting tomorrow we they customer recording of to in quarter question really system'.split(
		' ',
	);

/** Speech as it should be: words one behind the other, sentences, pauses, turns of speakers. */
export const saneResult: fc.Arbitrary<TranscriptionResult> = fc
	.array(
		fc.record({
			words: fc.array(fc.constantFrom(...WORDS), { minLength: 4, maxLength: 40 }),
			/** Characters a second; slower than people read. */
			pace: fc.integer({ min: 8, max: 15 }),
			pause: fc.constantFrom(0, 0.1, 0.4, 1.5, 4),
			speaker: fc.constantFrom('A', 'B'),
			comma: fc.integer({ min: 1, max: 20 }),
		}),
		{ minLength: 1, maxLength: 12 },
	)
	.map((turns) => {
		let time = 0;
		const segments = turns.map(({ words, pace, pause, speaker, comma }): TranscriptionSegment => {
			time += pause;
			const start = time;
			const timed = words.map((word, k): WordTiming => {
				const begin = time;
				time += (word.length + 2) / pace;
				const mark = k === words.length - 1 ? '.' : k === comma ? ',' : '';
				return { word: word + mark, start: begin, end: time - 0.02 };
			});
			const text = timed.map(({ word }) => word).join(' ');
			return { start, end: time - 0.02, text, words: timed, speaker };
		});
		return { text: segments.map(({ text }) => text).join(' '), segments };
	});
