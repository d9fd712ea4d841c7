/**
 * Starts a job for each item, waits for all of them together, and gives their output in the items' order.
 *
 * The run can be interrupted at any point and begun again: after a wait, after an error with *Retry On Fail*, when a
 * failed execution is retried. It remembers what it has started (`state.ts`), so no job is started, or paid for, twice.
 */
import type { INodeExecutionData } from 'n8n-workflow';
import { ExecutionCancelled, rethrow } from '../api/errors';
import { chooseChannel, resumeUrlOf, type Channel } from './channel';
import { hintAtEnd } from './endHints';
import { JobRun } from './jobRun';
import type { KoldanJob } from './kinds';
import { addError, buildOutput } from './output';
import { isTool } from './park';
import type { JobPlan } from './plan';
import type { Run } from './run';
import { fingerprintOf, readRequests, startJobs, type Requests } from './start';
import { dropState, endToolCall, readState, readToolState } from './state';
import { hintAtTokenEnd } from './tokenEnd';
import { waitForJobs, type Parked } from './wait';

/**
 * Runs an operation that starts jobs and waits for them.
 *
 * @returns n8n's outputs; when the execution was parked, what n8n wants at that moment
 */
export async function runJobs<Request, Job extends KoldanJob>(
	run: Run,
	plan: JobPlan<Request, Job>,
): Promise<INodeExecutionData[][]> {
	if (isTool(run.context)) return await runAsTool(run, plan);
	const state = readState(run.context);
	const jobs = new JobRun(run, plan, state);
	const requests = state.parked ? undefined : await readRequests(run, plan);
	const parked = await startAndWait(jobs, requests);
	if (parked) return parked.parked;
	const output = buildOutput(jobs);
	hintAtEnd(jobs);
	// With *Retry On Fail*, n8n may run the node again because of an error item.
	if (!run.context.getNode().retryOnFail || !hasErrors(jobs)) dropState(run.context);
	return [output];
}

/** An AI agent waits for the answer: nothing is parked, and a call that failed can be taken up by the next one. */
async function runAsTool<Request, Job extends KoldanJob>(
	run: Run,
	plan: JobPlan<Request, Job>,
): Promise<INodeExecutionData[][]> {
	const requests = await readRequests(run, plan);
	const state = readToolState(
		run.context,
		requests.map((request) => fingerprintOf(plan, request)),
	);
	const jobs = new JobRun(run, plan, state);
	let failed = true;
	try {
		await startAndWait(jobs, requests);
		const output = buildOutput(jobs);
		failed = hasErrors(jobs);
		return [output];
	} finally {
		endToolCall(run.context, state, failed);
	}
}

const hasErrors = <Request, Job extends KoldanJob>({
	count,
	outputs,
}: JobRun<Request, Job>): boolean =>
	Array.from({ length: count }, (_, index) => outputs.get(index)).some(
		(output) => output === undefined || 'error' in output,
	);

/**
 * Starts the jobs, or resumes with them, and waits until the output of each is ready.
 *
 * @param requests undefined when the execution has just woken up
 */
async function startAndWait<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	requests: Requests<Request> | undefined,
): Promise<Parked | undefined> {
	const { state, context } = jobs;
	state.parked = false;
	let parked: Parked | undefined;
	try {
		const channel: Channel = requests
			? await begin(jobs, requests)
			: { kind: 'webhook', url: resumeUrlOf(context) };
		if (channel.kind !== 'none') parked = await waitForJobs(jobs, channel, requests === undefined);
	} catch (error) {
		if (!jobs.wasStopped) {
			if (!jobs.continueOnFail || jobs.startedIndexes().length === 0) return rethrow(error);
			// Whatever it is: it must not hide the jobs that are paid for.
			for (const index of jobs.pendingIndexes()) addError(jobs, index, error);
		}
	}
	if (jobs.wasStopped && !parked) return await stop(jobs);
	return parked;
}

/** Somebody stopped the execution: what is still running in Koldan is cancelled if that is set. */
async function stop<Request, Job extends KoldanJob>(jobs: JobRun<Request, Job>): Promise<never> {
	if (jobs.settings.cancelUnfinished) await jobs.cancelJobs(jobs.pendingIndexes());
	throw new ExecutionCancelled();
}

/** Starts the jobs. @returns in which way to wait for them */
async function begin<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	requests: Requests<Request>,
): Promise<Channel> {
	const { run, plan, settings, state } = jobs;
	state.kind = plan.kind.name;
	// What *Retry On Fail* runs again does not begin a new wait.
	state.deadline ??= settings.mode === 'none' ? undefined : settings.deadline()?.toISOString();
	const ownWebhook = requests.some(
		(request) => request && 'value' in request && plan.hasOwnWebhook(request.value),
	);
	const channel = await chooseChannel(run.context, settings.mode, {
		baseUrl: run.baseUrl,
		ownWebhook,
		state,
		deadline: jobs.deadline,
	});
	if (channel.kind !== 'none') hintAtTokenEnd(run, jobs.deadline);
	await startJobs(jobs, requests, channel);
	if (channel.kind !== 'webhook') return channel;
	const open = jobs.startedIndexes().filter((index) => !jobs.endedAtStart.has(index));
	if (open.every((index) => jobs.isCalledFor(index))) return channel;
	// A job that could not be given this run's webhook would not wake it up.
	await jobs.removeWebhooks(open);
	return { kind: 'polling' };
}
