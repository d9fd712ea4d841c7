import { CONJUNCTION, PREPOSITION } from './languages';
import { AND, BEGINS_SEGMENT, CAPITALISED, ENDS_CLAUSE, ENDS_SENTENCE, ROLE } from './traits';
import type { WordTable } from './wordTable';

/*
 * Points for a break: high reads well, below zero tears apart what belongs together. Netflix's guidelines
 * (line treatment) and the BBC's (break at natural points) say what reads well; the weights are ours.
 */
const BEHIND_SENTENCE = 8;
const BEHIND_CLAUSE = 5;
const BEFORE_CONJUNCTION = 3;
const BEFORE_AND = 2;
const BEFORE_PREPOSITION = 1.5;
const BEHIND_SMALL_WORD = -4;
const INSIDE_NAME = -2;
const BETWEEN_SEGMENTS = 2;

/** The most points that marks and words can give. */
export const MOST_POINTS = BEHIND_SENTENCE;

/** Points for a break before word `k` by the mark before it, or else by the words on both sides. */
export function breakPoints({ traits }: WordTable, k: number): number {
	const before = traits[k - 1];
	if (before & ENDS_SENTENCE) return BEHIND_SENTENCE;
	if (before & ENDS_CLAUSE) return BEHIND_CLAUSE;
	const after = traits[k];
	let points = 0;
	const role = after & ROLE;
	if (role === CONJUNCTION) points = BEFORE_CONJUNCTION;
	else if (after & AND) points = BEFORE_AND;
	else if (role === PREPOSITION) points = BEFORE_PREPOSITION;
	if (before & ROLE) points += BEHIND_SMALL_WORD;
	else if (before & after & CAPITALISED) points += INSIDE_NAME;
	return points;
}

/** Milliseconds of silence that are worth a point each; four at most. */
const PAUSE = 250;
const MOST_FOR_PAUSE = 4;

/** The most points that the recording can give. */
export const MOST_PAUSE_POINTS = MOST_FOR_PAUSE + BETWEEN_SEGMENTS;

/** Points for what the recording tells of a break before word `k`: silence, and the end of a segment. */
export function pausePoints(words: WordTable, k: number): number {
	const pause = words.start[k] - words.end[k - 1];
	const segment = words.traits[k] & BEGINS_SEGMENT ? BETWEEN_SEGMENTS : 0;
	return pause < PAUSE ? segment : segment + Math.min(MOST_FOR_PAUSE, pause / PAUSE);
}
