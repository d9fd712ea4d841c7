/** Cutting a turn into cues (subtitles), and a cue into lines. Positions are of words; ends are exclusive. */
import { breakPoints, pausePoints } from './breaks';
import type { SubtitleLimits } from './options';
import type { Turn, TurnWord } from './turns';

/** A sentence that gives the reader this much time, in milliseconds, stands alone. */
const COMFORTABLE = 1000;

/** A sentence of more words than these is no afterthought that could join the cue before it. */
const AFTERTHOUGHT = 3;

/** Silence that ends a cue, in milliseconds: what comes after it shall not be read before it is said. */
const LONG_PAUSE = 1000;

/** A turn to be cut. */
interface Cut {
	words: readonly TurnWord[];
	limits: SubtitleLimits;
	/** Milliseconds at which what follows the turn begins. */
	nextStart: number;
	/** No mark ends a sentence: segments are taken for sentences. */
	isUnpunctuated: boolean;
}

/** The words of one cue. */
export interface CueWords {
	first: number;
	end: number;
	/** Where its lines begin; the first begins at `first`, and so may the second, where the label stands alone. */
	lineStarts: number[];
}

/**
 * Cuts a turn into cues.
 * @param labels Columns that the speaker's name takes on the first line, of the first cue and of all others.
 */
export function* cutTurn(
	{ nextStart, words }: Turn,
	limits: SubtitleLimits,
	labels: { first: number; others: number },
): Generator<CueWords> {
	const isUnpunctuated = !words.some(({ traits }) => traits.ends === 'sentence');
	const cut: Cut = { words, limits, nextStart, isUnpunctuated };
	let label = labels.first;
	for (let first = 0; first < words.length; ) {
		const end = cueEnd(cut, first, label);
		yield { first, end, lineStarts: breakLines(cut, first, end, label) };
		first = end;
		label = labels.others;
	}
}

/** Where the cue that begins at word `first` ends. */
function cueEnd(cut: Cut, first: number, label: number): number {
	const { limits, words } = cut;
	const end = fittingEnd(cut, first, label);
	const latest = words[first].start + limits.maxDuration;
	if (words[end - 1].end <= latest || end === first + 1) return end;
	let over = first + 1;
	while (over < end && words[over].end <= latest) over++;
	return bestCueEnd(cut, first, over, label);
}

/** Where the cue ends as far as its words fit into its lines. */
function fittingEnd(cut: Cut, first: number, label: number): number {
	const { isUnpunctuated, limits, words } = cut;
	const { charactersPerLine, lines } = limits;
	const { length } = words;
	let line = 1;
	let lineEnd = words[first].from - label + charactersPerLine;
	/** Behind the last sentence that could stand alone. */
	let whole = first;
	let furthest = length;
	for (let k = first; k < furthest; k++) {
		const word = words[k];
		if (word.to > lineEnd && (k > first || label > 0)) {
			if (line < lines) {
				line++;
				lineEnd = word.from + charactersPerLine;
			} else if (k > first) {
				return whole > first ? whole : bestCueEnd(cut, first, k, label);
			}
		}
		const next = k + 1;
		const pause = next < length && followsLongPause(words, next);
		const endsHere =
			word.traits.ends === 'sentence' ||
			pause ||
			(isUnpunctuated && next < length && words[next].beginsSegment);
		if (!endsHere) continue;
		if (whole > first) return isShort(cut, whole, next) ? next : whole;
		if (pause) return next;
		if (givesTime(cut, first, next, label)) {
			whole = next;
			furthest = Math.min(length, whole + AFTERTHOUGHT);
		}
	}
	if (whole === first || whole === length) return length;
	return furthest === length && isShort(cut, whole, length) ? length : whole;
}

const followsLongPause = (words: readonly TurnWord[], k: number): boolean =>
	words[k].start - words[k - 1].end >= LONG_PAUSE;

/** Milliseconds from the start of word `first` to when the words from `next` on need the screen. */
function available({ limits, nextStart, words }: Cut, first: number, next: number): number {
	const until = next < words.length ? words[next].start : nextStart;
	return until - words[first].start - limits.gap;
}

function givesTime(cut: Cut, first: number, next: number, label: number): boolean {
	const { minDuration, perCharacter } = cut.limits;
	const length = cut.words[next - 1].to - cut.words[first].from + label;
	return available(cut, first, next) >= Math.max(minDuration, length * perCharacter, COMFORTABLE);
}

const isShort = (cut: Cut, first: number, next: number): boolean =>
	available(cut, first, next) < cut.limits.minDuration;

/** The end of the sentence that word `k` is in, looking ahead no further than three cues. */
function sentenceEnd({ isUnpunctuated, limits, words }: Cut, k: number): number {
	const far = words[k].from + limits.charactersPerLine * limits.lines * 3;
	for (let next = k + 1; next < words.length; next++) {
		const { to, traits } = words[next - 1];
		if (to > far || traits.ends === 'sentence') return next;
		if (isUnpunctuated && words[next].beginsSegment) return next;
	}
	return words.length;
}

/**
 * The best end of a cue for words that don't all fit into one: `over` is the first that doesn't. The rest of the
 * sentence shall come out in parts of a similar length.
 */
function bestCueEnd(cut: Cut, first: number, over: number, label: number): number {
	const { limits, words } = cut;
	const { charactersPerLine, gap, lines, maxDuration, minDuration, perCharacter } = limits;
	const room = charactersPerLine * lines;
	const sentence = words[sentenceEnd(cut, over) - 1];
	const begin = words[first].from - label;
	const total = sentence.to - begin;
	const time = sentence.end - words[first].start;
	const parts = Math.max(2, Math.ceil(total / (room * 0.95)), Math.ceil(time / maxDuration));
	const ideal = total / parts;
	let best = over;
	let bestPoints = -Infinity;
	for (let k = over; k > first; k--) {
		const before = words[k - 1];
		const word = words[k];
		const length = before.to - begin;
		if (length < ideal * 0.4 && k < over) break;
		const minus = (Math.abs(length - ideal) * 12) / room;
		const time = word.start - words[first].start - gap;
		const missing = length * perCharacter - time;
		let points = breakPoints(before.traits, word.traits) - minus;
		points += pausePoints(word.start - before.end, word.beginsSegment);
		if (time < minDuration) points -= 6;
		if (missing > 0) points -= Math.min(4, (4 * missing) / (length * perCharacter));
		if (points > bestPoints) {
			bestPoints = points;
			best = k;
		}
	}
	return best;
}

/** Breaks a cue into as few lines as do, where it reads best. @returns where the lines begin. */
function breakLines(cut: Cut, first: number, end: number, label: number): number[] {
	const { limits, words } = cut;
	const { charactersPerLine: most, lines } = limits;
	const starts = [first];
	if (words[end - 1].to - words[first].from + label <= most) return starts;
	if (end === first + 1 && label === 0) return starts;
	let begin = first;
	let used = label;
	// What is too long for one line and was cut for two takes two.
	for (let left = lines === 2 ? 2 : linesNeeded(cut, first, end, label); left > 1; left--) {
		const { from, to } = words[begin];
		const labelAlone = used > 0 && lines > 1 && to - from + used > most;
		begin = labelAlone ? begin : bestLineEnd(cut, begin, end, used, left);
		starts.push(begin);
		used = 0;
	}
	return starts;
}

function linesNeeded({ limits, words }: Cut, first: number, end: number, label: number): number {
	const { charactersPerLine: most, lines } = limits;
	let needed = 1;
	let lineEnd = words[first].from - label + most;
	for (let k = first; k < end; k++) {
		if (words[k].to > lineEnd && (k > first || (label > 0 && lines > 1))) {
			needed++;
			lineEnd = words[k].from + most;
		}
	}
	return needed;
}

/**
 * Where the first of `left` lines best ends: where it reads well, near to an equal share of the text.
 * @param used Columns that the label takes on it.
 */
function bestLineEnd(cut: Cut, begin: number, end: number, used: number, left: number): number {
	const { limits, words } = cut;
	const most = limits.charactersPerLine;
	const lineStart = words[begin].from - used;
	const finish = words[end - 1].to;
	const ideal = lineStart + (finish - lineStart) / left;
	let middle = begin + 1;
	while (middle + 1 < end && words[middle].to <= ideal) middle++;
	let best = -1;
	let bestPoints = -Infinity;
	for (const k of outwards(begin + 1, middle, end)) {
		const { to, traits } = words[k - 1];
		// Longer than a line, which only a single word may be.
		if (to - lineStart > most && k > begin + 1) continue;
		// The rest doesn't fit into the lines that are left.
		if (finish - words[k].from > most && linesNeeded(cut, k, end, 0) >= left) continue;
		const off = to - ideal;
		// The lower line may well be the longer one.
		const minus = ((off > 0 ? off * 1.2 : -off) * 10) / most;
		const points = breakPoints(traits, words[k].traits) - minus;
		if (points > bestPoints) {
			bestPoints = points;
			best = k;
		}
	}
	return best === -1 ? begin + 1 : best;
}

/** From the middle to the end, then from the middle back to the beginning: of equal breaks the first is taken. */
function* outwards(begin: number, middle: number, end: number): Generator<number> {
	for (let k = middle; k < end; k++) yield k;
	for (let k = middle - 1; k >= begin; k--) yield k;
}
