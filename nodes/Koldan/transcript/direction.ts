/**
 * Which way a line reads, and the marks it needs to read that way in any player.
 *
 * Players show each line as a paragraph of its own, in one of two ways (Unicode Standard Annex 9): browsers
 * take the direction from the line's first letter; VLC, and others built like it, lay every line out from
 * left to right. A mark is written only where one of the two would get the line wrong.
 */

export type Direction = 'ltr' | 'rtl';

/** Hebrew, Arabic, Syriac, Thaana, N'Ko, Adlam and the like, their presentation forms, and the marks. */
const RTL =
	/[\u0590-\u05ff\u061b-\u065f\u066d-\u06ef\u06fa-\u08ff\u200f\ufb1d-\ufdfd\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const RTL_RUN = new RegExp(RTL.source + '+', 'gu');

const LTR_RUN = /[\p{L}\p{Nl}\u200e]+/gu;

const LETTERS = '\\p{L}\\u200e\\u200f\\u061c';
const LETTER = new RegExp(`[${LETTERS}]`, 'u');

const FIRST_LETTER_RTL = new RegExp(`^[^${LETTERS}]*(?=[${LETTERS}])${RTL.source}`, 'u');

const NOT_RTL_LETTER = /[\p{L}\u200e]/u;

/** Ends on a right-to-left letter or mark, or a number, which then needs nothing to stay in its place. */
const ENDS_RTL = new RegExp(`(?:${RTL.source}|\\p{Nd})\\p{M}*$`, 'u');

/** A percentage too, except behind Arabic letters, which take the number from its sign. */
const ENDS_PERCENT = /\p{Nd}%$/u;
const ARABIC_LAST = /[\u0600-\u07ff\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]\P{L}*$/u;

const STARTS_RTL = new RegExp('^' + RTL.source, 'u');

const LRM = '\u200e';
const RLM = '\u200f';
const RLE = '\u202b';
const PDF = '\u202c';

/** Languages written from right to left. */
const RTL_LANGUAGE =
	/^(?:he|iw|yi|ji|ar|arc|arz|ary|apc|fa|prs|ur|ps|sd|ug|ckb|ks|dv|syr|nqo|[a-z]{2,3}-(?:hebr|arab|syrc|thaa|nkoo|adlm))(?:-|$)/i;

function lengthOf(matches: RegExpMatchArray | null): number {
	return matches === null ? 0 : matches.reduce((sum, part) => sum + part.length, 0);
}

/**
 * The direction of a stretch of speech: that of its letters if they agree, of its language if they don't,
 * and of most of them if the language is not known.
 */
export function directionOf(text: string, language: string | null | undefined): Direction {
	if (!RTL.test(text)) return 'ltr';
	const rtl = lengthOf(text.match(RTL_RUN));
	const ltr = lengthOf(text.replace(RTL_RUN, '').match(LTR_RUN));
	if (ltr === 0) return 'rtl';
	if (typeof language === 'string' && language !== '') {
		return RTL_LANGUAGE.test(language) ? 'rtl' : 'ltr';
	}
	return rtl >= ltr ? 'rtl' : 'ltr';
}

const LETTER_OR_NUMBER = /[\p{L}\p{Nd}\u200e\u200f\u061c]/u;

/**
 * Puts a speaker's name before what is said, with a mark between them where name and words would otherwise
 * run together into one stretch against the direction of the line.
 */
export function withLabel(label: string, words: string, direction: Direction): string {
	if (words === '') return label.trimEnd();
	const first = LETTER_OR_NUMBER.exec(words);
	if (first === null || !LETTER.test(label)) return label + words;
	const against = direction === 'rtl' ? !RTL.test(label) : RTL.test(label);
	const goesOn = direction === 'rtl' ? !RTL.test(first[0]) : !isLeftToRight(first[0]);
	return against && goesOn
		? label.trimEnd() + (direction === 'rtl' ? RLM : LRM) + ' ' + words
		: label + words;
}

const isLeftToRight = (letter: string): boolean => LETTER.test(letter) && !RTL.test(letter);

/** Adds the marks that one line of a subtitle needs to be read in `direction`; most lines need none. */
export function markDirection(line: string, direction: Direction): string {
	if (direction === 'ltr') return FIRST_LETTER_RTL.test(line) ? LRM + line : line;
	if (NOT_RTL_LETTER.test(line.replace(RTL_RUN, ''))) return RLE + line + PDF;
	const start = STARTS_RTL.test(line) ? '' : RLM;
	const ends = ENDS_RTL.test(line) || (ENDS_PERCENT.test(line) && !ARABIC_LAST.test(line));
	const end = ends ? '' : RLM;
	return start + line + end;
}
