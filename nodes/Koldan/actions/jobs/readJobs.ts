/** Reads jobs with their transcripts, once they are thought to have ended. */
import { isTerminal } from '../../api/jobs';
import { getTranscription } from '../../api/transcriptions';
import type { TranscriptionJob } from '../../api/types';
import { isTransient } from '../../wait/poll';
import { settleAll, type Settled } from '../items';
import type { JobRun } from './jobRun';

/** Jobs that have ended, or the error of reading them, by the item's index. */
export type EndedJobs = Map<number, Settled<TranscriptionJob>>;

/** How often, a second apart, a completed job is read again whose transcript is not there yet. */
const PATIENCE = 15;

/** Whether a job was completed, but its transcript can't be read yet. */
export const lacksResult = (job: TranscriptionJob): boolean =>
	job.status === 'COMPLETED' && !job.result && !job.isPurged;

/**
 * Reads jobs and adds those that have ended.
 *
 * @returns the items whose job is open or can't be read just now, and whether one of them may be finished all the same
 */
export async function readJobs(
	jobs: JobRun,
	indexes: readonly number[],
	ended: EndedJobs,
): Promise<{ left: number[]; unsure: boolean }> {
	const left: number[] = [];
	let unsure = false;
	const { timeIsUp } = jobs;
	const outcomes = await settleAll(
		indexes.length,
		jobs.concurrency,
		false,
		async (position) =>
			await getTranscription(jobs.run.client, jobs.jobAt(indexes[position]).jobId),
	);
	outcomes.forEach((outcome, position) => {
		const index = indexes[position];
		if (outcome === undefined) return;
		const open = 'value' in outcome && !isTerminal(outcome.value);
		const passing =
			'error' in outcome ? isTransient(outcome.error) : mayGetResult(jobs, outcome.value);
		if (timeIsUp || !(open || passing)) {
			ended.set(index, outcome);
		} else {
			left.push(index);
			unsure ||= passing;
			// Koldan's list did not show this one as open: from now on, each is asked for by itself.
			if (open) jobs.state.listed = false;
		}
	});
	if (outcomes.some((outcome) => outcome && 'value' in outcome && lacksResult(outcome.value)))
		jobs.looksForResults += 1;
	return { left, unsure };
}

const mayGetResult = (jobs: JobRun, job: TranscriptionJob): boolean =>
	lacksResult(job) && jobs.looksForResults < PATIENCE;
