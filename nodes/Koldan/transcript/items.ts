/** A transcript as data: an item for each segment, what people use of a result, and who talked how much. */
import type { TranscriptionResult, TranscriptionSegment } from '../api/types';
import { cleanText, splitWords } from './characters';
import type { TranscriptOptions } from './options';
import {
	mergedUtterances,
	numberOrNull,
	orderedSegments,
	speakerNaming,
	speechStart,
	type Utterance,
} from './segments';
import { toMilliseconds, UNKNOWN } from './times';

/** One segment, or several of one speaker joined, as an item of a workflow. */
export interface SegmentItem extends Utterance {
	/** Position in the transcript, from 0. */
	index: number;
}

/** The segments of a transcript in order of time, one after another, for one item each. */
export function* toSegmentItems(
	result: TranscriptionResult,
	options: TranscriptOptions = {},
): Generator<SegmentItem> {
	let index = 0;
	for (const { text, speaker, ...rest } of mergedUtterances(result, options))
		yield { text, speaker, ...rest, index: index++ };
}

/** A segment with what people use of it. */
export interface SimpleSegment {
	/** Seconds; null if the result doesn't say. */
	start: number | null;
	/** Seconds; null if the result doesn't say. */
	end: number | null;
	/** Left out where the result doesn't tell speakers apart. */
	speaker?: string;
	text: string;
}

/** The segments of a simplified result, one after another. */
export function* toSimpleSegments(
	result: TranscriptionResult,
	options: TranscriptOptions = {},
): Generator<SimpleSegment> {
	for (const { start, end, speaker, text } of mergedUtterances(result, options)) {
		yield speaker === null ? { start, end, text } : { start, end, speaker, text };
	}
}

/** What people use of a result. */
export interface SimplifiedResult {
	text: string;
	/** BCP 47 tags. */
	languages: string[];
	/** 0 to 1; null if the result doesn't say. */
	confidence: number | null;
	/** Seconds, to the millisecond; null if the result doesn't say. */
	duration: number | null;
	/** Empty where the result doesn't tell speakers apart. */
	speakers: SpeakerStatistics[];
	segments: SimpleSegment[];
}

/**
 * The result without word timings and without what is null in most transcripts, speakers by name.
 * @param parts What takes long to make, for those who let others work in between.
 */
export function simplifyResult(
	result: TranscriptionResult,
	options: TranscriptOptions = {},
	parts: Pick<SimplifiedResult, 'segments' | 'speakers'> = {
		segments: [...toSimpleSegments(result, options)],
		speakers: speakerStatistics(result, options),
	},
): SimplifiedResult {
	const { segments, speakers } = parts;
	return {
		text: cleanText(result?.text) || segments.map((segment) => segment.text).join(' '),
		...basicsOf(result),
		speakers,
		segments,
		confidence: numberOrNull(result?.confidence),
	};
}

/** How long the recording is, and which languages are spoken in it. */
export function basicsOf(
	result: TranscriptionResult,
): Pick<SimplifiedResult, 'duration' | 'languages'> {
	const languages: unknown = result?.detectedLanguages;
	const duration = numberOrNull(result?.duration);
	return {
		duration: duration === null ? null : Math.round(duration * 1000) / 1000,
		languages: Array.isArray(languages)
			? languages.filter((language) => typeof language === 'string')
			: [],
	};
}

/** How much one speaker said. */
export interface SpeakerStatistics {
	speaker: string;
	/** Seconds in which this speaker talks, overlapping segments counted once. */
	talkTime: number;
	/** Part of all speakers' talk time, 0 to 1. */
	share: number;
	segments: number;
	words: number;
}

const wordCount = ({ text, words }: TranscriptionSegment): number =>
	Array.isArray(words) && words.length > 0 ? words.length : splitWords(cleanText(text)).length;

/** Talk time, segments and words of each speaker, in the order in which they first speak. */
export function speakerStatistics(
	result: TranscriptionResult,
	options: TranscriptOptions = {},
): SpeakerStatistics[] {
	const counting = countSpeakers(result, options);
	let step = counting.next();
	while (!step.done) step = counting.next();
	return step.value;
}

/** The same, segment by segment, for those who let others work in between: the statistics come at the end. */
export function* countSpeakers(
	result: TranscriptionResult,
	options: TranscriptOptions = {},
): Generator<undefined, SpeakerStatistics[]> {
	const speakerOf = speakerNaming(options);
	const tallies = new Map<
		string,
		{ milliseconds: number; until: number; segments: number; words: number }
	>();
	for (const segment of orderedSegments(result)) {
		const speaker = speakerOf(segment);
		if (speaker === null) continue;
		const tally = tallies.get(speaker) ?? { milliseconds: 0, until: 0, segments: 0, words: 0 };
		tallies.set(speaker, tally);
		const start = speechStart(segment);
		const end = toMilliseconds(segment.end);
		if (start !== UNKNOWN && end > start) {
			tally.milliseconds += Math.max(0, end - Math.max(start, tally.until));
			tally.until = Math.max(tally.until, end);
		}
		tally.segments += 1;
		tally.words += wordCount(segment);
		yield;
	}
	let total = 0;
	for (const { milliseconds } of tallies.values()) total += milliseconds;
	return Array.from(tallies, ([speaker, { milliseconds, segments, words }]) => ({
		speaker,
		talkTime: milliseconds / 1000,
		share: total === 0 ? 0 : Math.round((milliseconds / total) * 1000) / 1000,
		segments,
		words,
	}));
}
