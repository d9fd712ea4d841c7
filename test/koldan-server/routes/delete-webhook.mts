import { conflict } from '../api-error.mts';
import { isTerminal } from '../jobs.mts';
import type { OperationHandler } from '../operation.mts';
import { findJob } from './find-job.mts';

/** Delete Webhook. A job without one answers the same. */
export const deleteTranscriptionWebhook: OperationHandler = (koldan, request) => {
	const job = findJob(koldan, request, 'write');
	if (isTerminal(job))
		throw conflict(`Job ${job.id} is ${job.status}: its webhook can't be changed.`);
	job.webhook = null;
	koldan.onChange();
	return { status: 204 };
};
