import type { OperationHandler } from '../operation.mts';
import { findJob } from './find-job.mts';

/** Get Transcription Job. */
export const getTranscription: OperationHandler = (koldan, request) => {
	const job = koldan.presenter.asRead(findJob(koldan, request, 'read'));
	const body = koldan.presenter.job(job, { withResult: true });
	if (body.result) koldan.counters.resultRead(job.id);
	return { status: 200, body };
};
