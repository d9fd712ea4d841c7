import { parse } from 'csv-parse/sync';
import fc from 'fast-check';

import { subtitleLimits } from '../../../nodes/Koldan/transcript/options';
import { anyLimits, anyResult, saneResult, tracesIn } from './arbitraries.mts';
import { format, MADE_FORMATS } from './format.mts';
import { readSrt, readVtt, unmarked, type ReadCue } from './parsers.mts';

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) };

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const length = (text: string) => [...graphemes.segment(unmarked(text))].length;

const read = { srt: readSrt, vtt: readVtt };
const SUBTITLES = ['srt', 'vtt'] as const;

/** Times in order, none over another, each within its limits: in any result. */
function expectSchedule(cues: ReadCue[], limits: ReturnType<typeof subtitleLimits>): void {
	for (const [k, cue] of cues.entries()) {
		expect(cue.end - cue.start).toBeGreaterThanOrEqual(limits.minDuration);
		expect(cue.end - cue.start).toBeLessThanOrEqual(limits.maxDuration);
		if (k > 0) expect(cue.start - cues[k - 1].end).toBeGreaterThanOrEqual(limits.gap);
	}
}

describe('any result', () => {
	test('gives a file of every format that holds every word once', () => {
		fc.assert(
			fc.property(anyResult, anyLimits, fc.boolean(), ({ result, count }, options, flag) => {
				for (const as of MADE_FORMATS) {
					const text = format(result, as, {
						...options,
						mergeSpeakers: flag,
						timestamps: flag,
						csvRows: flag ? 'words' : 'segments',
					});
					const said = as === 'simplified' ? JSON.stringify(JSON.parse(text).segments) : text;
					expect(tracesIn(said).sort((a, b) => a - b)).toEqual(
						Array.from({ length: count }, (_, k) => k),
					);
					expect(text.replace(/[\t\r\n]/g, '')).not.toMatch(/\p{Cc}|\p{Surrogate}/u);
				}
			}),
			RUNS,
		);
	});

	test('gives subtitles that parsers read, in order, without overlaps, within every limit', () => {
		fc.assert(
			fc.property(anyResult, anyLimits, ({ result, count }, options) => {
				const limits = subtitleLimits(options);
				for (const as of SUBTITLES) {
					const cues = read[as](format(result, as, options));
					expectSchedule(cues, limits);
					expect(tracesIn(cues.map((cue) => cue.text).join('\n'))).toHaveLength(count);
					for (const { text } of cues) {
						expect(unmarked(text).trim()).not.toBe('');
						const lines = text.split('\n');
						expect(lines.length).toBeLessThanOrEqual(limits.lines);
						for (const line of lines) {
							expect(unmarked(line).trim()).not.toBe('');
							// Longer only if it is one word, or one behind the speaker's name.
							const words = unmarked(line).replace(/^(?:- |.*?: )/, '');
							if (length(line) > limits.charactersPerLine) expect(words).not.toMatch(/\S \S/);
						}
					}
				}
			}),
			RUNS,
		);
	});

	test('shows a subtitle long enough to be read unless the next one needs the screen', () => {
		fc.assert(
			fc.property(anyResult, anyLimits, ({ result }, options) => {
				const limits = subtitleLimits(options);
				const cues = readVtt(format(result, 'vtt', options));
				for (const [k, { start, end, text }] of cues.entries()) {
					// Without the space that a line break stands for, where it stands for one.
					const needed = length(text.replaceAll('\n', '')) * limits.perCharacter;
					const next = cues[k + 1]?.start ?? Infinity;
					const fast = end - start < Math.min(needed, limits.maxDuration) - 1;
					if (fast) expect(next - end).toBeLessThanOrEqual(limits.gap);
				}
			}),
			RUNS,
		);
	});

	test('keeps what one speaker says in its order', () => {
		fc.assert(
			fc.property(anyResult, ({ result }) => {
				const inOrder = {
					...result,
					segments: result.segments?.map((segment, k) => ({
						...segment,
						start: k,
						speaker: 'A',
						channel: null,
						words: segment.words?.map((word) => ({ ...word, start: Number.NaN })),
					})),
				};
				const traces = tracesIn(format(inOrder, 'srt'));
				expect(traces).toEqual([...traces].sort((a, b) => a - b));
			}),
			RUNS,
		);
	});

	test('gives CSV that a parser reads, with as many cells in each row, and no formula', () => {
		fc.assert(
			fc.property(
				anyResult,
				fc.constantFrom('segments' as const, 'words' as const),
				({ result }, csvRows) => {
					const rows = parse(format(result, 'csv', { csvRows }), { bom: true }) as string[][];
					for (const row of rows) {
						expect(row).toHaveLength(8);
						for (const cell of row) expect(cell).not.toMatch(/^[=+@\t\r]|^-(?!\d)/);
					}
				},
			),
			RUNS,
		);
	});
});

describe('speech as it should be', () => {
	test('is read back with its words and times', () => {
		fc.assert(
			fc.property(saneResult, anyLimits, (result, options) => {
				// A shortest time above the usual moves subtitles; so does a wide gap.
				const given = {
					...options,
					minCueDuration: 0.5,
					minGap: 0,
					speakerLabels: 'none' as const,
				};
				for (const as of SUBTITLES) {
					const cues = read[as](format(result, as, given));
					const shown = cues.flatMap((cue) => cue.text.split(/\s/).map((word) => ({ word, cue })));
					const said = result.segments?.flatMap((segment) => segment.words ?? []) ?? [];
					expect(shown.map(({ word }) => word)).toEqual(said.map(({ word }) => word));
					for (const [k, { cue }] of shown.entries()) {
						const start = Math.round(said[k].start * 1000);
						expect(start).toBeGreaterThanOrEqual(cue.start - 500);
						expect(start).toBeLessThanOrEqual(cue.end + 500);
					}
				}
			}),
			RUNS,
		);
	});

	test('can be read at the usual speed wherever people speak slower than that', () => {
		fc.assert(
			fc.property(saneResult, (result) => {
				const cues = readVtt(format(result, 'vtt'));
				for (const [k, { start, end, text }] of cues.entries()) {
					// A gap of two frames may be missing where one word follows the other.
					const seconds = (end - start + (cues[k + 1] ? 84 : 0)) / 1000;
					expect(length(text) / seconds).toBeLessThanOrEqual(17.5);
				}
			}),
			RUNS,
		);
	});

	test('has subtitles that end with the recording, none too short', () => {
		fc.assert(
			fc.property(saneResult, anyLimits, (sane, options) => {
				const duration = sane.segments?.at(-1)?.end ?? 0;
				const limits = subtitleLimits(options);
				const cues = readVtt(format({ ...sane, duration }, 'vtt', options));
				expect(cues.at(-1)?.end).toBeLessThanOrEqual(Math.round(duration * 1000));
				const words = (shown: ReadCue[]) => shown.flatMap(({ text }) => text.split(/\s/)).join(' ');
				expect(words(cues)).toBe(sane.text);
				for (const [k, { start }] of cues.entries()) {
					if (k > 0) expect(start - cues[k - 1].end).toBeGreaterThanOrEqual(limits.gap);
				}
			}),
			RUNS,
		);
	});

	test('is cut so that no subtitle could have joined its neighbour for want of time', () => {
		fc.assert(
			fc.property(saneResult, (result) => {
				const cues = readVtt(format(result, 'vtt'));
				// Cues are where their first words are: nothing was pushed by subtitles that flash by.
				const starts = new Set(
					result.segments?.flatMap(
						(s) => s.words?.map((word) => Math.round(word.start * 1000)) ?? [],
					),
				);
				const moved = cues.filter((cue) => !starts.has(cue.start));
				expect(moved.length).toBeLessThanOrEqual(cues.length / 4 + 1);
			}),
			RUNS,
		);
	});
});
