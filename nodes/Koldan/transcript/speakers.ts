import type { TranscriptionResult, TranscriptionSegment } from '../api/types';
import { cleanText } from './clean';
import type { TranscriptOptions } from './options';
import { orderedSegments, speechStart } from './segments';
import { toMilliseconds, UNKNOWN } from './times';
import { tokenise } from './tokens';

/** Finds the name of a segment's speaker; null if the result doesn't tell speakers apart. */
export type SpeakerOf = (segment: TranscriptionSegment) => string | null;

/** The label the API gives: of the speaker, or of the channel if channels were told apart without labels. */
function labelOf(segment: TranscriptionSegment): string {
	const label = cleanText(segment.speaker);
	if (label !== '') return label;
	return Number.isInteger(segment.channel) ? `Channel ${String(segment.channel)}` : '';
}

/** @param options `speakerNames` is looked up by label, without regard to case. */
export function speakerNaming(options: TranscriptOptions): SpeakerOf {
	const names = new Map<string, string>();
	for (const [label, name] of Object.entries(options.speakerNames ?? {})) {
		const clean = cleanText(name);
		if (clean !== '') names.set(label.trim().toLowerCase(), clean);
	}
	const nameOf = (segment: TranscriptionSegment): string | null => {
		const label = labelOf(segment);
		return names.get(label.toLowerCase()) ?? (label || null);
	};
	// Every segment asks; a transcript has few labels, and mostly the same speaker goes on.
	const known = new Map<string, string>();
	let latest: string | undefined;
	let latestName = '';
	return (segment) => {
		const { speaker } = segment;
		if (typeof speaker !== 'string') return nameOf(segment);
		if (speaker === latest) return latestName;
		const name = known.get(speaker) ?? nameOf(segment);
		// A label that shows nothing may stand for any channel.
		if (name !== null && (known.has(speaker) || cleanText(speaker) !== '')) {
			known.set(speaker, name);
			latest = speaker;
			latestName = name;
		}
		return name;
	};
}

/** Whether the transcript has more than one speaker, so that saying who speaks tells something. */
export function hasSeveralSpeakers(
	segments: readonly TranscriptionSegment[],
	speakerOf: SpeakerOf,
): boolean {
	let first: string | null = null;
	for (const segment of segments) {
		const speaker = speakerOf(segment);
		if (first === null) first = speaker;
		else if (speaker !== null && speaker !== first) return true;
	}
	return false;
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

/** Talk time, segments and words of each speaker, in the order in which they first speak. */
export function speakerStatistics(
	result: TranscriptionResult,
	options: TranscriptOptions = {},
): SpeakerStatistics[] {
	const speakerOf = speakerNaming(options);
	const found = new Map<
		string,
		{ milliseconds: number; until: number; segments: number; words: number }
	>();
	for (const segment of orderedSegments(result)) {
		const speaker = speakerOf(segment);
		if (speaker === null) continue;
		const entry = found.get(speaker) ?? { milliseconds: 0, until: 0, segments: 0, words: 0 };
		found.set(speaker, entry);
		const start = speechStart(segment);
		const end = toMilliseconds(segment.end);
		if (start !== UNKNOWN && end > start) {
			entry.milliseconds += Math.max(0, end - Math.max(start, entry.until));
			entry.until = Math.max(entry.until, end);
		}
		entry.segments += 1;
		entry.words +=
			Array.isArray(segment.words) && segment.words.length > 0
				? segment.words.length
				: tokenise(cleanText(segment.text)).length;
	}
	let total = 0;
	for (const entry of found.values()) total += entry.milliseconds;
	return Array.from(found, ([speaker, entry]) => ({
		speaker,
		talkTime: entry.milliseconds / 1000,
		share: total === 0 ? 0 : Math.round((entry.milliseconds / total) * 1000) / 1000,
		segments: entry.segments,
		words: entry.words,
	}));
}
