/** The words of a segment: as they are written, each with its time. */
import type { TranscriptionSegment, WordTiming } from '../api/types';
import { cleanText, separator, splitWords } from './characters';
import { repairTimes, spread, toMilliseconds, UNKNOWN } from './times';

/** A word as it is shown. */
export interface Word {
	/** With the mark that follows it. */
	readonly text: string;
	/** Without the mark that the API gives beside it. */
	readonly form: string;
	/** Milliseconds. */
	start: number;
	/** Milliseconds, never before `start`. */
	end: number;
	/** What the API says about it; undefined for a word that only the segment's text has. */
	readonly timing: WordTiming | undefined;
}

type Timings = ReadonlyArray<WordTiming | null | undefined>;

type Clean = (value: unknown) => string;

/** For words that are known to be clean. */
const asGiven: Clean = (value) => (typeof value === 'string' ? value : '');

/** A word before its mark: with capital letters, if the API gives that form too. */
function formOf({ capitalization, word }: WordTiming, clean: Clean): string {
	return clean(typeof capitalization === 'string' && capitalization !== '' ? capitalization : word);
}

/** The form, then its mark unless it has it already. */
function withMark(form: string, punctuation: unknown, clean: Clean): string {
	if (form === '' || typeof punctuation !== 'string' || punctuation === '') return form;
	const mark = clean(punctuation);
	return form.endsWith(mark) ? form : form + mark;
}

/** A word of the API's list as it is written. */
export function displayWord(timing: WordTiming | null | undefined): string {
	if (timing === null || typeof timing !== 'object') return '';
	return withMark(formOf(timing, cleanText), timing.punctuation, cleanText);
}

/** Words longer than this are looked through for spaces: some recognisers time phrases, not words. */
const PHRASE = 12;

/** The words of the API's list; those that hold several words are taken apart and share their time. */
function listedWords(timings: Timings, clean: Clean): Word[] {
	const words: Word[] = [];
	for (const timing of timings) {
		if (timing === null || typeof timing !== 'object') continue;
		const form = formOf(timing, clean);
		const text = withMark(form, timing.punctuation, clean);
		if (text === '') continue;
		const start = toMilliseconds(timing.start);
		const end = toMilliseconds(timing.end);
		const parts = text.length > PHRASE ? splitWords(text) : [];
		if (parts.length < 2) {
			words.push({ text, form, start, end, timing });
			continue;
		}
		const several = parts.map((part, k): Word => {
			return { text: part, form: part, start: k === 0 ? start : UNKNOWN, end, timing };
		});
		if (start !== UNKNOWN && end >= start) spread(several, start, end);
		words.push(...several);
	}
	return words;
}

/** Letters and digits alone, to see whether two spellings are of one word. */
function bare(text: string): string {
	const letters = text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[\p{P}\p{S}\p{Cf}]/gu, '');
	return letters === '' ? text : letters;
}

const isMarked = (timing: WordTiming | undefined): boolean =>
	Boolean(timing?.punctuation) || Boolean(timing?.capitalization);

/**
 * Settles a difference between a segment's text and its list of words. Where they have the same words, a word's
 * own punctuation and capitalization count, and the text's spelling where it has none. Where the text has
 * all the words and more, the text counts, and the times of the words. Otherwise the list counts.
 * @returns undefined if the text doesn't have all the words.
 */
function reconcile(listed: readonly Word[], tokens: readonly string[]): Word[] | undefined {
	if (tokens.length < listed.length) return undefined;
	let next = 0;
	const words = tokens.map((token): Word => {
		const word = next < listed.length ? listed[next] : undefined;
		if (word === undefined || bare(token) !== bare(word.text)) return untimed(token);
		next++;
		return isMarked(word.timing) ? word : { ...word, text: token, form: token };
	});
	return next === listed.length ? words : undefined;
}

const untimed = (text: string): Word => {
	return { text, form: text, start: UNKNOWN, end: UNKNOWN, timing: undefined };
};

/** Words on one line, with spaces between them where their script has spaces. */
export function joinWords(words: readonly Word[]): string {
	// What is put together with + takes up several times as much memory as long as it is kept.
	const parts: string[] = [];
	let before = '';
	for (const { text } of words) {
		parts.push(separator(before, text), text);
		before = text;
	}
	return parts.join('');
}

/** Whether a clean text is made of these words and nothing else. One that is not clean can split into empty ones. */
function consistsOf(text: string, words: readonly Word[]): boolean {
	let at = 0;
	let before = '';
	for (const word of words) {
		at += separator(before, word.text).length;
		if (word.text === '' || !text.startsWith(word.text, at)) return false;
		at += word.text.length;
		before = word.text;
	}
	return at === text.length;
}

/** The words of a segment in their spelling; their times are as the API gives them, which may be `UNKNOWN`. */
function writtenWords(segment: TranscriptionSegment): { words: Word[]; agrees: boolean } {
	const timings: Timings = Array.isArray(segment.words) ? segment.words : [];
	const text = cleanText(segment.text);
	// Words that a clean text consists of are clean: mostly, none has to be looked at.
	const given = text === '' ? [] : listedWords(timings, asGiven);
	if (text !== '' && consistsOf(text, given)) return { words: given, agrees: true };
	const listed = listedWords(timings, cleanText);
	if (text === '' || consistsOf(text, listed)) return { words: listed, agrees: true };
	const words = reconcile(listed, splitWords(text));
	return words ? { words, agrees: true } : { words: listed, agrees: false };
}

/** The text of a segment: its own, with its words' punctuation and capitalization where they fit it. */
export function segmentText(segment: TranscriptionSegment): string {
	const { agrees, words } = writtenWords(segment);
	return agrees ? joinWords(words) : cleanText(segment.text) || joinWords(words);
}

/**
 * The words of a segment: those with times if it has any, else those of its text, placed between the segment's
 * start and end by their length. Every field may be missing or senseless; times come out in order all the same.
 * @param fallback Milliseconds at which the segment begins if nothing in it says so.
 */
export function readWords(segment: TranscriptionSegment, fallback: number): Word[] {
	const { words } = writtenWords(segment);
	repairTimes(words, toMilliseconds(segment.start), toMilliseconds(segment.end), fallback);
	return words;
}
