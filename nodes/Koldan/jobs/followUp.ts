/**
 * What Koldan begins by itself when an item's job has ended: a summary, scheduled with the upload. It is waited for together
 * with the job. Whatever becomes of it, it does not cost the job's own result, unless the user wants it so.
 */
import { KoldanError, rethrow } from '../api/errors';
import { isTerminal } from '../api/jobs';
import type { SummaryJob } from '../api/summaries';
import { TimeLimitError } from './errors';
import type { JobRun } from './jobRun';
import { followUps, type KoldanJob } from './kinds';
import { isTransient } from './openJobs';
import type { FollowUpOutcome } from './plan';

const wordsOf = (error: unknown): FollowUpOutcome['error'] => {
	const { message = String(error), description } = (error ?? {}) as KoldanError;
	return { message, description };
};

/** What has become of a follow-up, in the shape that comes out of the node. */
function outcomeOf(job: SummaryJob): FollowUpOutcome {
	const { id, status, result } = job;
	const isFailed = isTerminal(job) && status !== 'COMPLETED';
	return isFailed ? { id, status, error: wordsOf(followUps.failure(job)) } : { id, status, result };
}

/** The time is up: it is cancelled if that is set, otherwise left alone without a webhook. */
async function endLate<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	late: FollowUpOutcome,
): Promise<FollowUpOutcome> {
	const { cancelUnfinished } = jobs.settings;
	if (cancelUnfinished) await followUps.cancel(jobs.client, late.id).catch(() => undefined);
	else await jobs.removeWebhooks([index]);
	const error = new TimeLimitError([late.id], cancelUnfinished, followUps.words);
	return { ...late, error: wordsOf(error) };
}

/**
 * Reads the follow-up of a job that has ended. One that is open when the time is up has an error that says so.
 *
 * @returns undefined where there is none
 */
export async function readFollowUp<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	job: Job,
): Promise<FollowUpOutcome | undefined> {
	const { followUp } = jobs.jobAt(index);
	if (!followUp) return undefined;
	// Nothing follows a job that came to nothing.
	if (job.status !== 'COMPLETED') return { id: followUp.jobId, status: 'CANCELLED' };
	try {
		const outcome = outcomeOf(await followUps.read(jobs.client, followUp.jobId));
		return jobs.timeIsUp && !isTerminal(outcome) ? await endLate(jobs, index, outcome) : outcome;
	} catch (error) {
		if (jobs.wasStopped) return rethrow(error);
		const isPassing = isTransient(error) && !jobs.timeIsUp;
		if (isPassing) return { id: followUp.jobId, status: 'PENDING', isUnsure: true };
		return { id: followUp.jobId, status: 'FAILED', error: wordsOf(error) };
	}
}

/** Whether a follow-up is completed, but its result can't be read yet. */
export const lacksText = (outcome: FollowUpOutcome | undefined): boolean =>
	outcome?.status === 'COMPLETED' && outcome.result === undefined;

/** The error of an item whose follow-up failed, or was late. */
export const followUpError = ({ id, error }: FollowUpOutcome): KoldanError =>
	new KoldanError(error?.message ?? 'Koldan could not write the summary', error?.description, {
		summaryId: id,
	});
