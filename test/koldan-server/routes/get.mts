import type { OperationHandler } from '../operation.mts';
import { findJob } from './find-job.mts';

/** Get Transcription Job. */
export const getTranscription: OperationHandler = (koldan, request) => {
	const job = findJob(koldan, request, 'read');
	return { status: 200, body: koldan.presenter.job(job, { withResult: true }) };
};
