import type { TranscriptionResult } from '../../../nodes/Koldan/api/types.ts';
import { assembleResult } from './assemble.mts';
import { speak } from './simulation.mts';

/** All that a made-up transcript of any length is made from; the same always gives the same transcript. */
export interface LongTranscript {
	/** How many words. */
	words: number;
	/** How many speakers take turns; 0: without diarization. */
	speakers: number;
	/** BCP 47. */
	language: string;
	seed: string;
}

/** The transcript itself, with a time for each word. */
export function makeLongTranscript(transcript: LongTranscript): TranscriptionResult {
	const { speakers, language } = transcript;
	const words = wordsOf(transcript);
	const label = (speaker = 0) => `SPEAKER_${String(speaker).padStart(2, '0')}`;
	return assembleResult(
		[{ words, language, channel: null, label: speakers > 0 ? label : () => null }],
		words.at(-1)?.end ?? 0,
	);
}

/** In seconds. */
export const durationOf = (transcript: LongTranscript): number =>
	wordsOf(transcript).at(-1)?.end ?? 0;

function wordsOf({ words, speakers, language, seed }: LongTranscript) {
	const speech = speak({ language, speakers: Math.max(1, speakers), seed });
	return Array.from({ length: words }, () => speech.next().value);
}
