import type { TranscriptionResult, TranscriptionSegment } from '../api/types';
import { cleanText } from './clean';
import { NO_ROLES } from './languages';
import type { TranscriptOptions } from './options';
import { orderedSegments, speechStart } from './segments';
import { speakerNaming } from './speakers';
import { toMilliseconds, UNKNOWN } from './times';
import { separator } from './tokens';
import { readWords } from './words';
import { WordTable } from './wordTable';

/** A segment, or several of one speaker joined, ready to be written. */
export interface Utterance {
	/** Seconds; null if the result doesn't tell. */
	start: number | null;
	/** Seconds; null if the result doesn't tell. */
	end: number | null;
	speaker: string | null;
	channel: number | null;
	language: string | null;
	/** 0 to 1; of joined segments the mean by length. */
	confidence: number | null;
	text: string;
}

const numberOrNull = (value: unknown): number | null =>
	typeof value === 'number' && Number.isFinite(value) ? value : null;

const seconds = (milliseconds: number): number | null =>
	milliseconds === UNKNOWN ? null : milliseconds / 1000;

/** The text of a segment: its own, with its words' punctuation and capitalization where they fit it. */
export function segmentText(segment: TranscriptionSegment, scratch: WordTable): string {
	scratch.clear();
	const { agrees } = readWords(segment, scratch, 0, NO_ROLES);
	return agrees ? scratch.text : cleanText(segment.text) || scratch.text;
}

/** Joins neighbours of one speaker and channel. */
class Joined {
	private readonly parts: string[] = [];
	private weight = 0;
	private confidence = 0;
	private last = '';

	constructor(private readonly whole: Utterance) {
		this.weigh(whole);
	}

	takes(next: Utterance): boolean {
		return next.speaker === this.whole.speaker && next.channel === this.whole.channel;
	}

	add(next: Utterance): void {
		const { whole } = this;
		this.parts.push(separator(this.last, next.text));
		this.weigh(next);
		whole.start ??= next.start;
		if (next.end !== null) whole.end = Math.max(whole.end ?? next.end, next.end);
		if (whole.language !== next.language) whole.language = null;
	}

	result(): Utterance {
		const confidence = this.weight === 0 ? null : this.confidence / this.weight;
		return { ...this.whole, text: this.parts.join(''), confidence };
	}

	private weigh(part: Utterance): void {
		this.parts.push(part.text);
		this.last = part.text;
		if (part.confidence === null) return;
		this.weight += part.text.length;
		this.confidence += part.confidence * part.text.length;
	}
}

/**
 * What was said, in order of time, one segment after another; segments without text are left out.
 * @param merge Join neighbours of one speaker and channel.
 */
export function* utterances(
	result: TranscriptionResult,
	options: TranscriptOptions,
	merge: boolean,
): Generator<Utterance> {
	const speakerOf = speakerNaming(options);
	const scratch = new WordTable();
	let joined: Joined | undefined;
	for (const segment of orderedSegments(result)) {
		const text = segmentText(segment, scratch);
		if (text === '') continue;
		const start = speechStart(segment);
		const end = toMilliseconds(segment.end);
		const next: Utterance = {
			start: seconds(start),
			end: seconds(end < start ? UNKNOWN : end),
			speaker: speakerOf(segment),
			channel: numberOrNull(segment.channel),
			language: cleanText(segment.language) || null,
			confidence: numberOrNull(segment.confidence),
			text,
		};
		if (!merge) {
			yield next;
		} else if (joined?.takes(next)) {
			joined.add(next);
		} else {
			if (joined) yield joined.result();
			joined = new Joined(next);
		}
	}
	if (joined) yield joined.result();
}
