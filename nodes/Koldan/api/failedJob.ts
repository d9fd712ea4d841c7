/** The error for a transcription that ended without a transcript. */
import { wordsOf } from './apiWords';
import { JOB_ERROR_MESSAGES } from './jobErrorMessages';
import type { TranscriptionErrorCode, TranscriptionJob, TranscriptionJobStatus } from './types';

export class FailedJobError extends Error {
	constructor(
		message: string,
		readonly description: string,
		readonly jobId: string,
		readonly status: TranscriptionJobStatus,
		/** Koldan's error code, where there is one. */
		readonly code?: string,
	) {
		super(message);
		this.name = 'FailedJobError';
	}
}

const isKnown = (code: string): code is TranscriptionErrorCode =>
	Object.hasOwn(JOB_ERROR_MESSAGES, code);

/**
 * Says why a job failed or was cancelled (enumeration TranscriptionErrorCode). Koldan's own words are kept in the
 * description. A code that is not documented is shown as it is.
 */
export function failedJobError(job: TranscriptionJob): FailedJobError {
	if (job.status === 'CANCELLED') {
		return new FailedJobError(
			`Transcription ${job.id} was cancelled`,
			'Somebody cancelled it before it was complete. Start it again if you need its transcript.',
			job.id,
			job.status,
		);
	}
	const code = job.errorCode ?? job.errors?.[0]?.code ?? undefined;
	const known =
		code && isKnown(code) ? JOB_ERROR_MESSAGES[code] : JOB_ERROR_MESSAGES.TRANSCRIPTION_FAILED;
	const words = wordsOf(job.errors?.map(({ message }) => message));
	return new FailedJobError(
		`${known.message} (transcription ${job.id}${code ? `, ${code}` : ''})`,
		`${known.advice}${words ? ` Koldan says: ${words}` : ''}`,
		job.id,
		job.status,
		code,
	);
}
