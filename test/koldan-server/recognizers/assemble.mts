import type { TranscriptionResult, TranscriptionSegment } from '../../../nodes/Koldan/api/types.ts';
import type { RecognizedWord } from './recognizer.mts';

/** A silence of this many seconds ends a segment, as does this number of words. */
const SEGMENT_PAUSE = 0.7;
const SEGMENT_WORDS = 24;

/** One channel (or the mix of all) as recognised. */
export interface RecognizedTrack {
	words: RecognizedWord[];
	language: string;
	/** Index of the channel in CHANNEL mode. */
	channel: number | null;
	/** Names a speaker: by index in SPEAKER mode, the channel's label in CHANNEL mode; null without diarization. */
	label: (speaker: number | undefined) => string | null;
}

/** Puts a result together from recognised words; `duration` in seconds. */
export function assembleResult(tracks: RecognizedTrack[], duration: number): TranscriptionResult {
	const segments = tracks.flatMap(segmentsOf).sort((a, b) => a.start - b.start);
	const words = tracks.flatMap((track) => track.words);
	return {
		text: segments.map((segment) => segment.text).join(' '),
		detectedLanguages: [...new Set(tracks.map((track) => track.language))],
		confidence: mean(words),
		duration: Math.round(duration * 1_000) / 1_000,
		segments,
	};
}

function segmentsOf(track: RecognizedTrack): TranscriptionSegment[] {
	const groups: RecognizedWord[][] = [];
	for (const word of track.words) {
		const group = groups.at(-1);
		const last = group?.at(-1);
		const goesOn =
			last &&
			group &&
			!word.startsSegment &&
			word.speaker === last.speaker &&
			word.start - last.end < SEGMENT_PAUSE &&
			group.length < SEGMENT_WORDS;
		if (goesOn) group.push(word);
		else groups.push([word]);
	}
	return groups.map((words) => ({
		start: words[0].start,
		end: words[words.length - 1].end,
		text: words.map(({ word }) => word).join(' '),
		confidence: mean(words),
		language: track.language,
		speaker: track.label(words[0].speaker),
		channel: track.channel,
		words: words.map(({ word, start, end, confidence }) => ({
			word,
			start,
			end,
			confidence,
			punctuation: null,
			capitalization: null,
		})),
	}));
}

function mean(words: RecognizedWord[]): number | null {
	const known = words.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
	if (known.length === 0) return null;
	return Math.round((known.reduce((sum, value) => sum + value, 0) / known.length) * 1_000) / 1_000;
}
