import type { TranscriptionSegment, WordTiming } from '../../../nodes/Koldan/api/types';
import { displayWord, readWords } from '../../../nodes/Koldan/transcript/words';

const word = (text: string, more: Partial<WordTiming> = {}): WordTiming => ({
	word: text,
	start: 0,
	end: 1,
	...more,
});

describe('how a word is written', () => {
	test.each([
		['hello', {}, 'hello'],
		['hello', { punctuation: ',' }, 'hello,'],
		['hello,', { punctuation: ',' }, 'hello,'],
		['hello', { capitalization: 'Hello' }, 'Hello'],
		['hello', { capitalization: 'Hello', punctuation: '.' }, 'Hello.'],
		['hello', { capitalization: 'Hello.', punctuation: '.' }, 'Hello.'],
		['iphone', { capitalization: 'iPhone', punctuation: '?!' }, 'iPhone?!'],
		['hello', { capitalization: '', punctuation: '' }, 'hello'],
		['hello', { capitalization: null, punctuation: null }, 'hello'],
		[' hello ', { punctuation: ' . ' }, 'hello.'],
		['שלום', { punctuation: '?' }, 'שלום?'],
		['', { punctuation: '.' }, ''],
	])('%j with %j is %j', (text, more, written) => {
		expect(displayWord(word(text, more))).toBe(written);
	});
});

/** The words of a segment as `text@start-end`. */
function read(segment: Partial<TranscriptionSegment>): string[] {
	const words = readWords({ start: 0, end: 10, text: '', ...segment }, 0);
	return words.map(({ text, start, end }) => `${text}@${start}-${end}`);
}

const timed = (...list: Array<[text: string, start: number, end: number]>) =>
	list.map(([text, start, end]) => word(text, { start, end }));

describe('the words of a segment', () => {
	test('have the times the API gives', () => {
		expect(read({ text: 'one two', words: timed(['one', 0.1, 0.5], ['two', 0.6, 1]) })).toEqual([
			'one@100-500',
			'two@600-1000',
		]);
	});

	test('have the marks of the text where the words have none', () => {
		expect(read({ text: 'One, two.', words: timed(['one', 1, 2], ['two', 2, 3]) })).toEqual([
			'One,@1000-2000',
			'two.@2000-3000',
		]);
	});

	test('have their own marks where the text has none', () => {
		const words = timed(['one', 1, 2], ['two', 2, 3]);
		words[0].capitalization = 'One';
		words[1].punctuation = '?';
		expect(read({ text: 'one two', words })).toEqual(['One@1000-2000', 'two?@2000-3000']);
	});

	test('are completed from the text where the list leaves some out', () => {
		expect(
			read({ text: 'well one more two', words: timed(['one', 1, 2], ['two', 3, 4]) }).map(
				(entry) => entry.split('@')[0],
			),
		).toEqual(['well', 'one', 'more', 'two']);
	});

	test('count where the text says something else', () => {
		expect(read({ text: 'quite different', words: timed(['one', 1, 2], ['two', 2, 3]) })).toEqual([
			'one@1000-2000',
			'two@2000-3000',
		]);
	});

	test('come from the text where there is no list, each as long as it is written', () => {
		expect(read({ text: 'a bcd', start: 0, end: 6, words: null })).toEqual([
			'a@0-2000',
			'bcd@2000-6000',
		]);
		expect(read({ text: 'a bcd', start: 0, end: 6, words: [] })).toHaveLength(2);
	});

	test('are taken apart where one holds several, and share its time', () => {
		expect(
			read({ text: 'good morning everyone', words: timed(['good morning everyone', 2, 5]) }),
		).toEqual(['good@2000-2682', 'morning@2682-3773', 'everyone@3773-5000']);
	});

	test('keep their order where times go back; the time that is out of place is guessed', () => {
		expect(
			read({
				text: 'a b c d',
				words: timed(['a', 1, 2], ['b', 900, 901], ['c', 3, 4], ['d', 4, 5]),
			}),
		).toEqual(['a@1000-2000', 'b@2000-2266', 'c@3000-4000', 'd@4000-5000']);
	});

	test.each([
		['no number', Number.NaN],
		['negative', -5],
		['endless', Number.POSITIVE_INFINITY],
		['absurd', 1e300],
	])('are placed between their neighbours where a time is %s', (_, wild) => {
		expect(
			read({ text: 'a b c', words: timed(['a', 1, 2], ['b', wild, wild], ['c', 3, 4]) }),
		).toEqual(['a@1000-2000', 'b@2000-2266', 'c@3000-4000']);
	});

	test('fill the segment where no time is known, and are said at a usual pace where it isn’t either', () => {
		const nowhere = [Number.NaN, Number.NaN] as const;
		const words = timed(['ab', ...nowhere], ['cd', ...nowhere]);
		expect(read({ text: 'ab cd', start: 4, end: 6, words })).toEqual([
			'ab@4000-5000',
			'cd@5000-6000',
		]);
		expect(read({ text: 'ab cd', start: Number.NaN, end: Number.NaN, words })).toEqual([
			'ab@0-200',
			'cd@200-400',
		]);
	});

	test('may last no time, and overlap', () => {
		expect(read({ text: 'a b', words: timed(['a', 1, 1], ['b', 1, 1]) })).toEqual([
			'a@1000-1000',
			'b@1000-1000',
		]);
		expect(read({ text: 'a b', words: timed(['a', 1, 3], ['b', 2, 4]) })).toEqual([
			'a@1000-3000',
			'b@2000-4000',
		]);
	});

	test('are clean, whatever characters they hold', () => {
		const words = timed(
			['\ufeffone\n', 0, 1],
			['\0', 1, 2],
			['t\u200bwo\u202e', 2, 3],
			['\ud800', 3, 4],
			['\u2060', 4, 5],
			['three\tfour', 5, 6],
		);
		expect(read({ words }).map((entry) => entry.split('@')[0])).toEqual([
			'one',
			'two',
			'\ufffd',
			'three four',
		]);
	});

	test('keep the joiners and marks that scripts need', () => {
		const words = timed(['می‌خواهم', 0, 1], ['👨‍👩‍👧', 1, 2], ['a\u200fb', 2, 3]);
		expect(read({ words }).map((entry) => entry.split('@')[0])).toEqual([
			'می‌خواهم',
			'👨‍👩‍👧',
			'a\u200fb',
		]);
	});
});
