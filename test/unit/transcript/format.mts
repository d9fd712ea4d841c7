import type { TranscriptionResult } from '../../../nodes/Koldan/api/types';
import { formatTranscript } from '../../../nodes/Koldan/transcript';
import type { OutputFormat, TranscriptOptions } from '../../../nodes/Koldan/transcript';

/** The whole file. */
export const format = (
	result: TranscriptionResult,
	as: OutputFormat,
	options: TranscriptOptions = {},
): string => [...formatTranscript(result, as, options)].join('');
