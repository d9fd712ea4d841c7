/** Jobs that are open at the time limit. */
import type { TranscriptionJob } from '../../api/types';
import { TimeLimitError } from '../../wait/timeLimit';
import type { Settled } from '../items';
import { cancelJobs } from './cancelJobs';
import type { JobRun } from './jobRun';
import { readJobs, type EndedJobs } from './readJobs';
import { removeRegistrations } from './registrations';

/**
 * Cancels open jobs, and shows them as they are then; or leaves them alone, without a webhook. They are late, but for those
 * that were completed just before.
 *
 * @param settled each item's job, brought up to date
 */
export async function endLateJobs(
	jobs: JobRun,
	indexes: readonly number[],
	settled: Array<Settled<TranscriptionJob> | undefined>,
): Promise<void> {
	if (indexes.length === 0) return;
	const now: EndedJobs = new Map();
	if (jobs.settings.cancelJobs) {
		await cancelJobs(jobs, indexes);
		await readJobs(jobs, indexes, now);
	} else {
		await removeRegistrations(jobs, indexes);
	}
	for (const index of indexes) {
		const job = now.get(index);
		if (job && 'value' in job) settled[index] = job;
		const status = job && 'value' in job ? job.value.status : undefined;
		jobs.jobAt(index).failed = status === 'CANCELLED';
		jobs.jobAt(index).late = status !== 'COMPLETED';
	}
}

export function timeLimitError(jobs: JobRun, indexes: readonly number[]): TimeLimitError {
	return new TimeLimitError(
		jobs.idsOf(indexes),
		indexes.every((index) => jobs.jobAt(index).failed),
	);
}
