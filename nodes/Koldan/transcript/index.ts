import type { TranscriptionResult } from '../api/types';
import { csv } from './csv';
import type { TextFormat, TranscriptOptions } from './options';
import { srt, webVtt } from './subtitles';
import { markdown, plainText, textWithSpeakers } from './text';

export {
	basicsOf,
	countSpeakers,
	simplifyResult,
	speakerStatistics,
	toSegmentItems,
	toSimpleSegments,
	type SegmentItem,
	type SimpleSegment,
	type SimplifiedResult,
	type SpeakerStatistics,
} from './items';
export {
	FILE_TYPES,
	FORMATS,
	isTextFormat,
	TEXT_FORMATS,
	type Format,
	type OutputFormat,
	type TextFormat,
	type TranscriptOptions,
} from './options';

const WRITERS: Record<
	TextFormat,
	(result: TranscriptionResult, options: TranscriptOptions) => Generator<string>
> = { text: plainText, textWithSpeakers, markdown, srt, vtt: webVtt, csv };

/** A piece has about so many characters: short ones would cost more to pass on than to make. */
const PIECE = 16_384;

/** A piece is passed on after so many steps at the latest, even where it is empty. */
const STEPS = 100;

/**
 * Writes a transcript in a format, piece by piece, so that whoever takes the pieces can let others work in
 * between: each takes a few milliseconds to make, and may be empty. The pieces joined are the file (UTF-8; line
 * feeds, and in CSV carriage returns before them).
 *
 * Never throws because of what the result holds: whatever is missing, empty, out of order or no time at all,
 * the file is the best that can be made of the rest, and every word is in it once.
 *
 * @param result The result of a transcription job (API reference: SpeechServiceTranscriptionJobResult).
 */
export function* formatTranscript(
	result: TranscriptionResult,
	format: TextFormat,
	options: TranscriptOptions = {},
): Generator<string> {
	let parts: string[] = [];
	let length = 0;
	// A table is for machines too.
	for (const text of WRITERS[format](result, { numberSpeakers: format !== 'csv', ...options })) {
		parts.push(text);
		length += text.length;
		if (length < PIECE && parts.length < STEPS) continue;
		yield parts.join('');
		parts = [];
		length = 0;
	}
	yield parts.join('');
}
