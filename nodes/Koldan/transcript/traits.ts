import { ABBREVIATION, mayBeAnd, startsWithAnd, type Roles } from './languages';

/*
 * What a word means for a break before or behind it, as bits. The role of a small word (languages.ts) takes
 * the two lowest.
 */
export const ROLE = 0b0000_0011;
/** A mark behind the word ends a sentence. */
export const ENDS_SENTENCE = 0b0000_0100;
/** A mark behind the word ends a clause. */
export const ENDS_CLAUSE = 0b0000_1000;
/** The word begins a segment. */
export const BEGINS_SEGMENT = 0b0001_0000;
/** Begins with a capital Latin letter: may be part of a name. */
export const CAPITALISED = 0b0010_0000;
/** Begins with the "and" that Hebrew and Arabic write as one letter in front of the word. */
export const AND = 0b0100_0000;

/** A silence before the word that ends a subtitle; only `Run.close` sets it. */
export const FOLLOWS_PAUSE = 0b1000_0000;

const SENTENCE_MARKS = '.!?…؟۔。！？‽।';
const CLAUSE_MARKS = ',:;–—،؛、，：；';
const CLOSING_MARKS = '"\'”’»)]}\u200e\u200f';

function markTraits(character: string): number {
	if (SENTENCE_MARKS.includes(character)) return ENDS_SENTENCE;
	return CLAUSE_MARKS.includes(character) ? ENDS_CLAUSE : 0;
}

const LOOK_BEHIND = 0xff;

/** What an ASCII character at the end of a word says. */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
	const character = String.fromCharCode(code);
	return CLOSING_MARKS.includes(character) ? LOOK_BEHIND : markTraits(character);
});

/** What the last characters of the word between `at` and `till` in `text` say. */
function endingTraits(text: string, at: number, till: number): number {
	const code = text.charCodeAt(till - 1);
	if (code < 128 && ASCII[code] !== LOOK_BEHIND) return ASCII[code];
	// Letters of most scripts; the marks that are not ASCII lie elsewhere.
	if (code >= 0xc0 && code < 0x600) return 0;
	let last = till - 1;
	while (last > at && CLOSING_MARKS.includes(text[last])) last--;
	return markTraits(text[last]);
}

/**
 * The traits of the word between `at` and `till` in `text`.
 * @param form The word, with or without the mark behind it.
 * @param roles The small words of its language.
 */
export function wordTraits(
	text: string,
	at: number,
	till: number,
	form: string,
	roles: Roles,
): number {
	let traits = endingTraits(text, at, till);
	const first = text.charCodeAt(at);
	if (first >= 0x41 && first <= 0x5a && till - at > 1) traits |= CAPITALISED;
	const role = roles.of(form);
	if (role === ABBREVIATION) traits &= ~ENDS_SENTENCE;
	else traits |= role;
	if (mayBeAnd(first) && startsWithAnd(form)) traits |= AND;
	return traits;
}
