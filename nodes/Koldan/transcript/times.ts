/** A time that the API did not give, or that can't be one. */
export const UNKNOWN = -1;

/** 99 hours: what the two digits for hours in SubRip can say, with an hour to spare. */
const LATEST = 99 * 3600;

/** How long a character takes to say where nothing tells (15 a second), in milliseconds. */
const SPOKEN_CHARACTER = 1000 / 15;

/** Seconds from the API to whole milliseconds; `UNKNOWN` for what is no time. */
export function toMilliseconds(seconds: unknown): number {
	return typeof seconds === 'number' && seconds >= 0 && seconds <= LATEST
		? Math.round(seconds * 1000)
		: UNKNOWN;
}

interface Timed {
	readonly text: readonly string[];
	readonly start: number[];
	readonly end: number[];
}

/**
 * The positions of the longest run of known starts that never goes back: one wild time then doesn't drag
 * along all the good ones behind it.
 */
function longestOrder(start: readonly number[]): number[] {
	const tails: number[] = [];
	const before: number[] = [];
	for (let k = 0; k < start.length; k++) {
		if (start[k] === UNKNOWN) continue;
		let low = 0;
		let high = tails.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (start[tails[middle]] <= start[k]) low = middle + 1;
			else high = middle;
		}
		before[k] = low > 0 ? tails[low - 1] : -1;
		tails[low] = k;
	}
	const order: number[] = [];
	for (let k = tails.at(-1) ?? -1; k >= 0; k = before[k]) order.push(k);
	return order.reverse();
}

const weight = (text: string): number => text.length + 1;

/** Milliseconds it takes to say the words from `from` to `to`, by their length. */
function spoken(text: readonly string[], from: number, to: number): number {
	let time = 0;
	for (let k = from; k < to; k++) time += weight(text[k]) * SPOKEN_CHARACTER;
	return Math.round(time);
}

/** Spreads the words from `from` to `to` over a time, each as long as it is written. */
export function spread(
	words: Timed,
	from: number,
	to: number,
	begin: number,
	finish: number,
): void {
	let total = 0;
	for (let k = from; k < to; k++) total += weight(words.text[k]);
	let passed = 0;
	for (let k = from; k < to; k++) {
		words.start[k] = Math.round(begin + ((finish - begin) * passed) / total);
		passed += weight(words.text[k]);
		words.end[k] = Math.round(begin + ((finish - begin) * passed) / total);
	}
}

/**
 * Gives every word a start and an end, starts in order: known ones are kept as far as they are in order, the
 * others placed between their neighbours, or within the segment.
 * @param segmentStart,segmentEnd,fallback Milliseconds; the first two may be `UNKNOWN`.
 */
export function repairTimes(
	words: Timed,
	segmentStart: number,
	segmentEnd: number,
	fallback: number,
): void {
	const { text, start, end } = words;
	const count = start.length;
	const anchors = longestOrder(start);
	let open = 0;
	let openAt = segmentStart !== UNKNOWN ? segmentStart : fallback;
	if (anchors.length > 0) openAt = Math.min(openAt, start[anchors[0]]);

	for (const anchor of anchors) {
		const slowest = openAt + 2 * spoken(text, open, anchor);
		openAt = Math.min(openAt, start[anchor]);
		spread(words, open, anchor, openAt, Math.min(start[anchor], slowest));
		const ends = end[anchor] >= start[anchor];
		open = ends ? anchor + 1 : anchor;
		openAt = ends ? end[anchor] : start[anchor];
	}

	const closes = segmentEnd !== UNKNOWN && segmentEnd >= openAt;
	spread(words, open, count, openAt, closes ? segmentEnd : openAt + spoken(text, open, count));

	// Words may overlap; their starts never go back, and none ends before it starts.
	for (let k = 0; k < count; k++) {
		if (k > 0 && start[k] < start[k - 1]) start[k] = start[k - 1];
		if (end[k] < start[k]) end[k] = start[k];
	}
}
