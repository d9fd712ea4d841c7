/** Reads jobs that have ended, makes their output one by one, and decides what is kept for a retry. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { KoldanInputError } from '../api/errors';
import { isTerminal } from '../api/jobs';
import { toNodeError } from '../api/nodeErrors';
import { aboutJob, restoreError, TimeLimitError, withOtherJobs } from './errors';
import type { JobRun } from './jobRun';
import { followUpError, lacksText, readFollowUp } from './followUp';
import type { JobWords, KoldanJob } from './kinds';
import { isTransient } from './openJobs';
import type { FollowUpOutcome } from './plan';
import { joinOutputs } from './run';
import { isStarted } from './state';

/** How often, a second apart, a completed job is read again whose result is not there yet. */
const MAX_READS_WITHOUT_RESULT = 15;

/** A result can be large: while one is turned into output, the next one is on its way, and no more. */
const RESULTS_AT_ONCE = 2;

/**
 * Reads jobs that are thought to have ended, and makes their output. Each result is let go before the next one is read, so
 * that memory grows with what comes out, and not with what Koldan sends.
 *
 * @returns whether a job that is left may have ended all the same: it can't be read just now, or its result can't
 */
export async function readJobs<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
): Promise<boolean> {
	const { timeIsUp } = jobs;
	const mayWait = jobs.readsWithoutResult < MAX_READS_WITHOUT_RESULT;
	let [isUnsure, isLacking] = [false, false];
	const read = async (index: number): Promise<void> => {
		const outcome = await readJob(jobs, index);
		if (jobs.wasStopped) return;
		if ('error' in outcome) {
			if (timeIsUp || !isTransient(outcome.error)) return addError(jobs, index, outcome.error);
			isUnsure = true;
		} else if (isTerminal(outcome.value)) {
			const job = outcome.value;
			const followUp = await readFollowUp(jobs, index, job);
			if (followUp && !isTerminal(followUp) && !timeIsUp) {
				isUnsure ||= followUp.isUnsure === true;
				return;
			}
			const lacks = jobs.plan.kind.lacksResult(job) || lacksText(followUp);
			isLacking ||= lacks;
			if (timeIsUp || !lacks || !mayWait) return await addEnded(jobs, index, job, followUp);
			isUnsure = true;
		} else {
			if (timeIsUp) return await addTimedOut(jobs, index, outcome.value);
			// Koldan's list did not show this one as open: from now on, each is read.
			jobs.state.listed = false;
		}
	};
	await jobs.forEach(jobs.pendingIndexes(), read, RESULTS_AT_ONCE);
	if (isLacking) jobs.readsWithoutResult += 1;
	return isUnsure;
}

async function readJob<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
): Promise<{ value: Job } | { error: unknown }> {
	try {
		return { value: await jobs.plan.kind.read(jobs.client, jobs.jobAt(index).jobId) };
	} catch (error) {
		return { error };
	}
}

/** Sets the error of an item whose job can't be waited for or read. */
export function addError<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	error: unknown,
): void {
	const { words } = jobs.plan.kind;
	jobs.outputs.set(index, { error: aboutJob(error, jobs.jobAt(index).jobId, words) });
}

/** Makes the output of a job as it is. */
export async function addOutput<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	job: Job,
	{ followUp, more = {} }: { followUp?: FollowUpOutcome; more?: IDataObject } = {},
): Promise<void> {
	const extra = { ...jobs.jobAt(index).extra, ...more };
	try {
		jobs.outputs.set(index, { value: await jobs.plan.output(index, job, extra, followUp) });
	} catch (error) {
		addError(jobs, index, error);
	}
}

/** Makes the output of a job that has ended, or sets its error. */
export async function addEnded<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	job: Job,
	followUp?: FollowUpOutcome,
): Promise<void> {
	const known = jobs.jobAt(index);
	const { onFailure, onFollowUpFailure } = jobs.settings;
	known.failed = job.status !== 'COMPLETED';
	if (jobs.plan.kind.lacksSpeech(job)) jobs.withoutSpeech += 1;
	if (known.failed && onFailure === 'error')
		jobs.outputs.set(index, { error: jobs.plan.kind.failure(job) });
	else if (followUp?.error && onFollowUpFailure === 'error' && !known.failed)
		addError(jobs, index, followUpError(followUp));
	else await addOutput(jobs, index, job, { followUp });
}

/** The time is up, and the job is open: it is cancelled if that is set, otherwise left alone without a webhook. */
async function addTimedOut<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	open: Job,
): Promise<void> {
	const { settings } = jobs;
	const { words } = jobs.plan.kind;
	const known = jobs.jobAt(index);
	let job = open;
	if (settings.cancelUnfinished) {
		await jobs.cancelJobs([index]);
		const outcome = await readJob(jobs, index);
		if ('value' in outcome) job = outcome.value;
		// It was completed just before.
		if (job.status === 'COMPLETED' && !isTerminal(open)) return await addEnded(jobs, index, job);
		known.failed = job.status === 'CANCELLED';
	} else {
		await jobs.removeWebhooks([index]);
	}
	known.timedOut = true;
	if (settings.onTimeLimit === 'error')
		jobs.outputs.set(index, {
			error: new TimeLimitError([known.jobId], known.failed === true, words),
		});
	else await addOutput(jobs, index, job, { more: { timedOut: true } });
}

/**
 * Joins the outputs of all items in order, and forgets what is no longer needed.
 *
 * @throws the time limit's error or the first item's, unless the node is set to continue on fail
 */
export function buildOutput<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
): INodeExecutionData[] {
	const { state, context, settings } = jobs;
	const { words } = jobs.plan.kind;
	const outputs = Array.from({ length: jobs.count }, (_, index) => {
		const item = state.items[index];
		return (
			jobs.outputs.get(index) ?? {
				error: item && !isStarted(item) ? restoreError(item) : notStarted(words),
			}
		);
	});
	const started = jobs.startedIndexes();
	const timedOut = started.filter((index) => jobs.jobAt(index).timedOut);
	// A request that may have started a job stays known, and everything that was started.
	state.items = state.items.map((item) => (isStarted(item) || item?.unsure ? item : null));
	if (!jobs.continueOnFail) {
		const first = outputs.findIndex((output) => 'error' in output);
		const isLimit = timedOut.length > 0 && settings.onTimeLimit === 'error';
		const error = isLimit
			? new TimeLimitError(
					jobs.idsOf(timedOut),
					timedOut.every((index) => jobs.jobAt(index).failed),
					words,
				)
			: (outputs[first] as { error?: unknown } | undefined)?.error;
		const index = isLimit ? timedOut[0] : first;
		const others = started.filter(
			(each) => each !== index && !jobs.jobAt(each).failed && !jobs.jobAt(each).timedOut,
		);
		if (index >= 0)
			throw toNodeError(context.getNode(), withOtherJobs(error, jobs.idsOf(others), words), index);
	}
	return joinOutputs(jobs.run, outputs);
}

const notStarted = ({ job }: JobWords): KoldanInputError =>
	new KoldanInputError(`The ${job} of this item was not started`, 'Run the workflow again.');
