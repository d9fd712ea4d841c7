/** Times: from the API to whole milliseconds, in order and without holes, and to text. */

/** A time that the API did not give, or that can't be one. */
export const UNKNOWN = -1;

/** Seconds: 99 hours, which is what the two digits for hours in SubRip can say with an hour to spare. */
const LATEST = 99 * 3600;

/** How long a character takes to say where nothing says so (15 a second), in milliseconds. */
const SPOKEN_CHARACTER = 1000 / 15;

/** Seconds from the API to whole milliseconds; `UNKNOWN` for what is no time. */
export function toMilliseconds(seconds: unknown): number {
	return typeof seconds === 'number' && seconds >= 0 && seconds <= LATEST
		? Math.round(seconds * 1000)
		: UNKNOWN;
}

/** Milliseconds to the seconds that workflows get; null for `UNKNOWN`. */
export const toSeconds = (milliseconds: number): number | null =>
	milliseconds === UNKNOWN ? null : milliseconds / 1000;

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

/** `01:02:03` for whole seconds; more digits of hours where it takes them. */
export function clockTime(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	return `${TWO_DIGITS[hours] ?? hours}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`;
}

/** A word that has a time, or is to get one. */
interface Timed {
	/** Milliseconds, or `UNKNOWN`. */
	start: number;
	/** Milliseconds, or `UNKNOWN`. */
	end: number;
}

interface TimedWord extends Timed {
	readonly text: string;
}

const weight = ({ text }: TimedWord): number => text.length + 1;

const totalWeight = (words: readonly TimedWord[]): number =>
	words.reduce((total, word) => total + weight(word), 0);

/** Milliseconds it takes to say some words, by their length. */
const spoken = (words: readonly TimedWord[]): number =>
	Math.round(totalWeight(words) * SPOKEN_CHARACTER);

/** Spreads words over the time from `begin` to `finish`, each as long as it is written. */
export function spread(words: readonly TimedWord[], begin: number, finish: number): void {
	const total = totalWeight(words);
	let passed = 0;
	for (const word of words) {
		word.start = Math.round(begin + ((finish - begin) * passed) / total);
		passed += weight(word);
		word.end = Math.round(begin + ((finish - begin) * passed) / total);
	}
}

/**
 * The positions of the longest sequence of known starts that never goes back: one wild time then doesn't drag
 * along all the good ones behind it. (Patience sorting.)
 */
function longestOrder(words: readonly Timed[]): number[] {
	const tails: number[] = [];
	const before: number[] = [];
	for (const [k, { start }] of words.entries()) {
		if (start === UNKNOWN) continue;
		let low = 0;
		let high = tails.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (words[tails[middle]].start <= start) low = middle + 1;
			else high = middle;
		}
		before[k] = low > 0 ? tails[low - 1] : -1;
		tails[low] = k;
	}
	const order: number[] = [];
	for (let k = tails.at(-1) ?? -1; k >= 0; k = before[k]) order.push(k);
	return order.reverse();
}

function inOrder(words: readonly Timed[]): boolean {
	let latest = 0;
	for (const { start, end } of words) {
		if (start < latest || end < start) return false;
		latest = start;
	}
	return true;
}

/**
 * Gives every word a start and an end, starts in order: known ones are kept as far as they are in order, the
 * others placed between their neighbours, or within the segment.
 * @param segmentStart,segmentEnd,fallback Milliseconds; the first two may be `UNKNOWN`.
 */
export function repairTimes(
	words: readonly TimedWord[],
	segmentStart: number,
	segmentEnd: number,
	fallback: number,
): void {
	if (inOrder(words)) return;
	const anchors = longestOrder(words);
	let open = 0;
	let openAt = segmentStart !== UNKNOWN ? segmentStart : fallback;
	if (anchors.length > 0) openAt = Math.min(openAt, words[anchors[0]].start);

	for (const anchor of anchors) {
		const { start, end } = words[anchor];
		const between = words.slice(open, anchor);
		const slowest = openAt + 2 * spoken(between);
		openAt = Math.min(openAt, start);
		spread(between, openAt, Math.min(start, slowest));
		const ends = end >= start;
		open = ends ? anchor + 1 : anchor;
		openAt = ends ? end : start;
	}

	const rest = words.slice(open);
	const closes = segmentEnd !== UNKNOWN && segmentEnd >= openAt;
	spread(rest, openAt, closes ? segmentEnd : openAt + spoken(rest));
	neverGoBack(words, 0);
}

/** Words may overlap; their starts never go back, and none ends before it starts. */
export function neverGoBack(words: readonly Timed[], from: number): void {
	let latest = from > 0 ? words[from - 1].start : 0;
	for (let k = from; k < words.length; k++) {
		const word = words[k];
		if (word.start < latest) word.start = latest;
		if (word.end < word.start) word.end = word.start;
		latest = word.start;
	}
}
