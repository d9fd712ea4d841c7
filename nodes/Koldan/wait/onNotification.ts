/**
 * The node's webhook: a call to a parked execution. It never throws (n8n would wipe the run), never trusts the body, and
 * resumes only when Koldan itself says that no job is open any more, or calls about the only one.
 */
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { createClient } from '../api/client';
import { createTransport, CREDENTIAL_TYPE } from '../api/n8nTransport';
import { pause } from '../api/pause';
import { isSigned } from '../webhooks/authenticity';
import { deliveryOf } from '../webhooks/delivery';
import { provenKey } from '../webhooks/proof';
import { signingSecret } from '../webhooks/tokens';
import { arrive } from './gate';
import { findOpenJobs } from './openJobs';
import { SELF } from './settle';
import { isStarted, readParkedState, type WaitState } from './state';

/** If Koldan can't be asked, this many further tries, this far apart (milliseconds). Then the node itself polls. */
const PATIENCE = 3;
const BETWEEN = 10_000;

const jobIdsOf = (state: WaitState): string[] =>
	state.items.filter(isStarted).map(({ jobId }) => jobId);

/**
 * Who makes a call: Koldan about a job of this run, or this node itself (`SELF`). A signature proves only that it is Koldan,
 * because the credential's secret serves many executions: then the body has to name one of the jobs.
 *
 * @returns undefined for anybody else
 */
async function callerOf(
	context: IWebhookFunctions,
	state: WaitState,
): Promise<'koldan' | 'self' | undefined> {
	const delivery = deliveryOf(context);
	const key = provenKey(delivery, state.seed);
	if (key !== undefined) return key === SELF ? 'self' : 'koldan';
	const body = delivery.rawBody.toString('utf8');
	if (!jobIdsOf(state).some((jobId) => body.includes(jobId))) return undefined;
	const { webhookSecret } = await context.getCredentials(CREDENTIAL_TYPE);
	const secret = String(webhookSecret || signingSecret(state.seed));
	return isSigned(delivery, secret) ? 'koldan' : undefined;
}

/**
 * Whether the call can only mean that all jobs have ended: Koldan calls, and there is one job. The node, which runs next,
 * looks at it anyway, and sleeps on should it be open.
 */
const isTheEnd = (caller: 'koldan' | 'self', state: WaitState): boolean =>
	caller === 'koldan' && jobIdsOf(state).length === 1;

/** @returns about how many jobs are open; none when Koldan can't be asked, so that the node itself takes over */
async function countOpenJobs(context: IWebhookFunctions, state: WaitState): Promise<number> {
	const client = createClient(await createTransport(context));
	for (let attempt = 1; ; attempt++) {
		try {
			return (await findOpenJobs(client, jobIdsOf(state), state)).count;
		} catch (error) {
			if (attempt > PATIENCE) return 0;
			context.logger.warn(
				`Koldan: could not look at the transcriptions: ${error instanceof Error ? error.message : String(error)}`,
			);
			await pause(BETWEEN);
		}
	}
}

function answer(context: IWebhookFunctions, statusCode: number, body: object): void {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(statusCode).json(body);
}

/** Handles one call; `workflowData` in what it returns wakes up the execution. */
export async function onNotification(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const state = readParkedState(context);
		const caller = state && (await callerOf(context, state));
		if (!state || !caller) {
			answer(context, 401, { message: 'This call is not authentic' });
			return { noWebhookResponse: true };
		}
		// Answered at once: Koldan need not wait while the jobs are looked at.
		answer(context, 200, { received: true });
		// Each time it is parked anew, another call has to wake it up.
		const done = await arrive(`${state.seed}:${state.parks}`, async () =>
			isTheEnd(caller, state) ? 0 : await countOpenJobs(context, state),
		);
		return done ? { noWebhookResponse: true, workflowData: [] } : { noWebhookResponse: true };
	} catch (error) {
		context.logger.warn(
			`Koldan: a call to a waiting execution failed: ${error instanceof Error ? error.message : String(error)}`,
		);
		answer(context, 503, { message: 'Try again' });
		return { noWebhookResponse: true };
	}
}
