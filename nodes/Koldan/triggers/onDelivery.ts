/**
 * A call to the webhook trigger. It has to prove that it comes from Koldan, or from this trigger; what it says is not
 * believed even then: the job is read from the API. Each job starts the workflow once, however often its end is notified.
 */
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { connect, webhookSecretOf } from '../api/connection';
import { isTerminal } from '../api/jobs';
import { pause } from '../api/pause';
import { deliveryOf } from '../webhooks/delivery';
import { catchUp, GRACE, missedAtAddress, missedJobs, type Missed } from './catchUp';
import { sourceOf } from './deliverySource';
import { endStart, hasStarted, isStarting, mergeStarts, type StartReport } from './ledger';
import { beginStart, storeStarts } from './reportStarts';
import { ownerOf, readSeed, readState, saveState, type TriggerState } from './state';
import { subjectOfCall, type Call, type Subject } from './subject';

/** How often to look whether n8n has answered, and for how long at most, in milliseconds. */
const ANSWER_STEP = 50;
const ANSWER_LIMIT = 10 * 60 * 1000;

/** Triggers for which this process has looked for what was missed before it was started. */
const lookedBack = new Set<string>();

/** Deliveries that are being handled in this process, by trigger and job. */
const underWay = new Map<string, Promise<unknown>>();

function refuse(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(401).json({ message: 'This call is not authentic' });
	return { noWebhookResponse: true };
}

/** Answers with 200 and starts nothing. */
const ignore = (message: string): IWebhookResponseData => ({ webhookResponse: { message } });

/** The workflow is being started for the job: a call of our own is repeated until it is known what came of that. */
function beingStarted({ context, source }: Call): IWebhookResponseData {
	if (source.kind !== 'own') return ignore('Received before');
	context.getResponseObject().status(503).json({ message: 'The workflow is being started' });
	return { noWebhookResponse: true };
}

/** Catches up in the background. If n8n does not take the calls, the next delivery looks back again. */
async function startMissed({ context, state, seed }: Call, missed: Missed): Promise<void> {
	if (!(await catchUp(context, state.url, seed, missed))) lookedBack.delete(ownerOf(context));
}

/** @returns the status that n8n has answered a call with; undefined when it has not */
async function statusAnswered(context: IWebhookFunctions): Promise<number | undefined> {
	const response = context.getResponseObject();
	for (let waited = 0; waited < ANSWER_LIMIT; waited += ANSWER_STEP) {
		if (response.headersSent || response.writableEnded) return response.statusCode;
		await pause(ANSWER_STEP);
	}
	return undefined;
}

/**
 * Notes the start once n8n has answered. n8n answers a call when the execution exists, and with an error when it could not
 * make it (n8n 1 answers before it tries).
 */
async function followStart(call: Call, { job, word }: Subject): Promise<void> {
	const { context, state, seed, source } = call;
	const status = await statusAnswered(context);
	const started = status !== undefined && status < 400;
	endStart(context, job, started);
	const stored = storeStarts(context, state.url, seed);
	if (started) return await stored;
	context.logger.warn(
		`Koldan Webhook Trigger: n8n could not start the workflow for ${word} ${job.id}. It is tried again.`,
	);
	// A call of our own is repeated by whoever made it.
	if (source.kind !== 'own') await startMissed(call, { ended: [job.id] });
}

async function start(call: Call, subject: Subject): Promise<IWebhookResponseData> {
	const { context, state } = call;
	const { job, word } = subject;
	const testing = context.getMode() === 'manual';
	if (!isTerminal(job)) return ignore(`The ${word} has not ended`);
	if (!testing && hasStarted(context, job.id)) return ignore('Received before');
	if (!testing && isStarting(context, job.id)) return beingStarted(call);
	if (!subject.isWanted) {
		forgetJobs(context, state, (jobId) => jobId === job.id);
		return ignore('Received; the workflow does not listen to this');
	}
	const items = await subject.items();
	if (!testing) {
		if (!(await beginStart(context, state.url, call.seed, job.id))) return beingStarted(call);
		void followStart(call, subject);
	}
	return { workflowData: [items] };
}

/** Jobs that have ended have no webhook that would be removed later. */
function forgetJobs(
	context: IWebhookFunctions,
	state: TriggerState,
	hasEnded: (jobId: string) => boolean,
): void {
	const jobs = state.jobs.filter((jobId) => !hasEnded(jobId));
	if (jobs.length < state.jobs.length) saveState(context, { ...state, jobs });
}

async function handle(call: Call): Promise<IWebhookResponseData> {
	const { context, connection, state, source } = call;
	const subject = await subjectOfCall(call);
	if (!subject) {
		// Koldan has notified something, but not of which job: it is one of those that were sent here and have ended.
		if (source.kind === 'signed') {
			const find = async () => await missedAtAddress(context, connection, state);
			void startMissed(call, { find });
		}
		return ignore('Received; it names nothing that this workflow listens to');
	}
	const turn = `${ownerOf(context)}:${subject.job.id}`;
	return await inTurn(turn, async () => await start(call, subject));
}

/** Deliveries of the same job wait for each other, so that the second sees what came of the first. */
async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
	const before = underWay.get(key) ?? Promise.resolve();
	const result = before.then(work);
	const settled = result.catch(() => undefined);
	underWay.set(key, settled);
	try {
		return await result;
	} finally {
		if (underWay.get(key) === settled) underWay.delete(key);
	}
}

/**
 * With the first delivery after n8n was started, looks for jobs that ended while it was down: n8n does not tell triggers
 * when it is started.
 */
function lookBack(call: Call): void {
	const { context, connection, state } = call;
	const owner = ownerOf(context);
	if (lookedBack.has(owner)) return;
	lookedBack.add(owner);
	const find = async () => await missedJobs(context, connection, state);
	// At random, so that several processes do not call about the same job at the same moment.
	const grace = GRACE * (1.5 + 1.5 * Math.random());
	void startMissed(call, { find, grace });
}

/** Handles one call; `workflowData` in what it returns starts the workflow. */
export async function onDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const state = readState(context);
	const seed = readSeed(context);
	if (!state || seed === undefined) return refuse(context);
	const secret = await webhookSecretOf(context);
	const source = sourceOf(deliveryOf(context), state.url, seed, secret);
	if (source.kind === 'unknown') return refuse(context);
	const testing = context.getMode() === 'manual';
	if (source.kind === 'ready') {
		if (testing) return ignore('Ready');
		// There is no body at all where nothing was sent.
		const report = (context.getBodyData() as StartReport | undefined) ?? {};
		const merged = mergeStarts(context, report);
		forgetJobs(context, state, (jobId) => hasStarted(context, jobId));
		return { webhookResponse: { message: 'Ready', ...merged } };
	}
	const call: Call = { context, connection: await connect(context), state, seed, source };
	if (!testing) {
		mergeStarts(context);
		lookBack(call);
	}
	return await handle(call);
}
