/**
 * Where a break reads well: between two subtitles, or between two lines of one. Netflix's guidelines (line
 * treatment) and the BBC's (break at natural points) say what reads well; the weights are ours.
 */
import { startsWithAnd, type Role, type Roles } from './languages';
import type { Word } from './words';

/** What a word means for a break before or behind it. */
export interface Traits {
	/** What the mark behind the word ends. */
	ends?: 'sentence' | 'clause';
	role?: Role;
	/** Begins with the "and" that Hebrew and Arabic write as one letter in front of the word. */
	startsWithAnd: boolean;
	/** Begins with a capital Latin letter: may be part of a name. */
	capitalised: boolean;
}

const MARKS = new Map<string, Traits['ends']>([
	...Array.from('.!?…؟۔。！？‽।', (mark) => [mark, 'sentence'] as const),
	...Array.from(',:;–—،؛、，：；', (mark) => [mark, 'clause'] as const),
]);

const CLOSING_MARKS = '"\'”’»)]}\u200e\u200f';

/** What the mark at the end of a word ends; quotes and brackets may stand behind it. */
function endOf(text: string): Traits['ends'] {
	let last = text.length - 1;
	if (text[last] >= 'a' && text[last] <= 'z') return undefined;
	while (last > 0 && CLOSING_MARKS.includes(text[last])) last--;
	return MARKS.get(text[last]);
}

const LAST_MARK = /[,;:!?…،؛؟]$/;

const startsCapital = (text: string): boolean => text.length > 1 && text >= 'A' && text < '[';

/** What most words are like: one object for all of them. */
const NOTHING_SPECIAL: Traits = { startsWithAnd: false, capitalised: false };

/** @param roles The small words of the word's language. */
export function traitsOf({ form, text }: Word, roles: Roles): Traits {
	const bare = form === text ? form.replace(LAST_MARK, '') : form;
	const role = roles.get(bare);
	const ends = endOf(text);
	const and = startsWithAnd(bare);
	const capitalised = startsCapital(text);
	if (!role && !ends && !and && !capitalised) return NOTHING_SPECIAL;
	return {
		ends: role === 'abbreviation' && ends === 'sentence' ? undefined : ends,
		role: role === 'abbreviation' ? undefined : role,
		startsWithAnd: and,
		capitalised,
	};
}

/* Points for a break: high reads well, below zero tears apart what belongs together. */
const BEHIND_SENTENCE = 8;
const BEHIND_CLAUSE = 5;
const BEFORE_CONJUNCTION = 3;
const BEFORE_AND = 2;
const BEFORE_PREPOSITION = 1.5;
const BEHIND_SMALL_WORD = -4;
const INSIDE_NAME = -2;
const BETWEEN_SEGMENTS = 2;

/** Points for a break between two words by the mark behind the first, or else by both words. */
export function breakPoints(before: Traits, after: Traits): number {
	if (before.ends === 'sentence') return BEHIND_SENTENCE;
	if (before.ends === 'clause') return BEHIND_CLAUSE;
	let points = 0;
	if (after.role === 'conjunction') points = BEFORE_CONJUNCTION;
	else if (after.startsWithAnd) points = BEFORE_AND;
	else if (after.role === 'preposition') points = BEFORE_PREPOSITION;
	if (before.role) points += BEHIND_SMALL_WORD;
	else if (before.capitalised && after.capitalised) points += INSIDE_NAME;
	return points;
}

/** Milliseconds of silence that are worth a point each; four at most. */
const PAUSE = 250;
const MOST_FOR_PAUSE = 4;

/** Points for what the recording says of a break: silence, and the end of a segment. */
export function pausePoints(pause: number, beginsSegment: boolean): number {
	const silence = pause < PAUSE ? 0 : Math.min(MOST_FOR_PAUSE, pause / PAUSE);
	return silence + (beginsSegment ? BETWEEN_SEGMENTS : 0);
}
