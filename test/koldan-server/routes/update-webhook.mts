import type { KoldanWebhook } from '../../../nodes/Koldan/api/types.ts';
import { conflict } from '../api-error.mts';
import { isTerminal } from '../jobs.mts';
import type { OperationHandler } from '../operation.mts';
import { findJob } from './find-job.mts';

/** Update Webhook. */
export const updateTranscriptionWebhook: OperationHandler = (koldan, request) => {
	const job = findJob(koldan, request, 'write');
	if (isTerminal(job))
		throw conflict(`Job ${job.id} is ${job.status}: its webhook can't be changed.`);
	job.webhook = request.body as KoldanWebhook;
	koldan.onChange();
	return { status: 200, body: koldan.presenter.job(job, { withResult: true }) };
};
