/**
 * What is in a text: characters that are safe to show, how wide they are on a screen, and where one word
 * ends and the next begins.
 */

/** Text that `cleanText` would change, or that is empty. */
const UNCLEAN =
	// eslint-disable-next-line no-control-regex
	/^$|^ | $| {2}|[\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200d\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufff0-\uffff]/;

/** Space, line breaks and control characters of all kinds become one space. */
const BLANKS = /[\p{White_Space}\p{Cc}]+/gu;

/**
 * Characters that show nothing and may do harm: zero-width spaces, soft hyphens, byte order marks, and the
 * embeddings and isolates of bidirectional text, whose pairs a line break would tear apart. Joiners
 * (U+200C, U+200D) and the marks U+200E, U+200F, U+061C stay: scripts need them.
 */
const INVISIBLE = /[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff]/g;

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Something a reader can see. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Text from the API as one line that is safe in any file: no line breaks, control characters, byte order
 * marks, lone surrogates or invisible characters. Empty if there is nothing to see in it, or if it is no text.
 */
export function cleanText(value: unknown): string {
	if (typeof value !== 'string') return '';
	if (!UNCLEAN.test(value)) return value;
	const text = value
		.replace(LONE_SURROGATES, '\ufffd')
		.replace(INVISIBLE, '')
		.replace(BLANKS, ' ')
		.trim();
	return VISIBLE.test(text) ? text : '';
}

/** Anything but scripts in which one UTF-16 unit is one character of one column. */
const NOT_ONE_COLUMN_EACH =
	/[^\x20-\u02ff\u0370-\u0482\u048a-\u0590\u05be\u05c0\u05c3\u05c6\u05d0-\u05f4\u061b-\u064a\u0660-\u066f\u0671-\u06d5\u06e5\u06e6\u06ee-\u070d\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2100-\u22ff]/;

/** East Asian characters of full width. */
const WIDE =
	/^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

const COMBINING = /[\p{M}\u200c-\u200f\u061c]/gu;

/** Made when a text first needs it: that takes longer than loading the rest of this folder. */
function segmenter(granularity: 'grapheme' | 'word'): () => Intl.Segmenter | undefined {
	let made: Intl.Segmenter | undefined;
	return () =>
		typeof Intl.Segmenter === 'function'
			? (made ??= new Intl.Segmenter(undefined, { granularity }))
			: undefined;
}

const graphemes = segmenter('grapheme');
const dictionary = segmenter('word');

/** The characters of a text as people see them: a letter with all its marks, an emoji with its parts. */
function characters(text: string): string[] {
	const segments = graphemes()?.segment(text);
	if (segments) return Array.from(segments, (part) => part.segment);
	return Array.from(text.replace(COMBINING, ''));
}

/** How wide a text is on a screen: one column for each character, two for a full-width East Asian one. */
export function columns(text: string): number {
	if (!NOT_ONE_COLUMN_EACH.test(text)) return text.length;
	let width = 0;
	for (const character of characters(text)) width += WIDE.test(character) ? 2 : 1;
	return width;
}

/** The beginning of a text that fits into so many columns, with `…` where something was left out. */
export function shorten(text: string, most: number): string {
	if (columns(text) <= most) return text;
	let kept = '';
	let width = 1;
	for (const character of characters(text)) {
		width += columns(character);
		if (width > most) break;
		kept += character;
	}
	return kept.trimEnd() + '…';
}

/** Han, kana, Thai, Lao, Khmer, Burmese, and the punctuation of the first two: no space between words. */
const UNSPACED =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff00-\uffef]/u;

/** No script without spaces has characters before Thai, which comes first. */
const FIRST_UNSPACED = 0x0e00;

const STARTS_UNSPACED = new RegExp('^' + UNSPACED.source, 'u');
const ENDS_UNSPACED = new RegExp(UNSPACED.source + '$', 'u');
const STARTS_WITH_PUNCTUATION = /^\p{P}/u;

/** What stands between two words: nothing where both sides are of a script without spaces. */
export function separator(before: string, after: string): '' | ' ' {
	if (before === '') return '';
	if (after.charCodeAt(0) < FIRST_UNSPACED) return ' ';
	return ENDS_UNSPACED.test(before) && STARTS_UNSPACED.test(after) ? '' : ' ';
}

/** The words of a stretch without spaces, by dictionary; punctuation stays with the word before it. */
function splitUnspaced(text: string): string[] {
	const segments = dictionary()?.segment(text);
	if (!segments) return Array.from(text);
	const parts: string[] = [];
	for (const { segment } of segments) {
		const previous = parts.at(-1);
		const staysWithPrevious =
			previous !== undefined &&
			(separator(previous, segment) === ' ' || STARTS_WITH_PUNCTUATION.test(segment));
		if (staysWithPrevious) parts[parts.length - 1] += segment;
		else parts.push(segment);
	}
	return parts;
}

/** The words of a clean text: between spaces in most scripts, by dictionary in those written without. */
export function splitWords(text: string): string[] {
	if (text === '') return [];
	const parts = text.split(' ');
	return UNSPACED.test(text)
		? parts.flatMap((part) => (UNSPACED.test(part) ? splitUnspaced(part) : [part]))
		: parts;
}
