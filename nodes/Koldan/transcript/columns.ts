/**
 * How wide text is on the screen, in columns: one for a character as people see it (a grapheme: a letter
 * with all its marks, an emoji with its parts), two for a full-width East Asian one.
 */

/** Scripts in which one UTF-16 unit is one character of one column, when no mark is in the text. */
const NOT_ONE_COLUMN_EACH =
	/[^\x20-\u02ff\u0370-\u0482\u048a-\u0590\u05be\u05c0\u05c3\u05c6\u05d0-\u05f4\u061b-\u064a\u0660-\u066f\u0671-\u06d5\u06e5\u06e6\u06ee-\u070d\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2100-\u22ff]/;

const WIDE =
	/^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

const COMBINING = /[\p{M}\u200c-\u200f\u061c]/gu;

const graphemes =
	typeof Intl.Segmenter === 'function'
		? new Intl.Segmenter(undefined, { granularity: 'grapheme' })
		: undefined;

/** The characters of a text as people see them, none torn apart. */
export function characters(text: string): string[] {
	if (graphemes) return Array.from(graphemes.segment(text), (part) => part.segment);
	return Array.from(text.replace(COMBINING, ''));
}

/** Whether every UTF-16 unit of the text is one column, so that its length is its width. */
export const isOneColumnEach = (text: string): boolean => !NOT_ONE_COLUMN_EACH.test(text);

export function columns(text: string): number {
	if (isOneColumnEach(text)) return text.length;
	let width = 0;
	for (const character of characters(text)) width += WIDE.test(character) ? 2 : 1;
	return width;
}

/** The beginning of a text that fits, with `…` where something was left out. */
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
