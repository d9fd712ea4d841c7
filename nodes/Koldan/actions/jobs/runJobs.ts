/**
 * Starts a job for each item, waits for all of them together, and gives their output in the items' order.
 *
 * The run can be interrupted at any point and begun again: after a wait, after an error with *Retry On Fail*, when a
 * failed execution is retried. What it has started it remembers (`wait/state`), so no job is started, or paid for, twice.
 */
import type { INodeExecutionData } from 'n8n-workflow';
import { chooseChannel, type Channel } from '../../wait/channel';
import { isTool } from '../../wait/park';
import { resumeUrlOf } from '../../wait/resumeUrl';
import { newState, readState } from '../../wait/state';
import type { Run } from '../run';
import { readWaitSettings } from '../waitSettings';
import { JobRun } from './jobRun';
import type { JobPlan } from './plan';
import { putOut } from './putOut';
import type { EndedJobs } from './readJobs';
import { removeRegistrations } from './registrations';
import { readRequests, startJobs } from './startJobs';
import { waitForJobs } from './waitForJobs';

/**
 * Runs an operation that starts jobs and waits for them.
 *
 * @returns n8n's outputs; when the execution was parked, what n8n wants at that moment
 */
export async function runJobs<Request>(
	run: Run,
	plan: JobPlan<Request>,
): Promise<INodeExecutionData[][]> {
	const state = isTool(run.context) ? newState() : readState(run.context);
	const settings = readWaitSettings(run, state.parked || state.deadline !== undefined);
	const jobs = new JobRun(run, settings, state);
	const resumed = state.parked;
	state.parked = false;
	const channel: Channel = resumed
		? { kind: 'webhook', url: resumeUrlOf(run.context) }
		: await begin(jobs, plan);
	const ended =
		channel.kind === 'none' ? asStarted(jobs) : await waitForJobs(jobs, channel, resumed);
	if ('parked' in ended) return ended.parked;
	run.client.transport.log('debug', `${ended.size} transcriptions have ended`);
	return [await putOut(jobs, plan, ended)];
}

/** Starts the jobs. @returns in which way to wait for them */
async function begin<Request>(jobs: JobRun, plan: JobPlan<Request>): Promise<Channel> {
	const { run, settings, state } = jobs;
	const requests = await readRequests(jobs, plan);
	const ownWebhook = requests.some(
		(request) => request && 'value' in request && plan.hasOwnWebhook(request.value),
	);
	const channel = await chooseChannel(run.context, settings.mode, run.baseUrl, ownWebhook);
	await startJobs(jobs, plan, requests, channel);
	// What *Retry On Fail* runs again does not begin to wait anew.
	state.deadline ??= settings.deadline?.toISOString();
	if (channel.kind !== 'webhook') return channel;
	const open = jobs.startedIndexes().filter((index) => !jobs.hadEnded(index));
	if (open.every((index) => jobs.jobAt(index).webhook !== undefined)) return channel;
	// A job that could not be given this run's webhook would not wake it up.
	await removeRegistrations(jobs, open);
	return { kind: 'polling' };
}

const asStarted = ({ fresh }: JobRun): EndedJobs =>
	new Map([...fresh].map(([index, value]) => [index, { value }]));
