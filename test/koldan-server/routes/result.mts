import { ApiError, notFound } from '../api-error.mts';
import type { OperationHandler } from '../operation.mts';
import { findJob } from './find-job.mts';

/** Get Transcription Result: 404 until the job is completed, 410 once it is purged. */
export const getTranscriptionResult: OperationHandler = (koldan, request) => {
	const job = koldan.presenter.asRead(findJob(koldan, request, 'read'));
	if (job.isPurged) throw new ApiError(410, `The result of job ${job.id} has been purged.`);
	const result = koldan.presenter.result(job);
	if (!result) {
		throw notFound(`The result of job ${job.id} is not available: the job is ${job.status}.`);
	}
	koldan.counters.resultRead(job.id);
	return { status: 200, body: koldan.presenter.nullable(result) };
};
