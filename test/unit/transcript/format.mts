import type { TranscriptionResult } from '../../../nodes/Koldan/api/types';
import {
	formatTranscript,
	isTextFormat,
	simplifyResult,
	toSegmentItems,
	type OutputFormat,
	type TranscriptOptions,
} from '../../../nodes/Koldan/transcript';

/** The whole file; what comes out as data, as JSON. */
export function format(
	result: TranscriptionResult,
	as: Exclude<OutputFormat, 'json'>,
	options: TranscriptOptions = {},
): string {
	if (isTextFormat(as)) return [...formatTranscript(result, as, options)].join('');
	return JSON.stringify(
		as === 'segments' ? [...toSegmentItems(result, options)] : simplifyResult(result, options),
	);
}

/** All formats that are made from a result; JSON is the result itself. */
export const MADE_FORMATS = [
	'simplified',
	'text',
	'textWithSpeakers',
	'markdown',
	'srt',
	'vtt',
	'csv',
	'segments',
] as const satisfies OutputFormat[];
