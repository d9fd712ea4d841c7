/** Waits until all jobs of a run have ended or the time limit is reached: asleep, or by polling. */
import type { INodeExecutionData } from 'n8n-workflow';
import { rethrow } from '../api/errors';
import { hintAtPolling, type Channel } from './channel';
import { RECHECK_DELAYS } from './coalesce';
import { confirmParked } from './confirmParked';
import { EARLY, type JobRun } from './jobRun';
import type { KoldanJob } from './kinds';
import { findOpen, isTransient, type WaitedJob } from './openJobs';
import { addError, readJobs } from './output';
import { park, UNKNOWN_N8N } from './park';
import { pollDelay, withJitter } from './pollDelay';
import { isWokenByCalls } from './soleResume';

/** An execution that nobody calls wakes up to look at its jobs: after these delays (milliseconds), the last one again and again. */
const WAKE_DELAYS = [5, 10, 20, 40, 60].map((minutes) => minutes * 60_000);

/** The same where calls wake up no execution. */
const WAKE_DELAYS_WITHOUT_CALLS = [1, 1, 1, 2, 2, 3, 5, 5, 10].map((minutes) => minutes * 60_000);

export type WaitingChannel = Exclude<Channel, { kind: 'none' }>;

/** The execution was put to sleep: what n8n wants to be given at that moment. */
export interface Parked {
	parked: INodeExecutionData[][];
}

/**
 * Waits for all jobs that were started, and makes their output.
 *
 * @param resumed whether the execution has just woken up
 * @returns that the execution sleeps now; undefined when the output of every job is ready
 */
export async function waitForJobs<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	channel: WaitingChannel,
	resumed: boolean,
): Promise<Parked | undefined> {
	const withoutCall = resumed && wokeWithoutCall(jobs);
	const sleep = async (): Promise<Parked | undefined> =>
		await goToSleep(jobs, channel, withoutCall);
	// Koldan's call can be ahead of its API.
	const delays = resumed && !withoutCall ? [...RECHECK_DELAYS] : [];
	if (resumed) {
		if (!withoutCall) jobs.state.wokenAt = new Date().toISOString();
	} else if (
		!jobs.timeIsUp &&
		jobs.pendingIndexes().some((index) => !jobs.endedAtStart.has(index))
	) {
		const parked = channel.kind === 'webhook' ? await sleep() : undefined;
		if (parked) return parked;
		await poll(jobs);
	}
	for (;;) {
		const state = resumed ? await look(jobs) : 'ended';
		const unsure = state === 'ended' ? await readJobs(jobs) : state === 'unknown' && !withoutCall;
		if (jobs.pendingIndexes().length === 0 || jobs.wasStopped) return undefined;
		if (channel.kind === 'polling' || unsure) await poll(jobs);
		else if (delays.length > 0) await jobs.client.transport.pause(delays.shift() ?? 0);
		else {
			const parked = await sleep();
			if (parked) return parked;
			await poll(jobs);
		}
	}
}

/** Whether the execution woke up because it was time to look at its jobs. */
const wokeWithoutCall = <Request, Job extends KoldanJob>({
	state,
}: JobRun<Request, Job>): boolean => Date.now() >= Date.parse(state.recheckAt ?? '') - EARLY;

/**
 * Whether one of several jobs is open, without reading a result. A single one is read directly: its result is put out next.
 */
async function look<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
): Promise<'ended' | 'open' | 'unknown'> {
	const waited = jobs.waitedAt(jobs.pendingIndexes());
	const isSingle = waited.length <= 1 && waited.every(({ followUpId }) => followUpId === undefined);
	if (jobs.timeIsUp || isSingle) return 'ended';
	try {
		const { count } = await findOpen(jobs.client, jobs.plan.kind, waited, jobs.state);
		return count > 0 ? 'open' : 'ended';
	} catch (error) {
		if (isTransient(error)) return 'unknown';
		// Reading the jobs shows which of them the error is about.
		return jobs.wasStopped ? rethrow(error) : 'ended';
	}
}

/** @returns undefined where n8n does not let the execution sleep after all */
async function goToSleep<Request, Job extends KoldanJob>(
	{ context, state, deadline }: JobRun<Request, Job>,
	channel: WaitingChannel,
	wokeWithoutCall: boolean,
): Promise<Parked | undefined> {
	if (wokeWithoutCall) state.rechecks += 1;
	// Calls, however many, do not put off the moment at which it wakes up without one.
	let recheckAt = Date.parse(state.recheckAt ?? '');
	if (!(recheckAt > Date.now())) {
		const delays = isWokenByCalls(context) ? WAKE_DELAYS : WAKE_DELAYS_WITHOUT_CALLS;
		const delay = delays[Math.min(state.rechecks, delays.length - 1)];
		recheckAt = Date.now() + withJitter(delay);
		state.recheckAt = new Date(recheckAt).toISOString();
	}
	state.parked = true;
	state.parks += 1;
	const parked = await park(context, new Date(Math.min(deadline, recheckAt)));
	if (!parked) {
		state.parked = false;
		hintAtPolling(context, UNKNOWN_N8N);
		return undefined;
	}
	if (channel.kind === 'webhook') confirmParked(context, channel.url, state.seed);
	return { parked };
}

/**
 * Polls until no job is open or the time is up. Koldan may be down for a while: that only means that its jobs have not ended.
 * Where it refuses the request (because of the credential, say), that is the error of all items that wait.
 *
 * @throws ExecutionCancelled within half a second
 */
async function poll<Request, Job extends KoldanJob>(jobs: JobRun<Request, Job>): Promise<void> {
	const { client, plan, state } = jobs;
	const pending = jobs.pendingIndexes();
	let open: readonly WaitedJob[] = jobs.waitedAt(pending);
	for (let polls = 0; open.length > 0; polls++) {
		const left = jobs.deadline - Date.now();
		if (left <= 0) return;
		await client.transport.pause(Math.min(left, pollDelay(polls)));
		try {
			open = (await findOpen(client, plan.kind, open, state)).jobs;
		} catch (error) {
			if (jobs.wasStopped) return rethrow(error);
			if (!isTransient(error)) {
				for (const index of pending) addError(jobs, index, error);
				return;
			}
			client.transport.log('warn', `could not look at the ${plan.kind.words.jobs}; trying again`);
		}
	}
}
