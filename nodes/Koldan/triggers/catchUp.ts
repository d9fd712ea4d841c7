/**
 * Finds jobs whose end did not start the workflow, and starts it for them.
 *
 * A delivery can be lost: when the job ends between being read and being registered, before n8n has stored what the trigger
 * needs to recognise a delivery, while n8n is down, or when n8n fails to start the workflow. So the trigger calls its own
 * address until n8n takes the call, and then once for each job that has ended; such a call is handled like Koldan's own.
 */
import { isTerminal } from '../api/jobs';
import type { Connection } from '../api/connection';
import { firstJobs } from '../api/paging';
import { pause } from '../api/pause';
import { firstSummaries } from '../api/summaries';
import type { KoldanJob } from '../jobs/kinds';
import { isSameAddress } from '../webhooks/address';
import { obstacleOfFailure } from '../webhooks/obstacle';
import { callSelf, repeatUntil, tryCallSelf, type SelfAnswer } from '../webhooks/selfCall';
import { tokenFor } from '../webhooks/tokens';
import { ownKey, READY } from './deliverySource';
import { isWanted, readConditions } from './filters';
import { lastTime, summaryKind } from './kinds';
import { forgottenUpTo, hasStarted } from './ledger';
import type { PolledJob } from './pollCursor';
import type { TriggerContext, TriggerState } from './state';
import { fetchJobs } from './watchedJobs';
import { readWatch } from './watchFields';

/** How many of the newest jobs are searched for missed ones. */
const SEARCHED = 500;

/** How long a job is left to its own delivery, which may be on its way, before it counts as missed. Milliseconds. */
export const GRACE = 20_000;

/** Before each call, in milliseconds: n8n may not have finished what it is about to do. */
const DELAYS = [100, 100, 200, 400, 800, 1500, 3000, 5000, 10_000, 15_000];

const isGood = ({ statusCode }: SelfAnswer): boolean => statusCode >= 200 && statusCode < 300;

/** Nobody listens any more: the workflow was deactivated, or the test is over. */
const isOver = ({ statusCode }: SelfAnswer): boolean => statusCode === 401 || statusCode === 404;

export interface Missed {
	/** IDs of jobs that have ended and about which no delivery will come. */
	ended?: readonly string[];
	/** Finds IDs of further jobs that have ended; called once n8n takes calls, so that none can end unseen. */
	find?: () => Promise<readonly string[]>;
	/** How long the latter are left to their own deliveries (milliseconds). */
	grace?: number;
}

async function callForEach(
	context: TriggerContext,
	url: string,
	seed: string,
	{ ended = [], find = async () => [], grace = GRACE }: Missed,
): Promise<boolean> {
	const { httpRequest } = context.helpers;
	const call = (key: string) => async () => await callSelf(httpRequest, url, tokenFor(seed, key));
	const startEach = async (jobIds: readonly string[]): Promise<boolean> => {
		let all = true;
		for (const jobId of jobIds) {
			const taken = await repeatUntil(
				call(ownKey(jobId)),
				(answer) => isGood(answer) || isOver(answer),
				[0, ...DELAYS],
			);
			all &&= taken !== undefined;
		}
		return all;
	};
	if (!(await repeatUntil(call(READY), isGood, DELAYS))) return false;
	const found = await find();
	const first = await startEach(ended);
	if (found.length > 0) await pause(grace);
	return (await startEach(found)) && first;
}

/**
 * Catches up in the background.
 *
 * @returns whether n8n took all calls; never rejects
 */
export async function catchUp(
	context: TriggerContext,
	url: string,
	seed: string,
	missed: Missed,
): Promise<boolean> {
	try {
		if (await callForEach(context, url, seed, missed)) return true;
		const { failure } = await tryCallSelf(context.helpers.httpRequest, url, tokenFor(seed, READY));
		const why = failure ? obstacleOfFailure(url, failure) : undefined;
		context.logger.warn(
			`Koldan Webhook Trigger: ${why?.reason ?? 'n8n did not answer on its own webhook address'}. A transcription that has ended may not have started the workflow yet.${why ? ` ${why.advice}` : ''}`,
		);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.warn(
			`Koldan Webhook Trigger: could not look for transcriptions that have ended: ${reason}`,
		);
	}
	return false;
}

/** The IDs of those of the jobs that have ended. */
export async function endedAmong(
	{ client }: Connection,
	jobIds: readonly string[],
): Promise<string[]> {
	return (await fetchJobs(client, jobIds)).filter(isTerminal).map(({ id }) => id);
}

/**
 * The IDs of jobs that have this trigger's address, have ended with one of its events, and have not started the workflow.
 * Oldest first.
 */
export async function missedAtAddress(
	context: TriggerContext,
	{ client }: Connection,
	{ url, since }: TriggerState,
): Promise<string[]> {
	if (readWatch(context).watch === 'one') return [];
	const conditions = readConditions(context);
	const from = Math.max(since, forgottenUpTo(context));
	const isMissed = (job: PolledJob & Pick<KoldanJob, 'webhook'>): boolean =>
		isSameAddress(job.webhook?.url, url) && lastTime(job) > from && !hasStarted(context, job.id);
	const { transcriptions, summaries } = conditions.events;
	const missed: PolledJob[] = [];
	if (transcriptions.size > 0) {
		const filters = { status: [...transcriptions] };
		const jobs = await firstJobs(client, filters, 'creationDate,desc', SEARCHED);
		missed.push(...jobs.filter((job) => isMissed(job) && isWanted(job, conditions)));
	}
	if (summaries.size > 0)
		for (const summary of await firstSummaries(client, SEARCHED))
			if (isMissed(summary) && (await summaryKind.isWanted(client, summary, conditions)))
				missed.push(summary);
	return missed.sort((a, b) => lastTime(a) - lastTime(b)).map(({ id }) => id);
}

/** The IDs of all jobs that should have started the workflow, as far as can be known, and have not. */
export async function missedJobs(
	context: TriggerContext,
	connection: Connection,
	state: TriggerState,
): Promise<string[]> {
	const watched = await endedAmong(connection, state.jobs);
	const sent = await missedAtAddress(context, connection, state);
	return [...new Set([...watched, ...sent])].filter((id) => !hasStarted(context, id));
}
