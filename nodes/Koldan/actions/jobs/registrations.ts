import { deleteTranscriptionWebhook } from '../../api/transcriptions';
import { settleAll } from '../items';
import type { JobRun } from './jobRun';

/** Takes this run's webhooks back where they would call in vain. What can't be taken back does no harm. */
export async function removeRegistrations(jobs: JobRun, indexes: readonly number[]): Promise<void> {
	const registered = indexes.filter((index) => jobs.jobAt(index).webhook !== undefined);
	await settleAll(registered.length, jobs.concurrency, false, async (position) => {
		const job = jobs.jobAt(registered[position]);
		await deleteTranscriptionWebhook(jobs.run.client, job.jobId);
		job.webhook = undefined;
	});
}
