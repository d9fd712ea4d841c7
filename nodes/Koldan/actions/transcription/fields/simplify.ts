/** The part of a job that people use in workflows. */
import type { IDataObject } from 'n8n-workflow';
import type { TranscriptionJob } from '../../../api/types';

/** Id, status, file, dates, and the reason where it failed. The transcript is added by the caller. */
export function simplifyJob(job: TranscriptionJob): IDataObject {
	const { file, transcription } = job;
	const error = job.errors?.[0];
	return {
		id: job.id,
		status: job.status,
		fileId: file?.id ?? null,
		fileName: file?.name ?? null,
		model: transcription?.model ?? null,
		creationDate: job.creationDate,
		completionDate: job.completionDate ?? null,
		...(job.isDeleted ? { isDeleted: true } : {}),
		...(job.isPurged ? { isPurged: true } : {}),
		...(job.errorCode || error
			? { errorCode: job.errorCode ?? error?.code ?? null, errorMessage: error?.message ?? null }
			: {}),
	};
}
