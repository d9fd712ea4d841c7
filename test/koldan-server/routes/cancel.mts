import { conflict } from '../api-error.mts';
import { isTerminal } from '../jobs.mts';
import type { OperationHandler } from '../operation.mts';
import { findJob } from './find-job.mts';

/** Cancel Job. */
export const cancelTranscription: OperationHandler = (koldan, request) => {
	const job = findJob(koldan, request, 'write');
	if (isTerminal(job)) throw conflict(`Job ${job.id} is already ${job.status}.`);
	koldan.lifecycle.cancel(job);
	return { status: 204 };
};
