/** Starts the job of each item, or resumes with the one that was started for it before. */
import { KoldanApiError, rethrow } from '../api/errors';
import { webhookSecretOf } from '../api/connection';
import { settleAll, type Settled } from '../api/concurrency';
import { isTerminal } from '../api/jobs';
import { toNodeError } from '../api/nodeErrors';
import type { SummaryJob } from '../api/summaries';
import type { KoldanWebhook } from '../api/types';
import { plainAddress } from '../webhooks/address';
import { ownWebhook } from '../webhooks/registration';
import type { Channel } from './channel';
import { aboutJob, restoreError, withOtherJobs } from './errors';
import type { JobRun } from './jobRun';
import { followUpKeyOf, keyOf } from './keys';
import { followUps, type KoldanJob } from './kinds';
import { addEnded, addOutput } from './output';
import type { JobPlan, Started } from './plan';
import { throwFirstError, type Run } from './run';
import { fingerprint, isStarted, noteCreation, type FailedStart, type StartedJob } from './state';
import { tryRegister, watchJob } from './watch';

export type Requests<Request> = Array<Settled<Request> | undefined>;

/**
 * Reads the fields of all items. Everything is read before anything is sent, so that a mistake in the last item costs nothing.
 *
 * @throws the first item's error, unless the node is set to continue on fail
 */
export async function readRequests<Request, Job extends KoldanJob>(
	run: Run,
	plan: JobPlan<Request, Job>,
): Promise<Requests<Request>> {
	const requests = await settleAll(
		run.items.length,
		plan.concurrency,
		false,
		async (index) => await plan.read(index),
	);
	if (!run.context.continueOnFail()) throwFirstError(run, requests);
	return requests;
}

/** A fingerprint of what is paid for; empty for an item whose fields can't be read. */
export const fingerprintOf = <Request, Job extends KoldanJob>(
	plan: JobPlan<Request, Job>,
	request: Settled<Request> | undefined,
): string => (request && 'value' in request ? fingerprint(plan.identity(request.value)) : '');

/**
 * Starts all jobs, several at once.
 *
 * @throws the first item's error, unless the node is set to continue on fail
 */
export async function startJobs<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	requests: Requests<Request>,
	channel: Channel,
): Promise<void> {
	const webhooksFor = await webhooksOf(jobs, channel);
	const outcomes = await settleAll(
		jobs.count,
		jobs.plan.concurrency,
		!jobs.continueOnFail,
		async (index) => {
			const request = requests[index];
			if (request === undefined || 'error' in request) return rethrow(request?.error);
			await startJob(jobs, index, request.value, webhooksFor(index));
		},
	);
	outcomes.forEach((outcome, index) => {
		if (outcome && 'error' in outcome && jobs.continueOnFail)
			rememberFailure(jobs, index, outcome.error);
	});
	const failed = outcomes.find((outcome) => outcome !== undefined && 'error' in outcome);
	if (jobs.continueOnFail || !failed || !('error' in failed)) return;
	const index = outcomes.indexOf(failed);
	const started = jobs.startedIndexes();
	await jobs.removeWebhooks(started);
	const others = jobs.idsOf(started.filter((each) => each !== index));
	const error = withOtherJobs(failed.error, others, jobs.plan.kind.words);
	throw toNodeError(jobs.context.getNode(), error, index);
}

/** This run's webhooks for an item; none when it does not wait by webhook. */
interface ItemWebhooks {
	job?: KoldanWebhook;
	followUp?: KoldanWebhook;
}

async function webhooksOf<Request, Job extends KoldanJob>(
	{ context, state }: JobRun<Request, Job>,
	channel: Channel,
): Promise<(index: number) => ItemWebhooks> {
	if (channel.kind !== 'webhook') return () => ({});
	const secret = await webhookSecretOf(context);
	const webhook = (key: string) => ownWebhook(channel.url, state.seed, key, secret);
	return (index) => ({ job: webhook(keyOf(index)), followUp: webhook(followUpKeyOf(index)) });
}

/**
 * Within one execution an item has at most one job, whatever its fields give when they are read again. Only where a retried
 * execution asks for something else than the one that failed, the item gets another one.
 */
async function startJob<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	request: Request,
	webhooks: ItemWebhooks,
): Promise<void> {
	const { state, plan } = jobs;
	const { job: webhook } = webhooks;
	const paidFor = fingerprint(plan.identity(request));
	const known = state.items[index];
	if (isStarted(known) && (!known.inherited || known.request === paidFor))
		return await resumeStartedJob(jobs, index, known, webhooks);
	if (known && !isStarted(known) && known.unsure) throw restoreError(known);
	const { job, registered, followUp, extra } = await start(jobs, index, request, webhooks);
	const started: StartedJob = {
		jobId: job.id,
		request: paidFor,
		...(webhook && registered ? { webhook: plainAddress(webhook.url) } : {}),
		...(followUp ? { followUp: { jobId: followUp.id } } : {}),
		...(extra ? { extra } : {}),
	};
	state.items[index] = started;
	noteCreation(state, job.creationDate);
	if (followUp) await watchFollowUp(jobs, started, followUp, webhooks.followUp);
	await noteStart(jobs, index, job, started);
}

/**
 * Sets this run's webhook on a follow-up. Where that fails, the run polls: the job that it follows is paid for.
 *
 * @param seen as it was when the job was started; none to read it first
 */
async function watchFollowUp<Request, Job extends KoldanJob>(
	{ client, settings }: JobRun<Request, Job>,
	{ followUp }: StartedJob,
	seen: SummaryJob | undefined,
	webhook: KoldanWebhook | undefined,
): Promise<void> {
	if (settings.mode === 'none' || !followUp || !webhook) return;
	const address = plainAddress(webhook.url);
	if (followUp.webhook === address) return;
	const read = async () => seen ?? (await followUps.get(client, followUp.jobId));
	const outcome = await tryRegister(client, followUps, read, webhook, followUp.webhook);
	followUp.webhook = outcome === 'set' ? address : undefined;
	if (outcome === 'ended') followUp.hasEnded = true;
}

async function start<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	request: Request,
	{ job: webhook }: ItemWebhooks,
): Promise<Started<Job>> {
	try {
		return await jobs.plan.start(jobs.client, request, webhook);
	} catch (error) {
		if (error instanceof KoldanApiError && error.ambiguous)
			rememberFailure(jobs, index, error, true);
		return rethrow(error);
	}
}

/** A retried execution has another address to call. */
async function resumeStartedJob<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	known: StartedJob,
	{ job: webhook, followUp }: ItemWebhooks,
): Promise<void> {
	known.inherited = undefined;
	const isSet = webhook !== undefined && known.webhook === plainAddress(webhook.url);
	try {
		const { job, registered } = await watchJob(
			jobs.client,
			jobs.plan.kind,
			known.jobId,
			isSet ? undefined : webhook,
			{ insist: jobs.settings.mode === 'webhook', former: known.webhook },
		);
		if (webhook && !isSet) known.webhook = registered ? plainAddress(webhook.url) : undefined;
		await watchFollowUp(jobs, known, undefined, followUp);
		await noteStart(jobs, index, job, known);
	} catch (error) {
		throw aboutJob(error, known.jobId, jobs.plan.kind.words);
	}
}

/** Without a wait, the job comes out as it is. One that has ended brings its result, which need not be read again. */
async function noteStart<Request, Job extends KoldanJob>(
	jobs: JobRun<Request, Job>,
	index: number,
	job: Job,
	known: StartedJob,
): Promise<void> {
	if (jobs.settings.mode === 'none') return await addOutput(jobs, index, job);
	if (!isTerminal(job)) return;
	// What follows it has hardly ended yet, unless nothing can follow it.
	if (known.followUp && job.status === 'COMPLETED') {
		known.hasEnded = true;
		return;
	}
	jobs.endedAtStart.add(index);
	if (!jobs.plan.kind.lacksResult(job)) await addEnded(jobs, index, job);
}

/** @param unsure whether the request may have started a job all the same */
function rememberFailure<Request, Job extends KoldanJob>(
	{ context, state }: JobRun<Request, Job>,
	index: number,
	error: unknown,
	unsure = false,
): void {
	const known = state.items[index];
	// What is paid for is never forgotten, whatever fails after it.
	if (isStarted(known)) return;
	const nodeError = toNodeError(context.getNode(), error, index);
	const { message, description } = nodeError;
	const httpCode = 'httpCode' in nodeError ? (nodeError.httpCode ?? undefined) : undefined;
	state.items[index] = {
		error: {
			message,
			description: description ?? undefined,
			httpCode,
			details: nodeError.context.data as FailedStart['error']['details'],
		},
		...(unsure || known?.unsure ? { unsure: true } : {}),
	};
}
