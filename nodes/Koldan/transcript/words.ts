import type { TranscriptionSegment, WordTiming } from '../api/types';
import { cleanText, isClean } from './clean';
import type { Roles } from './languages';
import { isPlain } from './plain';
import { repairTimes, spread, toMilliseconds, UNKNOWN } from './times';
import { isUnspaced, separator, tokenise } from './tokens';
import { BEGINS_SEGMENT, wordTraits } from './traits';
import type { WordTable } from './wordTable';

type Words = ReadonlyArray<WordTiming | null | undefined>;

/** Words that are not yet in a table. */
interface WordList {
	text: string[];
	start: number[];
	end: number[];
	source: number[];
}

const emptyList = (): WordList => ({ text: [], start: [], end: [], source: [] });

/** What `readWords` found out besides the words themselves. */
export interface ReadWords {
	/** Whether the segment's own text says the same. */
	agrees: boolean;
	/** Whether the words are plain (see plain.ts). */
	plain: boolean;
}

const PLAIN: ReadWords = { agrees: true, plain: true };
const NOT_PLAIN: ReadWords = { agrees: true, plain: false };

/** The form of a word before its mark: the capitalised one if there is one. */
function formOf(word: WordTiming): string {
	const { capitalization } = word;
	return typeof capitalization === 'string' && capitalization !== '' ? capitalization : word.word;
}

/** A word as it is written: its form, then its mark unless it has it already. */
export function displayWord(word: WordTiming | null | undefined): string {
	if (word === null || typeof word !== 'object') return '';
	const form = cleanText(formOf(word));
	const mark = cleanText(word.punctuation);
	return form === '' || form.endsWith(mark) ? form : form + mark;
}

/** Units longer than this are looked through for spaces: some recognisers time phrases, not words. */
const PHRASE = 12;

const SPACE = 0x20;

/**
 * Reads a segment as it should be: clean text whose words are those of the list, times in order. Nothing is
 * copied: the words are pointed at in the text. A word of the text is taken for one of the list if it is as
 * long and begins and ends alike; the text's spelling counts.
 * @returns false if the segment is different; what stands in the table behind its count then means nothing.
 */
function readRegular(
	segment: TranscriptionSegment,
	words: Words,
	table: WordTable,
	roles: Roles,
): ReadWords | false {
	const { text } = segment;
	if (typeof text !== 'string') return false;
	const plain = isPlain(text);
	if (!plain && (!isClean(text) || isUnspaced(text))) return false;
	table.reserve(words.length);
	const { at, till, start, end, source, traits } = table;
	const base = table.text === '' ? 0 : table.text.length + 1;
	let offset = 0;
	let row = table.count;
	let previous = 0;
	let all = 0;
	for (let k = 0; k < words.length; k++, row++) {
		const word = words[k];
		if (word === null || typeof word !== 'object') return false;
		const form = formOf(word);
		if (typeof form !== 'string') return false;
		const { length } = form;
		if (length === 0 || (length > PHRASE && form.includes(' '))) return false;
		const begin = offset;
		offset += length;
		const last = form.charCodeAt(length - 1);
		if (text.charCodeAt(begin) !== form.charCodeAt(0)) return false;
		if (text.charCodeAt(offset - 1) !== last) return false;
		const { punctuation } = word;
		if (typeof punctuation === 'string' && punctuation !== '') {
			if (punctuation.length > 1) return false;
			const mark = punctuation.charCodeAt(0);
			if (mark !== last && text.charCodeAt(offset++) !== mark) return false;
		}
		if (offset !== text.length && text.charCodeAt(offset) !== SPACE) return false;
		const begins = toMilliseconds(word.start);
		const ends = toMilliseconds(word.end);
		if (begins < previous || ends < begins) return false;
		previous = begins;
		at[row] = base + begin;
		till[row] = base + offset;
		start[row] = begins;
		end[row] = ends;
		source[row] = k;
		const trait = wordTraits(text, begin, offset, form, roles);
		traits[row] = trait;
		all |= trait;
		offset++;
	}
	if (offset !== text.length + 1) return false;
	traits[table.count] |= BEGINS_SEGMENT;
	table.text = base === 0 ? text : `${table.text} ${text}`;
	table.count = row;
	table.allTraits |= all;
	return plain ? PLAIN : NOT_PLAIN;
}

/** The words one by one, cleaned; those that hold several words are taken apart and share their time. */
function listWords(words: Words): WordList {
	const list = emptyList();
	for (const [position, word] of words.entries()) {
		const text = displayWord(word);
		if (text === '' || !word) continue;
		const start = toMilliseconds(word.start);
		const end = toMilliseconds(word.end);
		const first = list.text.length;
		for (const part of text.length > PHRASE ? tokenise(text) : [text]) {
			list.start.push(list.text.length === first ? start : UNKNOWN);
			list.end.push(end);
			list.text.push(part);
			list.source.push(position);
		}
		const several = list.text.length - first > 1;
		if (several && start !== UNKNOWN && end >= start) {
			spread(list, first, list.text.length, start, end);
		}
	}
	return list;
}

/** Letters and digits alone, to see whether two spellings are of one word. */
function bare(text: string): string {
	const letters = text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[\p{P}\p{S}\p{Cf}]/gu, '');
	return letters === '' ? text : letters;
}

const isMarked = (word: WordTiming | null | undefined): boolean =>
	Boolean(word?.punctuation) || Boolean(word?.capitalization);

/**
 * Settles a difference between a segment's text and its words. Where they have the same words, a word's
 * own punctuation and capitalization count, and the text's spelling where it has none. Where the text has
 * all the words and more, the text counts, and the times of the words. Otherwise the words count.
 * @returns null if text and words don't tell the same.
 */
function reconcile(list: WordList, tokens: string[], words: Words): WordList | null {
	if (tokens.length < list.text.length) return null;
	const settled = emptyList();
	let k = 0;
	for (const token of tokens) {
		const same = k < list.text.length && bare(token) === bare(list.text[k]);
		const marked = same && isMarked(words[list.source[k]]);
		settled.text.push(marked ? list.text[k] : token);
		settled.start.push(same ? list.start[k] : UNKNOWN);
		settled.end.push(same ? list.end[k] : UNKNOWN);
		settled.source.push(same ? list.source[k] : -1);
		if (same) k++;
	}
	return k === list.text.length ? settled : null;
}

const LAST_MARK = /[,;:!?…،؛؟]$/;

function append(list: WordList, table: WordTable, roles: Roles): void {
	table.reserve(list.text.length);
	let { text } = table;
	let before = text.slice(-2);
	for (const [k, word] of list.text.entries()) {
		const row = table.count + k;
		text += separator(before, word);
		table.at[row] = text.length;
		text += word;
		table.till[row] = text.length;
		table.start[row] = list.start[k];
		table.end[row] = list.end[k];
		table.source[row] = list.source[k];
		table.traits[row] = wordTraits(word, 0, word.length, word.replace(LAST_MARK, ''), roles);
		table.allTraits |= table.traits[row];
		if (k === 0) table.traits[row] |= BEGINS_SEGMENT;
		before = word;
	}
	table.text = text;
	table.count += list.text.length;
}

/**
 * Adds the words of a segment to `table`: those with times if it has any, else those of its text, placed
 * between the segment's start and end by their length. Every field may be missing or senseless; times come
 * out in order all the same.
 * @param fallback Milliseconds at which the segment begins if nothing in it says so.
 * @param roles The small words of its language.
 */
export function readWords(
	segment: TranscriptionSegment,
	table: WordTable,
	fallback: number,
	roles: Roles,
): ReadWords {
	const words: Words = Array.isArray(segment.words) ? segment.words : [];
	const regular = words.length > 0 && readRegular(segment, words, table, roles);
	if (regular) return regular;

	const own = cleanText(segment.text);
	const listed = listWords(words);
	const settled =
		own === '' || own === listed.text.join(' ') ? listed : reconcile(listed, tokenise(own), words);
	const list = settled ?? listed;
	const start = toMilliseconds(segment.start);
	repairTimes(list, start, toMilliseconds(segment.end), fallback);
	const before = table.text.length;
	append(list, table, roles);
	return { agrees: settled !== null, plain: isPlain(table.text.slice(before).trimStart()) };
}
