import { breakPoints, MOST_PAUSE_POINTS, MOST_POINTS, pausePoints } from './breaks';
import type { SubtitleLimits } from './options';
import type { Run } from './run';
import { BEGINS_SEGMENT, ENDS_SENTENCE, FOLLOWS_PAUSE } from './traits';

/** A sentence that gives the reader this much time, in milliseconds, stands alone. */
const COMFORTABLE = 1000;

/** A sentence of more words than these is no afterthought that could join the subtitle before it. */
const AFTERTHOUGHT = 3;

const OUTWARDS = [1, -1] as const;

/** Cuts runs into subtitles, and subtitles into lines. Positions are of words in the run; ends are exclusive. */
export class Cutter {
	/** Where the lines after the first begin, as `breakLines` left it. */
	readonly lineStarts: Int32Array;
	private sentence = 0;

	constructor(private readonly limits: SubtitleLimits) {
		this.lineStarts = new Int32Array(limits.lines);
	}

	/** Forgets what was remembered of the run before. */
	begin(): void {
		this.sentence = 0;
	}

	/**
	 * Where the subtitle that begins at word `first` ends.
	 * @param label Columns taken on its first line by the speaker's name.
	 */
	cueEnd(run: Run, first: number, label: number): number {
		const last = this.fittingEnd(run, first, label);
		const { end, start } = run.words;
		const latest = start[first] + this.limits.maxDuration;
		if (end[last - 1] <= latest || last === first + 1) return last;
		let over = first + 1;
		while (over < last && end[over] <= latest) over++;
		return this.bestCueEnd(run, first, over, label);
	}

	/** Where the subtitle ends as far as its words fit into its lines. */
	private fittingEnd(run: Run, first: number, label: number): number {
		const { bySegments, from, to, words } = run;
		const { count, traits } = words;
		const { charactersPerLine, lines } = this.limits;
		const stops = bySegments ? FOLLOWS_PAUSE | BEGINS_SEGMENT : FOLLOWS_PAUSE;
		let line = 1;
		let lineEnd = from[first] - label + charactersPerLine;
		let whole = first;
		let furthest = count;
		for (let k = first; k < furthest; k++) {
			if (to[k] > lineEnd && (k > first || label > 0)) {
				if (line < lines) {
					line++;
					lineEnd = from[k] + charactersPerLine;
				} else if (k > first) {
					return whole > first ? whole : this.bestCueEnd(run, first, k, label);
				}
			}
			const next = k + 1;
			const endsHere = traits[k] & ENDS_SENTENCE || (next < count && traits[next] & stops);
			if (!endsHere) continue;
			if (whole > first) return this.isShort(run, whole, next) ? next : whole;
			if (next < count && traits[next] & FOLLOWS_PAUSE) return next;
			if (this.givesTime(run, first, next, label)) {
				whole = next;
				furthest = Math.min(count, whole + AFTERTHOUGHT);
			}
		}
		if (whole === first) return count;
		return furthest === count && this.isShort(run, whole, count) ? count : whole;
	}

	/**
	 * Breaks a subtitle into as few lines as do, where it reads best; `lineStarts` then says where.
	 * @returns how many lines there are after the first.
	 */
	breakLines(run: Run, first: number, last: number, label: number): number {
		const { from, to } = run;
		const most = this.limits.charactersPerLine;
		if (to[last - 1] - from[first] + label <= most) return 0;
		if (last === first + 1 && label === 0) return 0;
		let count = 0;
		let begin = first;
		let used = label;
		// What is too long for one line and was cut for two takes two.
		const two = this.limits.lines === 2;
		for (let left = two ? 2 : this.linesNeeded(run, first, last, label); left > 1; left--) {
			const labelAlone = used > 0 && this.limits.lines > 1 && to[begin] - from[begin] + used > most;
			const next = labelAlone ? begin : this.bestLineEnd(run, begin, last, used, left);
			this.lineStarts[count++] = next;
			begin = next;
			used = 0;
		}
		return count;
	}

	/** Where the first of `left` lines best ends. */
	private bestLineEnd(run: Run, begin: number, last: number, used: number, left: number): number {
		const { from, to, words } = run;
		const most = this.limits.charactersPerLine;
		const lineStart = from[begin] - used;
		const finish = to[last - 1];
		const ideal = lineStart + (finish - lineStart) / left;
		let middle = begin + 1;
		while (middle + 1 < last && to[middle] <= ideal) middle++;
		let best = -1;
		let bestPoints = -Infinity;
		// From the middle outwards, until a break is too far off to be the best.
		for (const step of OUTWARDS) {
			for (let k = step > 0 ? middle : middle - 1; k > begin && k < last; k += step) {
				const off = to[k - 1] - ideal;
				// The lower line may well be the longer one.
				const minus = ((off > 0 ? off * 1.2 : -off) * 10) / most;
				if (best !== -1 && MOST_POINTS - minus <= bestPoints) break;
				if (to[k - 1] - lineStart > most && k > begin + 1) {
					if (step > 0) break;
					continue;
				}
				if (finish - from[k] > most && this.linesNeeded(run, k, last, 0) >= left) {
					// The rest doesn't fit into the lines that are left.
					if (step < 0) break;
					continue;
				}
				const points = breakPoints(words, k) - minus;
				if (points > bestPoints) {
					bestPoints = points;
					best = k;
				}
			}
		}
		return best === -1 ? begin + 1 : best;
	}

	private linesNeeded(run: Run, first: number, last: number, label: number): number {
		const { from, to } = run;
		const { charactersPerLine: most, lines } = this.limits;
		let needed = 1;
		let lineEnd = from[first] - label + most;
		for (let k = first; k < last; k++) {
			if (to[k] > lineEnd && (k > first || (label > 0 && lines > 1))) {
				needed++;
				lineEnd = from[k] + most;
			}
		}
		return needed;
	}

	/** Milliseconds from the start of word `first` to when the words from `next` on need the screen. */
	private available(run: Run, first: number, next: number): number {
		const { start, count } = run.words;
		const until = next < count ? start[next] : run.nextStart;
		return until - start[first] - this.limits.gap;
	}

	private givesTime(run: Run, first: number, next: number, label: number): boolean {
		const length = run.to[next - 1] - run.from[first] + label;
		const { minDuration, perCharacter } = this.limits;
		const needed = Math.max(minDuration, length * perCharacter, COMFORTABLE);
		return this.available(run, first, next) >= needed;
	}

	private isShort(run: Run, first: number, next: number): boolean {
		return this.available(run, first, next) < this.limits.minDuration;
	}

	/** The end of the sentence that word `k` is in, looking ahead no further than it helps. */
	private sentenceEnd(run: Run, k: number): number {
		if (this.sentence > k) return this.sentence;
		const { count } = run.words;
		const far = run.from[k] + this.limits.charactersPerLine * this.limits.lines * 3;
		let end = k;
		while (end < count && run.to[end] <= far && !endsSentence(run, end)) end++;
		this.sentence = Math.min(end + 1, count);
		return this.sentence;
	}

	/** The best end of a subtitle for words that don't all fit into one: `over` is the first that doesn't. */
	private bestCueEnd(run: Run, first: number, over: number, label: number): number {
		const { from, to, words } = run;
		const { start, end } = words;
		const { charactersPerLine, gap, lines, maxDuration, minDuration, perCharacter } = this.limits;
		const room = charactersPerLine * lines;
		const stop = this.sentenceEnd(run, over);
		const begin = from[first] - label;
		const total = to[stop - 1] - begin;
		const time = end[stop - 1] - start[first];
		const parts = Math.max(2, Math.ceil(total / (room * 0.95)), Math.ceil(time / maxDuration));
		const ideal = total / parts;
		const shortest = ideal * 0.4;
		let best = over;
		let bestPoints = -Infinity;
		for (let k = over; k > first; k--) {
			const length = to[k - 1] - begin;
			if (length < shortest && k < over) break;
			const minus = (Math.abs(length - ideal) * 12) / room;
			if (MOST_POINTS + MOST_PAUSE_POINTS - minus <= bestPoints) continue;
			const available = start[k] - start[first] - gap;
			let points = breakPoints(words, k) + pausePoints(words, k);
			points -= minus;
			if (available < minDuration) points -= 6;
			const missing = length * perCharacter - available;
			if (missing > 0) points -= Math.min(4, (4 * missing) / (length * perCharacter));
			if (points > bestPoints) {
				bestPoints = points;
				best = k;
			}
		}
		return best;
	}
}

/** Whether word `k` ends a sentence: by its mark, in text without any by the end of its segment. */
function endsSentence({ bySegments, words }: Run, k: number): boolean {
	if (words.traits[k] & ENDS_SENTENCE) return true;
	return bySegments && k + 1 < words.count && (words.traits[k + 1] & BEGINS_SEGMENT) !== 0;
}
