/** The webhook trigger's registration with Koldan: recognised, made and removed as n8n asks for it. */
import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { connect, webhookSecretOf, type Connection } from '../api/connection';
import { KoldanInputError } from '../api/errors';
import { isTerminal, OPEN_STATUSES } from '../api/jobs';
import { toNodeError } from '../api/nodeErrors';
import { shortList } from '../api/messages';
import { allJobs, firstJobs } from '../api/paging';
import { timeOf } from '../api/times';
import { getTranscription } from '../api/transcriptions';
import type { TranscriptionJob } from '../api/types';
import { HOW_TO_GET_WEBHOOKS, isSameAddress, whyUnreachable } from '../webhooks/address';
import { ownWebhook } from '../webhooks/registration';
import { catchUp, endedAmong, missedJobs } from './catchUp';
import { isWanted, matchesFilters, readConditions } from './filters';
import { transcriptionKind } from './kinds';
import { ENDED_STATUSES } from './pollJobs';
import { dropState, ensureSeed, MAX_REMEMBERED, readState, saveState, WEBHOOK_NAME } from './state';
import { fetchJobs, registerAll, unregisterAll } from './watchedJobs';
import { readWatch, watchingOf, type WatchSettings } from './watchFields';

/** IDs named in n8n's log; a longer list is cut. */
const NAMED = 100;

const isTest = (context: IHookFunctions): boolean => context.getMode() === 'manual';

/** @throws KoldanInputError when Koldan could not call the trigger */
function ownAddress(context: IHookFunctions, baseUrl: string): string {
	const url = context.getNodeWebhookUrl(WEBHOOK_NAME) ?? '';
	const reason = whyUnreachable(url, baseUrl);
	if (reason === undefined) return url;
	throw new KoldanInputError(
		`Koldan can’t call this trigger: ${reason}`,
		`${HOW_TO_GET_WEBHOOKS} Or use the Koldan Trigger, which works without webhooks.`,
	);
}

async function requireSecret(context: IHookFunctions): Promise<void> {
	if (await webhookSecretOf(context)) return;
	throw new KoldanInputError(
		'The credential has no Webhook Secret',
		'Open the Koldan credential and enter any long text as Webhook Secret: it is how the trigger knows that a notification is real. Use the same credential in the Koldan node that starts the transcriptions.',
	);
}

/** When the latest of all jobs completed, by Koldan's clock; milliseconds since 1970. */
async function latestCompletion({ client }: Connection): Promise<number> {
	const jobs = await firstJobs(
		client,
		{ status: ENDED_STATUSES, completedAfter: new Date(0).toISOString() },
		'completionDate,desc',
		1,
	);
	return Math.max(0, ...jobs.map(({ completionDate }) => timeOf(completionDate) ?? 0));
}

async function jobsToWatch(
	context: IHookFunctions,
	{ client }: Connection,
	{ watch, jobId }: WatchSettings,
): Promise<TranscriptionJob[]> {
	if (watch === 'one') return [await getTranscription(client, jobId ?? '')];
	if (watch === 'sent') return [];
	const { events, filters } = readConditions(context);
	if (events.transcriptions.size === 0) return [];
	const jobs: TranscriptionJob[] = [];
	for await (const job of allJobs(client, { status: [...OPEN_STATUSES] }))
		if (matchesFilters(job, filters)) jobs.push(job);
	return jobs;
}

/** @throws KoldanInputError when the only job to be watched is one of them */
function reportForeignWebhooks(
	context: IHookFunctions,
	{ watch }: WatchSettings,
	jobIds: readonly string[],
): void {
	if (jobIds.length === 0) return;
	if (watch === 'one') {
		throw new KoldanInputError(
			`Transcription ${jobIds[0]} has a webhook of its own already`,
			"A transcription can have only one. To take it away from whoever waits for it, turn on 'Overwrite Webhooks' under Options; otherwise use the Koldan Trigger.",
		);
	}
	context.logger.warn(
		`Koldan Webhook Trigger: these transcriptions have a webhook of another system or workflow and were left alone: ${shortList(jobIds, NAMED)}`,
	);
}

/** In a test there should be something to see: a job that has ended already will do. */
async function endedForTest(
	context: IHookFunctions,
	{ client }: Connection,
	settings: WatchSettings,
	jobs: readonly TranscriptionJob[],
): Promise<string[]> {
	const conditions = readConditions(context);
	if (settings.watch === 'sent') return [];
	const [newest] =
		settings.watch === 'one'
			? jobs.filter((job) => isWanted(job, { ...conditions, filters: { tags: [] } }))
			: await transcriptionKind.newest(client, conditions, 1);
	if (newest) return [newest.id];
	throw new KoldanInputError(
		settings.watch === 'one'
			? `Transcription ${jobs[0]?.id} has ended, but not in a way that this trigger listens to`
			: 'There is no transcription to test with',
		settings.watch === 'one'
			? 'Choose its status under Events, or another transcription.'
			: 'None is unfinished, and none has ended that matches the events and filters. Start a transcription in Koldan and try again.',
	);
}

/**
 * Whether Koldan will call this trigger for all that it watches: each job that is still open has this trigger's webhook.
 * Jobs that ended while n8n was down are caught up with.
 */
export async function checkExists(context: IHookFunctions): Promise<boolean> {
	const state = readState(context);
	const url = context.getNodeWebhookUrl(WEBHOOK_NAME) ?? '';
	const settings = readWatch(context);
	if (!state || state.url !== url || state.watching !== watchingOf(settings)) return false;
	const connection = await connect(context);
	const jobs = await fetchJobs(connection.client, state.jobs);
	const lost = jobs.some((job) => !isTerminal(job) && !isSameAddress(job.webhook?.url, url));
	if (lost) return false;
	const find = async () => await missedJobs(context, connection, state);
	void catchUp(context, url, ensureSeed(context), { find });
	return true;
}

/** Registers the trigger. */
export async function create(context: IHookFunctions): Promise<boolean> {
	const settings = readWatch(context);
	readConditions(context);
	const connection = await connect(context);
	const { client } = connection;
	const url = ownAddress(context, connection.baseUrl);
	if (settings.watch === 'sent') await requireSecret(context);

	const before = readState(context);
	const seed = ensureSeed(context);
	const secret = await webhookSecretOf(context);
	const since = before?.since ?? (await latestCompletion(connection));
	const jobs = await jobsToWatch(context, connection, settings);
	const { set, ended, foreign } = await registerAll(
		client,
		jobs,
		(jobId) => ownWebhook(url, seed, jobId, secret),
		{ addresses: before ? [url, before.url] : [url], overwrite: settings.overwrite },
	);
	const testing = isTest(context);
	if (!testing || settings.watch === 'one') reportForeignWebhooks(context, settings, foreign);
	const toStart =
		testing && set.length === 0 ? await endedForTest(context, connection, settings, jobs) : ended;
	// What an earlier registration had, if it could not be removed at the time.
	const earlier = (before?.jobs ?? []).filter((jobId) => !set.includes(jobId));
	if (before) await unregisterAll(client, earlier, [before.url], before.more && before.url !== url);
	saveState(context, {
		url,
		watching: watchingOf(settings),
		jobs: set.slice(0, MAX_REMEMBERED),
		more: set.length > MAX_REMEMBERED,
		since,
	});
	const find = async () => await endedAmong(connection, [...set, ...earlier]);
	void catchUp(context, url, seed, { ended: toStart, find });
	return true;
}

/** Removes the trigger's webhook from all jobs that still have it. */
export async function remove(context: IHookFunctions): Promise<boolean> {
	const state = readState(context);
	if (!state) return true;
	if (state.jobs.length > 0 || state.more) {
		const { client } = await connect(context);
		await unregisterAll(client, state.jobs, [state.url], state.more);
	}
	dropState(context);
	return true;
}

/**
 * An error of the activation. n8n shows only its message there, so it includes what to do. n8n 1 would show nothing but the
 * description of a NodeApiError.
 */
export function asActivationError(context: IHookFunctions, error: unknown): NodeOperationError {
	const { message, description } = toNodeError(context.getNode(), error);
	const sentences = description ? `${message.replace(/\.$/, '')}. ${description}` : message;
	return new NodeOperationError(context.getNode(), sentences);
}
