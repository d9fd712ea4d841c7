/** The errors for a transcription or a summary that ended without a result. */
import { koldanSays } from './errorBody';
import type { SummaryJob } from './summaries';
import { KoldanError } from './errors';
import type { TranscriptionErrorCode, TranscriptionJob, TranscriptionJobStatus } from './types';

/** A sentence and a next step for each reason a transcription can fail (TranscriptionErrorCode in the API reference). */
export const JOB_ERROR_MESSAGES: Readonly<
	Record<TranscriptionErrorCode, { message: string; advice: string }>
> = {
	TRANSCRIPTION_FAILED: {
		message: 'Koldan could not transcribe the recording',
		advice: 'Try again. If it fails again, try another model or a cleaner recording.',
	},
	DIARIZATION_FAILED: {
		message: 'Koldan could not tell the speakers apart',
		advice:
			"Try again with 'Speakers' set to Don’t Tell Apart, or with another number as 'Maximum Speakers'.",
	},
	CHANNEL_DIARIZATION_FAILED: {
		message: 'Koldan could not separate the audio channels',
		advice: "Check that the recording has more than one channel, or set 'Speakers' to By Voice.",
	},
	UNSUPPORTED_FORMAT: {
		message: 'Koldan does not support the format of this recording',
		advice: 'Convert it to a common format such as WAV, MP3, M4A or MP4.',
	},
	FILE_CORRUPTED: {
		message: 'The recording is damaged or is not a media file',
		advice: 'Check that the file plays, and that the right binary field is chosen.',
	},
	FILE_NOT_FOUND: {
		message: 'The recording no longer exists in Koldan',
		advice: 'Upload it again.',
	},
	EMPTY_AUDIO: {
		message: 'The recording has no sound',
		advice: 'Check that the file has an audio track and is longer than zero seconds.',
	},
	DURATION_EXCEEDED: {
		message: 'The recording is too long',
		advice: 'Split it into shorter parts.',
	},
	QUOTA_EXCEEDED: {
		message: 'This month’s transcription minutes are used up',
		advice: 'Wait until next month, or ask your Koldan administrator for more minutes.',
	},
	LANGUAGE_NOT_SUPPORTED: {
		message: 'The model does not support the language of this recording',
		advice: 'Choose another model or another language.',
	},
	MODEL_UNAVAILABLE: {
		message: 'The model is not available right now',
		advice: 'Try again later, or choose another model.',
	},
	PUNCTUATION_FAILED: {
		message: 'Koldan could not add punctuation',
		advice: "Try again, or turn off 'Punctuation' and 'Capitalization' in the options.",
	},
	INTERNAL_ERROR: {
		message: 'Koldan could not finish the transcription',
		advice:
			'Try again in a few minutes. If it stays like this, ask the people who run your Koldan server.',
	},
};

export class FailedJobError extends KoldanError {
	override readonly isApiError = true;

	constructor(
		message: string,
		description: string,
		readonly jobId: string,
		readonly status: TranscriptionJobStatus,
		/** Koldan's error code, where there is one. */
		readonly code?: string,
		idField: 'transcriptionId' | 'summaryId' = 'transcriptionId',
	) {
		super(message, description, { [idField]: jobId, status, ...(code ? { code } : {}) });
		if (code === 'QUOTA_EXCEEDED') this.failure = { cause: 'quota-exhausted' };
	}
}

const isKnown = (code: string): code is TranscriptionErrorCode =>
	Object.hasOwn(JOB_ERROR_MESSAGES, code);

/** The longest name of a recording in a title, in characters. */
const LONGEST_NAME = 100;

/** The recording that people know, for a title; empty where Koldan doesn't say. */
function recordingOf({ file }: TranscriptionJob): string {
	const name: unknown = file?.name;
	if (typeof name !== 'string') return '';
	const clean = name.replace(/\s+/g, ' ').trim();
	return clean.length > LONGEST_NAME ? `${clean.slice(0, LONGEST_NAME)}…` : clean;
}

/**
 * Says why a job failed or was cancelled (enumeration TranscriptionErrorCode): the recording in the title, IDs and Koldan's
 * own words in the description. A code that is not documented is shown as it is.
 */
export function failedJobError(job: TranscriptionJob): FailedJobError {
	const recording = recordingOf(job);
	if (job.status === 'CANCELLED') {
		return new FailedJobError(
			recording
				? `The transcription of ${recording} was cancelled`
				: `Transcription ${job.id} was cancelled`,
			`Somebody cancelled the transcription ${job.id} before it was complete. Start it again if you need its transcript.`,
			job.id,
			job.status,
		);
	}
	const code = job.errorCode ?? job.errors?.[0]?.code ?? undefined;
	const known =
		code && isKnown(code) ? JOB_ERROR_MESSAGES[code] : JOB_ERROR_MESSAGES.TRANSCRIPTION_FAILED;
	const facts = `It is transcription ${job.id}${code ? `, error code ${code}` : ''}.`;
	return new FailedJobError(
		`${known.message} (${recording || `transcription ${job.id}`})`,
		`${known.advice} ${facts}${koldanSays(job.errors?.map(({ message }) => message))}`,
		job.id,
		job.status,
		code,
	);
}

/** Says that a summary failed or was cancelled, in Koldan's own words where it has some: which fields hold them is not known. */
export function failedSummaryError(summary: SummaryJob): FailedJobError {
	const { id, status, errorCode, errors, error, errorMessage } = summary;
	const code = typeof errorCode === 'string' ? errorCode : undefined;
	const isCancelled = status === 'CANCELLED';
	return new FailedJobError(
		isCancelled
			? `Summary ${id} was cancelled`
			: `Koldan could not write the summary (summary ${id}${code ? `, ${code}` : ''})`,
		isCancelled
			? 'Somebody cancelled it before it was complete. Start it again if you need it.'
			: `Try again, or use another prompt template.${koldanSays(errors ?? error ?? errorMessage)}`,
		id,
		status,
		code,
		'summaryId',
	);
}
