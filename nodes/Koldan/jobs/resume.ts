/**
 * The node's webhook: a call to a parked execution. It never throws (n8n would wipe the run), never trusts the body, and
 * resumes only when Koldan's API says that no job is open any more, or Koldan calls about the only one.
 */
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { connect, webhookSecretOf } from '../api/connection';
import { pause } from '../api/pause';
import { deliveryOf, isSigned, provenKey } from '../webhooks/delivery';
import { signingSecret } from '../webhooks/tokens';
import { coalesce, type Look } from './coalesce';
import { SELF } from './confirmParked';
import { indexOfKey, isFollowUpKey } from './keys';
import { kindOf } from './kinds';
import { findOpen, type WaitedJob } from './openJobs';
import { mayResume } from './soleResume';
import { readParkedStates, type RunSeen } from './state';

/** If Koldan's API does not answer, this many further tries, this far apart (milliseconds). Then the node itself polls. */
const MAX_RETRIES = 3;
const RETRY_DELAY = 10_000;

/** Calls wake up an execution at most once in this time (milliseconds). */
const BETWEEN_WAKES = 5000;

/** A call that is authentic. */
interface Call {
	state: RunSeen;
	/** Koldan, about a job of the run; or this node, which looks whether it is parked. */
	from: 'koldan' | 'self';
	/** The job that it is about. */
	jobId?: string;
}

const waitedIn = ({ jobIds, followUpIds }: RunSeen): WaitedJob[] =>
	jobIds.flatMap((jobId, index) =>
		jobId === null ? [] : [{ jobId, followUpId: followUpIds?.[index] ?? undefined }],
	);

const jobIdsOf = (state: RunSeen): string[] =>
	waitedIn(state).flatMap(({ jobId, followUpId }) => [jobId, ...(followUpId ? [followUpId] : [])]);

/** The job that a token's key stands for. */
const jobIdFor = (key: string, { jobIds, followUpIds }: RunSeen): string | undefined =>
	(isFollowUpKey(key) ? followUpIds?.[indexOfKey(key)] : jobIds[indexOfKey(key)]) ?? undefined;

/**
 * Finds the run that a call is meant for. Its token proves the run and the job. A signature proves only that Koldan calls,
 * because the credential's secret serves many executions: then the body has to name one of the jobs.
 *
 * @returns undefined for a call by anybody else
 */
async function authenticate(context: IWebhookFunctions): Promise<Call | undefined> {
	const delivery = deliveryOf(context);
	const states = readParkedStates(context);
	for (const state of states) {
		const key = provenKey(delivery, state.seed);
		if (key === undefined) continue;
		if (key === SELF) return { state, from: 'self' };
		return { state, from: 'koldan', jobId: jobIdFor(key, state) };
	}
	const body = delivery.rawBody.toString('utf8');
	const webhookSecret = states.length > 0 ? await webhookSecretOf(context) : '';
	for (const state of states) {
		const jobId = jobIdsOf(state).find((id) => body.includes(id));
		if (jobId && isSigned(delivery, webhookSecret || signingSecret(state.seed)))
			return { state, from: 'koldan', jobId };
	}
	return undefined;
}

/** Finds the open jobs; none when Koldan's API does not answer, so that the node itself takes over. */
async function look(context: IWebhookFunctions, state: RunSeen): Promise<Look> {
	const { client } = await connect(context);
	for (let attempt = 0; ; attempt++) {
		try {
			return await findOpen(client, kindOf(state.kind), waitedIn(state), state);
		} catch (error) {
			if (attempt === MAX_RETRIES) return { ids: [], count: 0 };
			context.logger.warn(
				`Koldan: could not look at the transcriptions: ${error instanceof Error ? error.message : String(error)}`,
			);
			await pause(RETRY_DELAY);
		}
	}
}

/**
 * Whether the call wakes up the execution. If Koldan calls about the only job, that must be its end; the node, which runs
 * next, looks at it anyway, and sleeps on should it be open.
 */
async function wakesUp(context: IWebhookFunctions, { state, from, jobId }: Call): Promise<boolean> {
	// Each time it is parked, another call has to wake it up.
	const key = `${state.seed}:${state.parks}`;
	if (from === 'self' || jobIdsOf(state).length > 1)
		return await coalesce(key, jobId, async () => await look(context, state));
	const sinceWoken = Date.now() - Date.parse(state.wokenAt ?? '');
	if (sinceWoken < BETWEEN_WAKES) await pause(BETWEEN_WAKES - sinceWoken);
	return await coalesce(key, undefined, async () => ({ ids: [], count: 0 }));
}

function answer(context: IWebhookFunctions, statusCode: number, body: object): void {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(statusCode).json(body);
}

/** Handles one call; `workflowData` in what it returns wakes up the execution. */
export async function onNotification(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const call = await authenticate(context);
		if (!call) {
			answer(context, 401, { message: 'This call is not authentic' });
			return { noWebhookResponse: true };
		}
		// Answered at once: Koldan need not wait while the jobs are looked at.
		answer(context, 200, { received: true });
		const wakes = mayResume(context, call.state) && (await wakesUp(context, call));
		return { noWebhookResponse: true, ...(wakes ? { workflowData: [] } : {}) };
	} catch (error) {
		context.logger.warn(
			`Koldan: a call to a waiting execution failed: ${error instanceof Error ? error.message : String(error)}`,
		);
		answer(context, 503, { message: 'Try again' });
		return { noWebhookResponse: true };
	}
}
