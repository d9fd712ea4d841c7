/**
 * Text to words and back: on spaces in most scripts, by dictionary (Intl.Segmenter) in those written
 * without spaces.
 */

/** Han, kana, Thai, Lao, Khmer, Burmese, and the punctuation of the first two: no space between words. */
const UNSPACED =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff00-\uffef]/u;

const STARTS_UNSPACED = new RegExp('^' + UNSPACED.source, 'u');
const ENDS_UNSPACED = new RegExp(UNSPACED.source + '$', 'u');
const STARTS_WITH_PUNCTUATION = /^\p{P}/u;

const words =
	typeof Intl.Segmenter === 'function'
		? new Intl.Segmenter(undefined, { granularity: 'word' })
		: undefined;

export const isUnspaced = (text: string): boolean => UNSPACED.test(text);

/** What stands between two words: nothing where both sides are of a script without spaces. */
export function separator(before: string, after: string): '' | ' ' {
	if (before === '') return '';
	return ENDS_UNSPACED.test(before) && STARTS_UNSPACED.test(after) ? '' : ' ';
}

/** One unspaced stretch to words; punctuation stays with the word before it. */
function splitUnspaced(text: string): string[] {
	if (!words) return Array.from(text);
	const parts: string[] = [];
	for (const { segment } of words.segment(text)) {
		const previous = parts.at(-1);
		if (previous !== undefined && separator(previous, segment) === ' ') {
			parts[parts.length - 1] += segment;
		} else if (previous !== undefined && STARTS_WITH_PUNCTUATION.test(segment)) {
			parts[parts.length - 1] += segment;
		} else {
			parts.push(segment);
		}
	}
	return parts;
}

/** The words of a clean text. Joined again with `joinWords` they give the same text. */
export function tokenise(text: string): string[] {
	if (text === '') return [];
	const parts = text.split(' ');
	return isUnspaced(text)
		? parts.flatMap((part) => (isUnspaced(part) ? splitUnspaced(part) : [part]))
		: parts;
}

export function joinWords(parts: readonly string[]): string {
	const spaced = parts.join(' ');
	if (!isUnspaced(spaced)) return spaced;
	let text = '';
	for (const part of parts) text += separator(text, part) + part;
	return text;
}
