import type { TranscriptionResult, TranscriptionSegment } from '../api/types';
import { cleanText } from './clean';
import { toMilliseconds, UNKNOWN } from './times';

/** The segments that are segments, whatever else the array holds. */
function known(result: TranscriptionResult): TranscriptionSegment[] {
	const segments: unknown = result?.segments;
	if (!Array.isArray(segments)) return [];
	return segments.every(isSegment) ? segments : segments.filter(isSegment);
}

function isSegment(value: unknown): value is TranscriptionSegment {
	return typeof value === 'object' && value !== null;
}

/** When a segment begins, in milliseconds: by its own start, else by its first word. */
function segmentStart(segment: TranscriptionSegment): number {
	const own = toMilliseconds(segment.start);
	return own !== UNKNOWN ? own : firstWordStart(segment);
}

function firstWordStart({ words }: TranscriptionSegment): number {
	const word: unknown = Array.isArray(words) ? words[0] : undefined;
	return typeof word === 'object' && word !== null && 'start' in word
		? toMilliseconds(word.start)
		: UNKNOWN;
}

/** When the speech in a segment begins, in milliseconds: with its first word, else at its own start. */
export function speechStart(segment: TranscriptionSegment): number {
	const first = firstWordStart(segment);
	return first !== UNKNOWN ? first : toMilliseconds(segment.start);
}

/**
 * The segments of a result in order of time (those without a time stay behind the one they follow). A
 * result without segments gives one that holds its whole text.
 */
export function orderedSegments(result: TranscriptionResult): readonly TranscriptionSegment[] {
	const segments = known(result);
	if (segments.length === 0) {
		const text = cleanText(result?.text);
		return text === '' ? [] : [{ start: 0, end: result.duration ?? UNKNOWN, text }];
	}
	if (inOrder(segments)) return segments;
	let latest = 0;
	return segments
		.map((segment) => {
			const start = segmentStart(segment);
			if (start !== UNKNOWN) latest = start;
			return { segment, start: latest };
		})
		.sort((a, b) => a.start - b.start)
		.map(({ segment }) => segment);
}

function inOrder(segments: readonly TranscriptionSegment[]): boolean {
	let latest = 0;
	for (let k = 0; k < segments.length; k++) {
		const start = segmentStart(segments[k]);
		if (start !== UNKNOWN && start < latest) return false;
		if (start !== UNKNOWN) latest = start;
	}
	return true;
}
