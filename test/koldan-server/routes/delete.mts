import { conflict } from '../api-error.mts';
import { isTerminal, purgeData } from '../jobs.mts';
import type { OperationHandler } from '../operation.mts';
import { findJob } from './find-job.mts';

const DAY_MS = 86_400_000;

/** Delete Job; with `purge=true` also one that is deleted already. */
export const deleteTranscription: OperationHandler = (koldan, request) => {
	const { behaviour, clock } = koldan;
	const job = findJob(koldan, request, 'write');
	const purge = request.query.purge === true;
	if (!isTerminal(job)) throw conflict(`Job ${job.id} is ${job.status}: cancel it first.`);
	if (job.isDeleted && !purge) throw conflict(`Job ${job.id} is already deleted.`);
	if (job.isPurged && behaviour.deletePurgedJobStatus === 409) {
		throw conflict(`Job ${job.id} is already purged.`);
	}
	const now = clock.now();
	if (!job.isDeleted) {
		job.isDeleted = true;
		job.deletedAt = now;
		const days = behaviour.purgeAfterDays;
		job.purgeAt = days === null ? null : now + days * DAY_MS;
	}
	if (purge && !job.isPurged) purgeData(job, now);
	koldan.onChange();
	return { status: 204 };
};
