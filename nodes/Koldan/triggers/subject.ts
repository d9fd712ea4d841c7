/** What a call to the webhook trigger is about: a transcription or a summary that should have ended. */
import type { INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import type { Connection } from '../api/connection';
import { isTerminal } from '../api/jobs';
import { isUuid } from '../api/uuid';
import type { KoldanJob } from '../jobs/kinds';
import { isSameAddress } from '../webhooks/address';
import type { Source } from './deliverySource';
import { readConditions } from './filters';
import { summaryKind, transcriptionKind, type TriggerKind } from './kinds';
import { hasStarted } from './ledger';
import type { PolledJob } from './pollCursor';
import type { TriggerState } from './state';
import { readWatch } from './watchFields';

/** Delays before reading a job again that should have ended and does not show it, in milliseconds. */
const NOT_ENDED_DELAYS = [500, 1500, 3000];

/** One call, and whom it comes from. */
export interface Call {
	context: IWebhookFunctions;
	connection: Connection;
	state: TriggerState;
	seed: string;
	source: Source;
}

/** Reads a job that should have ended; its end may show a moment later. */
async function readEnded<Job extends PolledJob>(
	{ find }: TriggerKind<Job>,
	{ client }: Connection,
	jobId: string,
): Promise<Job | undefined> {
	let job = await find(client, jobId);
	for (const delay of NOT_ENDED_DELAYS) {
		if (!job || isTerminal(job)) break;
		await client.transport.pause(delay);
		job = await find(client, jobId);
	}
	return job;
}

/** A transcription or a summary that a call is about. */
export interface Subject {
	job: WatchedJob;
	word: string;
	/** Whether the workflow listens to how it ended. */
	isWanted: boolean;
	items(): Promise<INodeExecutionData[]>;
}

type WatchedJob = PolledJob & Pick<KoldanJob, 'webhook'>;

async function subjectOf<Job extends WatchedJob>(
	{ context, connection }: Call,
	kind: TriggerKind<Job>,
	jobId: string,
): Promise<Subject | undefined> {
	const { client } = connection;
	const job = await readEnded(kind, connection, jobId);
	if (!job) return undefined;
	return {
		job,
		word: kind.word,
		isWanted: await kind.isWanted(client, job, readConditions(context)),
		items: async () => await (await kind.output(context, client))(job),
	};
}

/** What has an ID: a transcription, or where the workflow listens to them, a summary. */
async function findSubject(call: Call, jobId: string): Promise<Subject | undefined> {
	const transcription = isUuid(jobId) ? await subjectOf(call, transcriptionKind, jobId) : undefined;
	if (transcription) return transcription;
	const { events } = readConditions(call.context);
	return events.summaries.size > 0 ? await subjectOf(call, summaryKind, jobId) : undefined;
}

/** Whether this trigger watches a job: the same secret may serve other triggers, and a job may change hands. */
function belongs(job: WatchedJob, { jobs, url }: TriggerState, watchesOne: boolean): boolean {
	if (jobs.includes(job.id)) return true;
	const registered = job.webhook?.url;
	return !watchesOne && (!registered || isSameAddress(registered, url));
}

/**
 * What a call is about: of all that it names and this trigger watches, the first that is still to start the workflow. A
 * call about a summary may name its transcription, too.
 */
export async function subjectOfCall(call: Call): Promise<Subject | undefined> {
	const { context, state, source } = call;
	if (source.kind === 'own') return await findSubject(call, source.jobId);
	const jobIds =
		source.kind === 'registered' ? [source.jobId] : 'jobIds' in source ? source.jobIds : [];
	const watchesOne = readWatch(context).watch === 'one';
	let first: Subject | undefined;
	for (const jobId of jobIds) {
		const subject = await findSubject(call, jobId);
		if (!subject || !belongs(subject.job, state, watchesOne)) continue;
		if (subject.isWanted && !hasStarted(context, subject.job.id)) return subject;
		first ??= subject;
	}
	return first;
}
