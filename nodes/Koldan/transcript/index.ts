import type { TranscriptionResult } from '../api/types';
import { csv } from './csv';
import { simplifyResult, toSegmentItems } from './items';
import { jsonArray, jsonObject } from './json';
import type { OutputFormat, TranscriptOptions } from './options';
import { srt, webVtt } from './subtitles';
import { markdown, plainText, textWithSpeakers } from './text';

export { FORMATS, type Format } from './formats';
export {
	simplifyResult,
	toSegmentItems,
	type SegmentItem,
	type SimpleSegment,
	type SimplifiedResult,
} from './items';
export type { OutputFormat, TranscriptOptions } from './options';
export { speakerStatistics, type SpeakerStatistics } from './speakers';

/**
 * Writes a transcript in a format, piece by piece, so that a long one can go into a file without being in
 * memory twice. The pieces joined are the file (UTF-8; line feeds, and in CSV carriage returns before them).
 *
 * Never throws because of what the result holds: whatever is missing, empty, out of order or no time at all,
 * the file is the best that can be made of the rest, and every word is in it once.
 *
 * @param result The result of a transcription job (API reference: SpeechServiceTranscriptionJobResult).
 */
export function formatTranscript(
	result: TranscriptionResult,
	format: OutputFormat,
	options: TranscriptOptions = {},
): Generator<string> {
	switch (format) {
		case 'json':
			return jsonObject(result ?? {});
		case 'simplified':
			return jsonObject(simplifyResult(result, options));
		case 'text':
			return plainText(result, options);
		case 'textWithSpeakers':
			return textWithSpeakers(result, options);
		case 'markdown':
			return markdown(result, options);
		case 'srt':
			return srt(result, options);
		case 'vtt':
			return webVtt(result, options);
		case 'csv':
			return csv(result, options);
		case 'segments':
			return jsonArray(toSegmentItems(result, options));
	}
}
