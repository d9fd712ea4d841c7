import { conflict } from '../api-error.mts';
import { purgeData } from '../jobs.mts';
import type { OperationHandler } from '../operation.mts';
import { findJob } from './find-job.mts';

/** Purge Job: only one that is deleted and not purged yet. */
export const purgeTranscription: OperationHandler = (koldan, request) => {
	const job = findJob(koldan, request, 'write');
	if (!job.isDeleted) throw conflict(`Job ${job.id} is not deleted: delete it first.`);
	if (job.isPurged) throw conflict(`Job ${job.id} is already purged.`);
	purgeData(job, koldan.clock.now());
	koldan.onChange();
	return { status: 204 };
};
