/**
 * A call to the webhook trigger. It has to prove that it comes from Koldan; what it says is not believed even then: the
 * job is read again. Each job starts the workflow once, however often its end is told.
 */
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { KoldanApiError } from '../api/errors';
import { isTerminal } from '../api/jobs';
import { CREDENTIAL_TYPE } from '../api/n8nTransport';
import { pause } from '../api/pause';
import { getTranscription } from '../api/transcriptions';
import type { TranscriptionJob } from '../api/types';
import { deliveryOf } from '../webhooks/delivery';
import { catchUp, GRACE } from './catchUp';
import { connect, type Connection } from './context';
import { sourceOf, type Source } from './deliverySource';
import { isWanted, itemsFor } from './endedJobs';
import { readEvents } from './events';
import { readFilters } from './filters';
import { hasStarted, noteStart, restoreStarts } from './ledger';
import { missedJobs, sentAndMissed } from './missedJobs';
import { ownerOf } from './stored';
import { tellStarts } from './tellStarts';
import { isSameAddress, readSeed, readState, saveState, type TriggerState } from './triggerState';
import { readWatch } from './watchFields';

/** Pauses before looking again at a job that is said to have ended and does not show it, in milliseconds. */
const NOT_YET_PAUSES = [500, 1500, 3000];

/** How long n8n gets to store and start, in milliseconds. */
const ANSWER_AFTER = 300;

/** Triggers for which this process has looked for what was missed before it was started. */
const lookedBack = new Set<string>();

/** Deliveries that are being dealt with in this process, by trigger and job. */
const underWay = new Map<string, Promise<unknown>>();

function refuse(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(401).json({ message: 'This call is not authentic' });
	return { noWebhookResponse: true };
}

/** Answers with 200 and starts nothing. */
const ignore = (message: string): IWebhookResponseData => ({ webhookResponse: { message } });

/** @returns undefined when the job is gone, or not this user's */
async function readJob(
	{ client }: Connection,
	jobId: string,
): Promise<TranscriptionJob | undefined> {
	try {
		return await getTranscription(client, jobId);
	} catch (error) {
		const status = error instanceof KoldanApiError ? error.statusCode : undefined;
		if (status === 404 || status === 403) return undefined;
		return await Promise.reject(error);
	}
}

/** Reads a job that is said to have ended; its end may show a moment later. */
async function readEnded(
	connection: Connection,
	jobId: string,
): Promise<TranscriptionJob | undefined> {
	let job = await readJob(connection, jobId);
	for (const pause of NOT_YET_PAUSES) {
		if (!job || isTerminal(job)) break;
		await connection.client.transport.pause(pause);
		job = await readJob(connection, jobId);
	}
	return job;
}

/**
 * Whether a job that a signed body names is a business of this trigger's: the same secret may serve other triggers, and
 * executions that wait.
 */
function belongs(job: TranscriptionJob, state: TriggerState, watchesOne: boolean): boolean {
	if (state.jobs.includes(job.id)) return true;
	const url = job.webhook?.url;
	return !watchesOne && (!url || isSameAddress(url, state.url));
}

/** The job of a signed delivery: the first of those that its body names. */
async function findSigned(
	context: IWebhookFunctions,
	connection: Connection,
	state: TriggerState,
	jobIds: readonly string[],
): Promise<TranscriptionJob | undefined> {
	const watchesOne = readWatch(context).watch === 'one';
	for (const jobId of jobIds) {
		const job = await readEnded(connection, jobId);
		if (job && belongs(job, state, watchesOne)) return job;
	}
	return undefined;
}

/** The job has ended: there is no webhook to be removed from it later. */
function dropFromState(context: IWebhookFunctions, state: TriggerState, jobId: string): void {
	if (!state.jobs.includes(jobId)) return;
	saveState(context, { ...state, jobs: state.jobs.filter((id) => id !== jobId) });
}

/**
 * Answers when n8n has stored what the trigger remembers and has begun to start the workflow. It does not answer by itself
 * here: n8n would then store the memory only after the start, and by that time it has lost the note that it changed.
 */
function answerSoon(context: IWebhookFunctions): void {
	const response = context.getResponseObject();
	void pause(ANSWER_AFTER).then(() => {
		if (!response.headersSent) response.status(200).json({ message: 'Received' });
	});
}

async function start(
	context: IWebhookFunctions,
	connection: Connection,
	state: TriggerState,
	job: TranscriptionJob,
): Promise<IWebhookResponseData> {
	const testing = context.getMode() === 'manual';
	if (!isTerminal(job)) return ignore('The transcription has not ended');
	if (!testing && hasStarted(context, job.id)) return ignore('Received before');
	if (!isWanted(job, readEvents(context), readFilters(context))) {
		dropFromState(context, state, job.id);
		return ignore('Received; the workflow does not listen to this');
	}
	const items = await itemsFor(context, connection, [job]);
	if (!testing) {
		noteStart(context, job);
		dropFromState(context, state, job.id);
		tellStarts(context, state.url, readSeed(context) ?? '');
	}
	answerSoon(context);
	return { noWebhookResponse: true, workflowData: [items] };
}

/** Koldan has told something, but not of which job: then it is one of those that were sent here and have ended. */
function lookForOthers(
	context: IWebhookFunctions,
	connection: Connection,
	state: TriggerState,
): void {
	catchUp(context, state.url, readSeed(context) ?? '', {
		find: async () => await sentAndMissed(context, connection, state),
	});
}

async function handle(
	context: IWebhookFunctions,
	state: TriggerState,
	source: Extract<Source, { kind: 'registered' | 'signed' }>,
): Promise<IWebhookResponseData> {
	const connection = await connect(context);
	const job =
		source.kind === 'registered'
			? await readEnded(connection, source.jobId)
			: await findSigned(context, connection, state, source.jobIds);
	if (!job) {
		if (source.kind === 'signed') lookForOthers(context, connection, state);
		return ignore('Received; it names no transcription of this workflow');
	}
	return await inTurn(
		`${ownerOf(context)}:${job.id}`,
		async () => await start(context, connection, state, job),
	);
}

/** Deliveries of the same job wait for each other, so that the second sees what became of the first. */
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
function lookBack(context: IWebhookFunctions, state: TriggerState, seed: string): void {
	const owner = ownerOf(context);
	if (lookedBack.has(owner)) return;
	lookedBack.add(owner);
	const find = async () => await missedJobs(context, await connect(context), state);
	// At random, so that several processes do not tell of the same job at the same moment.
	const grace = GRACE * (1.5 + 1.5 * Math.random());
	catchUp(context, state.url, seed, { find, grace });
}

/** Handles one call; `workflowData` in what it returns starts the workflow. */
export async function onDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const state = readState(context);
	const seed = readSeed(context);
	if (!state || seed === undefined) return refuse(context);
	const { webhookSecret } = await context.getCredentials(CREDENTIAL_TYPE);
	const source = sourceOf(deliveryOf(context), state.url, seed, String(webhookSecret ?? ''));
	if (source.kind === 'unknown') return refuse(context);
	// There is no body at all where nothing was sent.
	const { started } = (context.getBodyData() as { started?: unknown } | undefined) ?? {};
	if (context.getMode() !== 'manual')
		restoreStarts(context, source.kind === 'ready' ? started : undefined);
	if (source.kind === 'ready') return ignore('Ready');
	if (context.getMode() !== 'manual') lookBack(context, state, seed);
	return await handle(context, state, source);
}
