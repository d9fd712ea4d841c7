/** Starts the job of each item, or takes up the one that an interrupted run of the node had started for it. */
import { KoldanApiError } from '../../api/errors';
import { CREDENTIAL_TYPE } from '../../api/n8nTransport';
import type { KoldanWebhook } from '../../api/types';
import type { Channel } from '../../wait/channel';
import { fingerprint, isStarted, noteCreation, type StartedJob } from '../../wait/state';
import { watchJob } from '../../wait/watch';
import { plainAddress, proofFor } from '../../webhooks/proof';
import { registration } from '../../webhooks/registration';
import { signingSecret } from '../../webhooks/tokens';
import { settleAll, type Settled } from '../items';
import { toNodeError } from '../nodeErrors';
import { rememberFailure, toldAgain } from './failedStart';
import type { JobRun } from './jobRun';
import type { JobPlan, Started } from './plan';
import { removeRegistrations } from './registrations';

export type Requests<Request> = Array<Settled<Request> | undefined>;

/** How many jobs an error names. */
const NAMED = 20;

/** Everything is read before anything is sent, so that a mistake in the last item costs nothing. */
export async function readRequests<Request>(
	jobs: JobRun,
	plan: JobPlan<Request>,
): Promise<Requests<Request>> {
	const requests = await settleAll(
		jobs.count,
		jobs.concurrency,
		false,
		async (index) => await plan.read(index),
	);
	if (!jobs.continueOnFail) {
		requests.forEach((request, index) => {
			if (request && 'error' in request) throw toNodeError(jobs.node, request.error, index);
		});
	}
	return requests;
}

/**
 * Starts all jobs, several at once.
 *
 * @throws the first item's error, unless the node is set to continue on fail
 */
export async function startJobs<Request>(
	jobs: JobRun,
	plan: JobPlan<Request>,
	requests: Requests<Request>,
	channel: Channel,
): Promise<void> {
	const webhookFor = await webhooksOf(jobs, channel);
	const outcomes = await settleAll(
		jobs.count,
		jobs.concurrency,
		!jobs.continueOnFail,
		async (index) => {
			const request = requests[index];
			if (request === undefined || 'error' in request) return await Promise.reject(request?.error);
			await startJob(jobs, plan, index, request.value, webhookFor(index));
		},
	);
	const failed = outcomes.findIndex((outcome) => outcome !== undefined && 'error' in outcome);
	if (failed < 0) return;
	if (!jobs.continueOnFail) return await giveUp(jobs, outcomes[failed], failed);
	outcomes.forEach((outcome, index) => {
		if (outcome && 'error' in outcome) rememberFailure(jobs, index, outcome.error);
	});
}

/** The webhook for each item's job; none when the run does not wait by webhook. */
async function webhooksOf(
	{ run, state }: JobRun,
	channel: Channel,
): Promise<(index: number) => KoldanWebhook | undefined> {
	if (channel.kind !== 'webhook') return () => undefined;
	const { webhookSecret } = await run.context.getCredentials(CREDENTIAL_TYPE);
	const secret = String(webhookSecret || signingSecret(state.seed));
	return (index) => registration(channel.url, proofFor(state.seed, String(index)), secret);
}

async function startJob<Request>(
	jobs: JobRun,
	plan: JobPlan<Request>,
	index: number,
	request: Request,
	webhook: KoldanWebhook | undefined,
): Promise<void> {
	const { state } = jobs;
	const identity = fingerprint(plan.identity(request));
	const known = state.items[index];
	if (isStarted(known) && known.request === identity)
		return await takeUp(jobs, index, known, webhook);
	if (known && !isStarted(known) && known.unsure === identity) throw toldAgain(known);
	const { job, registered, extra } = await start(jobs, plan, index, request, identity, webhook);
	state.items[index] = {
		jobId: job.id,
		request: identity,
		...(webhook && registered ? { webhook: plainAddress(webhook.url) } : {}),
		...(extra ? { extra } : {}),
	};
	noteCreation(state, job.creationDate);
	jobs.fresh.set(index, job);
}

async function start<Request>(
	jobs: JobRun,
	plan: JobPlan<Request>,
	index: number,
	request: Request,
	identity: string,
	webhook: KoldanWebhook | undefined,
): Promise<Started> {
	try {
		return await plan.start(request, webhook);
	} catch (error) {
		if (error instanceof KoldanApiError && error.ambiguous)
			rememberFailure(jobs, index, error, identity);
		return await Promise.reject(error);
	}
}

/** A job that this run had started before it was interrupted. A retried execution has another address to call. */
async function takeUp(
	{ run, settings, fresh }: JobRun,
	index: number,
	known: StartedJob,
	webhook: KoldanWebhook | undefined,
): Promise<void> {
	const isSet = webhook !== undefined && known.webhook === plainAddress(webhook.url);
	const { job, registered } = await watchJob(
		run.client,
		known.jobId,
		isSet ? undefined : webhook,
		settings.mode === 'webhook',
		known.webhook,
	);
	if (webhook && !isSet) known.webhook = registered ? plainAddress(webhook.url) : undefined;
	fresh.set(index, job);
}

/** One item failed and the node stops: the jobs that were started are named, and are not started again by a retry. */
async function giveUp(
	jobs: JobRun,
	outcome: Settled<void> | undefined,
	index: number,
): Promise<never> {
	const started = jobs.startedIndexes();
	await removeRegistrations(jobs, started);
	const cause = outcome && 'error' in outcome ? outcome.error : undefined;
	const error = toNodeError(jobs.node, cause, index);
	if (started.length > 0) {
		const named = jobs.idsOf(started.slice(0, NAMED)).join(', ');
		const others = started.length > NAMED ? ` and ${started.length - NAMED} more` : '';
		error.description =
			`${error.description ?? ''} Already started, and going on in Koldan: ${named}${others}. The operation Wait gets their transcripts.`.trim();
	}
	throw error;
}
