import type { TranscriptionErrorCode } from '../../nodes/Koldan/api/types.ts';
import type { Outcome } from './behaviour.mts';

/** The ways a job can fail, with the reference's description of each. */
export const ERROR_MESSAGES: Record<TranscriptionErrorCode, string> = {
	TRANSCRIPTION_FAILED: 'The transcription engine encountered an error while processing the audio.',
	DIARIZATION_FAILED: 'Speaker diarization failed during processing.',
	CHANNEL_DIARIZATION_FAILED: 'Channel-based diarization failed.',
	UNSUPPORTED_FORMAT: 'The file format or audio codec is not supported for transcription.',
	FILE_CORRUPTED: 'The file could not be decoded or is corrupted.',
	FILE_NOT_FOUND: 'The referenced file no longer exists or has been purged.',
	EMPTY_AUDIO: 'The file contains no audio stream or has zero duration.',
	DURATION_EXCEEDED: 'The file exceeds the maximum allowed duration for transcription.',
	QUOTA_EXCEEDED: "The user's monthly transcription minutes quota has been exceeded.",
	LANGUAGE_NOT_SUPPORTED:
		'The specified or detected language is not supported by the speech model.',
	MODEL_UNAVAILABLE: 'The requested speech model is offline or unreachable.',
	PUNCTUATION_FAILED: 'Punctuation and capitalization post-processing failed.',
	INTERNAL_ERROR: 'An unexpected internal error occurred during processing.',
};

const WAYS = new RegExp(
	`(?<![A-Z_])(${[...Object.keys(ERROR_MESSAGES), 'CANCELLED'].join('|')})(?![A-Z_])`,
);

/** The end that a name asks for: `meeting EMPTY_AUDIO.wav` fails with EMPTY_AUDIO. */
export function outcomeByName(...names: string[]): Outcome | undefined {
	const way = names.map((name) => WAYS.exec(name)?.[1]).find((found) => found !== undefined);
	if (way === undefined) return undefined;
	if (way === 'CANCELLED') return { status: 'CANCELLED' };
	return { status: 'FAILED', errorCode: way as TranscriptionErrorCode };
}
