/** Makes the output of a run of jobs, and decides what is kept for a retry. */
import type { INodeExecutionData } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import { failedJobError } from '../../api/failedJob';
import { isTerminal } from '../../api/jobs';
import type { TranscriptionJob } from '../../api/types';
import { dropState, isStarted } from '../../wait/state';
import { joinOutputs, settleAll, type Settled } from '../items';
import { toNodeError } from '../nodeErrors';
import { toldAgain } from './failedStart';
import type { JobRun } from './jobRun';
import { endLateJobs, timeLimitError } from './lateJobs';
import type { JobPlan } from './plan';

type SettledJob = Settled<TranscriptionJob> | undefined;

/**
 * @param ended the jobs, or the errors of reading them, by the item's index
 * @throws the first item's error, or the time limit's, unless the node is set to continue on fail
 */
export async function putOut<Request>(
	jobs: JobRun,
	plan: JobPlan<Request>,
	ended: ReadonlyMap<number, Settled<TranscriptionJob>>,
): Promise<INodeExecutionData[]> {
	const { run, settings } = jobs;
	const settled = Array.from(
		{ length: jobs.count },
		(_, index) => ended.get(index) ?? failedStartOf(jobs, index),
	);
	const waited = settings.mode !== 'none';
	const open = settled.flatMap((job, index) =>
		waited && job && 'value' in job && !isTerminal(job.value) ? [index] : [],
	);
	await endLateJobs(jobs, open, settled);
	const late = jobs.startedIndexes().filter((index) => jobs.jobAt(index).late);
	if (late.length > 0 && settings.onTimeLimit === 'error' && !jobs.continueOnFail)
		throw toNodeError(jobs.node, timeLimitError(jobs, late), late[0]);
	const outputs = await settleAll(
		jobs.count,
		jobs.concurrency,
		false,
		async (index) => await outputOf(jobs, plan, index, settled[index]),
	);
	flagFailures(jobs, settled);
	const items = joinOutputs(run, outputs);
	// With *Retry On Fail*, n8n may run the node again because of an error item.
	if (!jobs.node.retryOnFail || outputs.every((output) => output && 'value' in output))
		dropState(run.context);
	return items;
}

function failedStartOf({ state }: JobRun, index: number): SettledJob {
	const item = state.items[index];
	return item && !isStarted(item) ? { error: toldAgain(item) } : undefined;
}

async function outputOf<Request>(
	jobs: JobRun,
	plan: JobPlan<Request>,
	index: number,
	job: SettledJob,
): Promise<INodeExecutionData[]> {
	const { settings } = jobs;
	if (job === undefined)
		throw new KoldanInputError(
			'The transcription of this item was not started',
			'Run the workflow again.',
		);
	if ('error' in job) return await Promise.reject(job.error);
	const { extra, late } = jobs.jobAt(index);
	if (late && settings.onTimeLimit === 'error') throw timeLimitError(jobs, [index]);
	const failed = isTerminal(job.value) && job.value.status !== 'COMPLETED';
	if (settings.mode !== 'none' && failed && !late && settings.failedJobs === 'error')
		throw failedJobError(job.value);
	return await plan.output(index, job.value, late ? { ...extra, timedOut: true } : extra);
}

/** What came to nothing is started anew by a retried execution, but not by *Retry On Fail*. */
function flagFailures({ state }: JobRun, settled: readonly SettledJob[]): void {
	settled.forEach((job, index) => {
		const item = state.items[index];
		if (!isStarted(item)) state.items[index] = item?.unsure ? item : null;
		else if (job && 'value' in job && isTerminal(job.value) && job.value.status !== 'COMPLETED')
			item.failed = true;
	});
}
