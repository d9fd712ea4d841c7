/** Waits until all jobs of a run have ended or the time limit is reached: asleep, or by asking again and again. */
import type { INodeExecutionData } from 'n8n-workflow';
import { isTerminal } from '../../api/jobs';
import { ExecutionCancelled } from '../../api/pause';
import type { Channel } from '../../wait/channel';
import { findOpenJobs } from '../../wait/openJobs';
import { park } from '../../wait/park';
import { isTransient, pollUntilEnded } from '../../wait/poll';
import { settle } from '../../wait/settle';
import { cancelJobs } from './cancelJobs';
import { EARLY, type JobRun } from './jobRun';
import { lacksResult, readJobs, type EndedJobs } from './readJobs';

/** The longest pauses between looks at jobs that nobody calls back about, in milliseconds; the last one is repeated. */
const NAPS = [5, 10, 20, 40, 60].map((minutes) => minutes * 60_000);

export type WaitingChannel = Exclude<Channel, { kind: 'none' }>;

/** The execution was put to sleep: what n8n wants to be given at that moment. */
export interface Parked {
	parked: INodeExecutionData[][];
}

/**
 * Waits for all jobs that were started.
 *
 * @param resumed whether the execution has just woken up
 * @returns the jobs as they are at the end of the wait, or that the execution sleeps now
 */
export async function waitForJobs(
	jobs: JobRun,
	channel: WaitingChannel,
	resumed: boolean,
): Promise<EndedJobs | Parked> {
	const ended: EndedJobs = new Map();
	for (const [index, job] of jobs.fresh)
		if (isTerminal(job) && !lacksResult(job)) ended.set(index, { value: job });
	let open = jobs.startedIndexes().filter((index) => !ended.has(index));
	if (resumed && (await wasOnlyANap(jobs, open))) return await sleep(jobs, channel);
	if (!resumed && !jobs.timeIsUp && !open.every((index) => jobs.hadEnded(index))) {
		if (channel.kind === 'webhook') return await sleep(jobs, channel);
		await poll(jobs, open);
	}
	for (;;) {
		const { left, unsure } = await readJobs(jobs, open, ended);
		open = left;
		if (open.length === 0) return ended;
		if (channel.kind === 'webhook' && !unsure) return await sleep(jobs, channel);
		await poll(jobs, open);
	}
}

/** Whether the node only woke up to look at its jobs, and one of them is open. Then none of the others is read. */
async function wasOnlyANap(jobs: JobRun, indexes: readonly number[]): Promise<boolean> {
	const { state, run } = jobs;
	if (jobs.timeIsUp || !(Date.now() >= Date.parse(state.napUntil ?? '') - EARLY)) return false;
	try {
		return (await findOpenJobs(run.client, jobs.idsOf(indexes), state)).ids.length > 0;
	} catch (error) {
		if (isTransient(error)) return true;
		return await Promise.reject(error);
	}
}

async function sleep(jobs: JobRun, channel: WaitingChannel): Promise<Parked> {
	const { run, state } = jobs;
	const nap = NAPS[Math.min(state.parks, NAPS.length - 1)];
	const until = new Date(Math.min(jobs.deadline, Date.now() + nap));
	state.parked = true;
	state.parks += 1;
	state.napUntil = until.toISOString();
	const parked = await park(run.context, until);
	if (channel.kind === 'webhook') settle(run.context, channel.url, state.seed);
	return { parked };
}

async function poll(jobs: JobRun, indexes: readonly number[]): Promise<void> {
	try {
		await pollUntilEnded(jobs.run.client, jobs.idsOf(indexes), jobs.state, jobs.deadline);
	} catch (error) {
		if (!wasCancelled(jobs, error)) return await Promise.reject(error);
		if (jobs.settings.cancelJobs) await cancelJobs(jobs, indexes);
		return await Promise.reject(new ExecutionCancelled());
	}
}

const wasCancelled = ({ run }: JobRun, error: unknown): boolean =>
	error instanceof ExecutionCancelled || run.context.getExecutionCancelSignal?.()?.aborted === true;
