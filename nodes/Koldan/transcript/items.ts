import type { TranscriptionResult } from '../api/types';
import { cleanText } from './clean';
import type { TranscriptOptions } from './options';
import { speakerStatistics, type SpeakerStatistics } from './speakers';
import { utterances, type Utterance } from './utterances';

/** One segment, or several of one speaker joined, as an item of a workflow. */
export interface SegmentItem extends Utterance {
	/** Position in the transcript, from 0. */
	index: number;
}

/** A segment with what people use of it. */
export interface SimpleSegment {
	/** Seconds; null if the result doesn't tell. */
	start: number | null;
	/** Seconds; null if the result doesn't tell. */
	end: number | null;
	/** Left out where the result doesn't tell speakers apart. */
	speaker?: string;
	text: string;
}

/** What people use of a result. */
export interface SimplifiedResult {
	text: string;
	/** BCP 47 tags. */
	languages: string[];
	/** 0 to 1; null if the result doesn't tell. */
	confidence: number | null;
	/** Seconds; null if the result doesn't tell. */
	duration: number | null;
	/** Empty where the result doesn't tell speakers apart. */
	speakers: SpeakerStatistics[];
	segments: SimpleSegment[];
}

/** The segments of a transcript in order of time, one after another, for one item each. */
export function* toSegmentItems(
	result: TranscriptionResult,
	options: TranscriptOptions = {},
): Generator<SegmentItem> {
	let index = 0;
	for (const said of utterances(result, options, options.mergeSpeakers ?? false)) {
		yield { index: index++, ...said };
	}
}

const numberOrNull = (value: unknown): number | null =>
	typeof value === 'number' && Number.isFinite(value) ? value : null;

/** The result without word timings and without what is null in most transcripts, speakers by name. */
export function simplifyResult(
	result: TranscriptionResult,
	options: TranscriptOptions = {},
): SimplifiedResult {
	const segments: SimpleSegment[] = [];
	for (const { start, end, speaker, text } of utterances(
		result,
		options,
		options.mergeSpeakers ?? false,
	)) {
		segments.push(speaker === null ? { start, end, text } : { start, end, speaker, text });
	}
	const languages: unknown = result?.detectedLanguages;
	return {
		text: cleanText(result?.text) || segments.map((segment) => segment.text).join(' '),
		languages: Array.isArray(languages)
			? languages.filter((language) => typeof language === 'string')
			: [],
		confidence: numberOrNull(result?.confidence),
		duration: numberOrNull(result?.duration),
		speakers: speakerStatistics(result, options),
		segments,
	};
}
