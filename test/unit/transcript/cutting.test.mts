import type { TranscriptOptions } from '../../../nodes/Koldan/transcript';
import { resultOf, spoken } from '../../fixtures/transcripts.mts';
import { format } from './format.mts';
import { readSrt } from './parsers.mts';

const cut = (
	segments: Parameters<typeof resultOf>[0],
	options: TranscriptOptions = {},
	language = 'en',
) =>
	readSrt(
		format(resultOf(segments, { detectedLanguages: [language] }), 'srt', {
			speakerLabels: 'none',
			...options,
		}),
	);
const texts = (...parameters: Parameters<typeof cut>) => cut(...parameters).map((cue) => cue.text);

describe('where subtitles are cut', () => {
	test('gives a sentence a subtitle of its own', () => {
		expect(texts([spoken(0, 'We met in spring. It was a rainy day. Nobody had a car.')])).toEqual([
			'We met in spring.',
			'It was a rainy day.',
			'Nobody had a car.',
		]);
	});

	test('puts short sentences together, which would flash by one by one', () => {
		expect(texts([spoken(0, 'Yes. No. Well. It depends on whom you ask.')])).toEqual([
			'Yes. No. Well. It depends on whom you ask.',
		]);
	});

	test('lets a short afterthought join the sentence before it', () => {
		expect(
			texts([
				spoken(0, 'You have been to Haifa before. Right?', { speaker: 'A' }),
				spoken(2.8, 'Yes, many years ago.', { speaker: 'B' }),
			]),
		).toEqual(['You have been to Haifa before. Right?', 'Yes, many years ago.']);
	});

	test('cuts a long sentence behind a comma, in parts of a similar length', () => {
		expect(
			texts([
				spoken(
					0,
					'When the recording is uploaded in the evening, the transcript is usually there before the morning coffee is ready.',
				),
			]),
		).toEqual([
			'When the recording is uploaded\nin the evening,',
			'the transcript is usually there\nbefore the morning coffee is ready.',
		]);
	});

	test('breaks before conjunctions, and never behind an article or a preposition', () => {
		const lines = texts([
			spoken(
				0,
				'The caller asked for the price of the larger plan and wanted to hear it from the manager',
			),
		]).flatMap((text) => text.split('\n'));
		for (const line of lines.slice(0, -1))
			expect(line).not.toMatch(/ (?:the|of|for|and|to|from|it)$/);
		expect(lines.some((line) => line.startsWith('and '))).toBe(true);
	});

	test('knows conjunctions of Hebrew and Arabic', () => {
		const hebrew = texts(
			[spoken(0, 'הלקוח ביקש לשנות את ההזמנה שלו אבל הנציג לא מצא אותה במערכת')],
			{},
			'he',
		);
		expect(hebrew).toEqual(['הלקוח ביקש לשנות את ההזמנה שלו\nאבל הנציג לא מצא אותה במערכת']);
		const arabic = texts(
			[spoken(0, 'طلب العميل تغيير الموعد في الأسبوع القادم لكن الموظف لم يجد الطلب')],
			{},
			'ar',
		);
		expect(arabic).toEqual(['طلب العميل تغيير الموعد في الأسبوع القادم\nلكن الموظف لم يجد الطلب']);
	});

	test('does not take the full stop of an abbreviation for the end of a sentence', () => {
		expect(texts([spoken(0, 'I have spoken with Dr. Cohen about it. He agrees.')])[0]).toMatch(
			/^I have spoken with Dr. Cohen\s?about it\./,
		);
	});

	test('cuts text without punctuation at the ends of segments', () => {
		expect(
			texts([
				spoken(0, 'we should call them tomorrow morning'),
				spoken(2.8, 'the number is in the list'),
			]),
		).toEqual(['we should call them tomorrow morning', 'the number is in the list']);
	});

	test('begins a new subtitle with a new speaker', () => {
		expect(
			texts([
				spoken(0, 'How are', { speaker: 'A' }),
				spoken(0.8, 'you doing?', { speaker: 'A' }),
				spoken(2, 'I am fine.', { speaker: 'B' }),
			]),
		).toEqual(['How are you doing?', 'I am fine.']);
	});

	test('ends a subtitle at a silence of a second', () => {
		expect(texts([spoken(0, 'And the winner is'), spoken(3, 'nobody.')])).toEqual([
			'And the winner is',
			'nobody.',
		]);
	});

	test('never breaks a word, however long', () => {
		const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk';
		expect(texts([spoken(0, `Das ist ${long} heute`)], { maxCharactersPerLine: 20 })).toEqual([
			`Das ist\n${long}`,
			'heute',
		]);
	});

	test('counts characters as people see them', () => {
		// Five letters, each with vowel points; family and flag emoji are one each.
		const pointed = 'שָׁלוֹם';
		expect(pointed.length).toBe(7);
		const family = '👨‍👩‍👧‍👦';
		const text = `${Array(7).fill(pointed).join(' ')} ${family}${family}`;
		expect(texts([spoken(0, text)], { maxCharactersPerLine: 30 }, 'he').length).toBe(1);
		for (const line of texts([spoken(0, text)], { maxCharactersPerLine: 14 }, 'he')
			.join('\n')
			.split('\n')) {
			const seen = [...new Intl.Segmenter().segment(line.replace(/[\u200e\u200f]/g, ''))].length;
			expect(seen).toBeLessThanOrEqual(14);
		}
	});

	test('breaks Chinese, Japanese and Thai between words, without spaces', () => {
		const chinese = '今天天气很好，我们一起去公园散步吧。明天可能会下雨，所以要带雨伞。';
		const lines = texts(
			[{ start: 0, end: 9, text: chinese }],
			{ maxCharactersPerLine: 24 },
			'zh',
		).flatMap((text) => text.split('\n'));
		expect(lines.join('')).toBe(chinese);
		expect(lines.length).toBeGreaterThan(2);
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(12);
		expect(lines.filter((line) => /^[，。]/.test(line))).toEqual([]);
	});

	test('keeps to the lines and characters that are asked for', () => {
		const speech = [spoken(0, 'One two three four five six seven eight nine ten eleven twelve.')];
		expect(texts(speech, { maxLinesPerCue: 1, maxCharactersPerLine: 20 }).join('|')).not.toContain(
			'\n',
		);
		const three = texts(speech, { maxLinesPerCue: 3, maxCharactersPerLine: 12 });
		for (const text of three) {
			expect(text.split('\n').length).toBeLessThanOrEqual(3);
			for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(12);
		}
		expect(three.some((text) => text.split('\n').length === 3)).toBe(true);
	});
});

describe('when subtitles are shown', () => {
	test('keeps a short word on the screen for five sixths of a second', () => {
		const [cue] = cut([spoken(1, 'Yes.')]);
		expect(cue.end - cue.start).toBe(834);
	});

	test('stays in the silence after fast speech until it can be read', () => {
		const [cue] = cut([spoken(0, 'This was said much faster than anybody reads.', {}, 40)]);
		expect(45 / ((cue.end - cue.start) / 1000)).toBeLessThanOrEqual(17);
	});

	test('does not stay where the next one needs the screen', () => {
		const [first, second] = cut([
			spoken(0, 'This was said much faster than anybody reads.', { speaker: 'A' }, 30),
			spoken(1.6, 'And so was this, by somebody else.', { speaker: 'B' }, 30),
		]);
		expect(second.start).toBe(1600);
		expect(first.end).toBe(1600 - 84);
	});

	test('shows nothing longer than seven seconds', () => {
		const [cue] = cut([
			{ start: 0, end: 60, text: 'Hm.', words: [{ word: 'Hm.', start: 0, end: 60 }] },
		]);
		expect([cue.start, cue.end]).toEqual([0, 7000]);
	});

	test('closes gaps too short to be seen, to the two frames that must be', () => {
		const [first, second] = cut([
			spoken(0, 'This is the first sentence.', { speaker: 'A' }),
			spoken(2.2, 'This is the second one.', { speaker: 'B' }),
		]);
		expect(second.start - first.end).toBe(84);
	});

	test('lets a subtitle wait for one that would be too short, and catches up', () => {
		const cues = cut([
			spoken(0, 'No!', { speaker: 'A' }, 20),
			spoken(0.3, 'But why on earth should it not be so?', { speaker: 'B' }),
			spoken(5, 'I see.', { speaker: 'A' }),
		]);
		expect(cues.map((cue) => cue.start)).toEqual([0, 834 + 84, 5000]);
	});

	test('obeys other durations and gaps', () => {
		const cues = cut([spoken(0, 'One.', { speaker: 'A' }), spoken(1, 'Two.', { speaker: 'B' })], {
			minCueDuration: 2,
			minGap: 0.5,
			maxCueDuration: 3,
		});
		expect(cues.map(({ start, end }) => [start, end])).toEqual([
			[0, 2000],
			[2500, 4500],
		]);
	});

	test('shows who talks at the same time in turn, by name each time', () => {
		const text = readSrt(
			format(
				resultOf([
					spoken(0, 'I will now explain at some length how this all came about, you see.', {
						speaker: 'Agent',
						channel: 0,
					}),
					spoken(1.5, 'Mm-hm, yes.', { speaker: 'Customer', channel: 1 }),
					spoken(6, 'It began last year.', { speaker: 'Agent', channel: 0 }),
				]),
				'srt',
				{ maxLinesPerCue: 1 },
			),
		).map((cue) => cue.text);
		expect(text).toEqual([
			'Agent: I will now explain at some length',
			'Customer: Mm-hm, yes.',
			'Agent: how this all came about, you see.',
			'Agent: It began last year.',
		]);
	});

	test('shows the last one no longer than the recording lasts', () => {
		const speech = 'This was said much faster than anybody reads.';
		const [cue] = readSrt(format(resultOf([spoken(0, speech, {}, 40)], { duration: 1.5 }), 'srt'));
		expect([cue.start, cue.end]).toEqual([0, 1500]);
	});

	test('begins one earlier that the end of the recording would make too short', () => {
		const segments = [
			spoken(0, 'This is the first sentence.', { speaker: 'A' }),
			spoken(2.2, 'Yes.', { speaker: 'B' }),
		];
		const cues = readSrt(format(resultOf(segments, { duration: 2.6 }), 'srt'));
		expect(cues.map(({ start, end }) => [start, end])).toEqual([
			[0, 2600 - 834 - 84],
			[2600 - 834, 2600],
		]);
	});

	test('shares what is left of the recording where its end comes too soon for several', () => {
		const segments = ['A', 'B', 'A', 'B'].map((speaker, k) =>
			spoken(0.2 * k, 'No!', { speaker }, 30),
		);
		const cues = readSrt(format(resultOf(segments, { duration: 2 }), 'srt'));
		expect(cues).toHaveLength(4);
		expect(cues[3].end).toBeLessThanOrEqual(2000);
		for (const [k, { start, end }] of cues.entries()) {
			expect(end).toBeGreaterThan(start);
			if (k > 0) expect(start - cues[k - 1].end).toBeGreaterThanOrEqual(84);
		}
	});

	test('does not believe a recording that ends before its last words', () => {
		const [cue] = readSrt(format(resultOf([spoken(30, 'Yes.')], { duration: 0.5 }), 'srt'));
		expect([cue.start, cue.end]).toEqual([30_000, 30_834]);
	});

	test('ignores senseless options', () => {
		const speech = [spoken(0, 'We met in spring. It was a rainy day.')];
		expect(
			texts(speech, {
				maxCharactersPerLine: Number.NaN,
				maxLinesPerCue: -3,
				maxCharactersPerSecond: -1,
				maxCueDuration: Number.POSITIVE_INFINITY,
				minGap: -5,
			}),
		).toEqual(texts(speech));
	});
});
