import { cancelTranscription } from '../../api/transcriptions';
import { settleAll } from '../items';
import { startRun } from '../run';
import type { JobRun } from './jobRun';

/** Cancels jobs, also when the execution itself was cancelled. A job that has ended meanwhile is fine. */
export async function cancelJobs(jobs: JobRun, indexes: readonly number[]): Promise<void> {
	const { context } = jobs.run;
	const alive = Object.create(context, {
		getExecutionCancelSignal: { value: () => undefined },
	}) as typeof context;
	const { client } = await startRun(alive);
	await settleAll(indexes.length, jobs.concurrency, false, async (position) => {
		await cancelTranscription(client, jobs.jobAt(indexes[position]).jobId);
	});
}
