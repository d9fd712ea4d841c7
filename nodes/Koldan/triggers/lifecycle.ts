/** The webhook trigger's registration with Koldan: recognised, made and removed as n8n asks for it. */
import type { IHookFunctions } from 'n8n-workflow';
import { KoldanInputError } from '../api/errors';
import { isTerminal, OPEN_STATUSES } from '../api/jobs';
import { CREDENTIAL_TYPE } from '../api/n8nTransport';
import { allJobs, firstJobs } from '../api/paging';
import { timeOf } from '../api/times';
import { getTranscription } from '../api/transcriptions';
import type { TranscriptionJob } from '../api/types';
import { HOW_TO_GET_WEBHOOKS, whyUnreachable } from '../webhooks/address';
import { proofFor } from '../webhooks/proof';
import { PROOF_HEADER } from '../webhooks/registration';
import { signingSecret } from '../webhooks/tokens';
import { catchUp } from './catchUp';
import { connect, type Connection } from './context';
import { isWanted, newestEnded } from './endedJobs';
import { readEvents } from './events';
import { matchesFilters, readFilters } from './filters';
import { endedAmong, missedJobs } from './missedJobs';
import { ENDED_STATUSES } from './pollJobs';
import { lookAt, register, unregister, type Registered } from './register';
import {
	dropState,
	ensureSeed,
	isSameAddress,
	readState,
	saveState,
	watchingOf,
	WEBHOOK_NAME,
	type TriggerState,
} from './triggerState';
import { readWatch, type WatchSettings } from './watchFields';

const isTest = (context: IHookFunctions): boolean => context.getMode() === 'manual';

/** @throws KoldanInputError when Koldan could not call the trigger */
function ownAddress(context: IHookFunctions, baseUrl: string): string {
	const url = context.getNodeWebhookUrl(WEBHOOK_NAME) ?? '';
	const reason = whyUnreachable(url, baseUrl);
	if (reason === undefined) return url;
	throw new KoldanInputError(
		`Koldan can’t call this trigger: ${reason}`,
		`${HOW_TO_GET_WEBHOOKS} Or use the Koldan Polling Trigger, which works without webhooks.`,
	);
}

async function secretOf(context: IHookFunctions): Promise<string> {
	const { webhookSecret } = await context.getCredentials(CREDENTIAL_TYPE);
	return String(webhookSecret ?? '');
}

async function requireSecret(context: IHookFunctions): Promise<void> {
	if (await secretOf(context)) return;
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
	const filters = readFilters(context);
	const jobs: TranscriptionJob[] = [];
	for await (const job of allJobs(client, { status: [...OPEN_STATUSES] }))
		if (matchesFilters(job, filters)) jobs.push(job);
	return jobs;
}

function tellTaken(context: IHookFunctions, { watch }: WatchSettings, taken: string[]): void {
	if (taken.length === 0) return;
	if (watch === 'one') {
		throw new KoldanInputError(
			`Transcription ${taken[0]} has a webhook of its own already`,
			'A transcription can have only one. To take it away from whoever waits for it, turn on Overwrite Webhooks under Options; otherwise use the Koldan Polling Trigger.',
		);
	}
	context.logger.warn(
		`Koldan Trigger: these transcriptions have a webhook of another system or workflow and were left alone: ${taken.join(', ')}`,
	);
}

/** In a test there should be something to see: a job that has ended already will do. */
async function endedForTest(
	context: IHookFunctions,
	{ client }: Connection,
	settings: WatchSettings,
	jobs: readonly TranscriptionJob[],
): Promise<string[]> {
	const events = readEvents(context);
	const filters = readFilters(context);
	if (settings.watch === 'sent') return [];
	const [newest] =
		settings.watch === 'one'
			? jobs.filter((job) => isWanted(job, events, { tags: [] }))
			: await newestEnded(client, events, filters, 1);
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
	const jobs = await lookAt(connection.client, state.jobs);
	const lost = jobs.some((job) => !isTerminal(job) && !isSameAddress(job.webhook?.url, url));
	if (lost) return false;
	catchUp(context, url, ensureSeed(context), {
		find: async () => await missedJobs(context, connection, state),
	});
	return true;
}

/** Registers the trigger. */
export async function create(context: IHookFunctions): Promise<boolean> {
	const settings = readWatch(context);
	readEvents(context);
	const connection = await connect(context);
	const url = ownAddress(context, connection.baseUrl);
	if (settings.watch === 'sent') await requireSecret(context);

	const before = readState(context);
	const seed = ensureSeed(context);
	const secret = (await secretOf(context)) || signingSecret(seed);
	const since = before?.since ?? (await latestCompletion(connection));
	const jobs = await jobsToWatch(context, connection, settings);
	const registered: Registered = await register(connection.client, jobs, {
		webhookFor: (jobId) => ({
			url,
			secret,
			headers: { [PROOF_HEADER]: proofFor(seed, jobId) },
		}),
		ownAddresses: [url, ...(before ? [before.url] : [])],
		overwrite: settings.overwrite,
	});
	const testing = isTest(context);
	if (!testing || settings.watch === 'one') tellTaken(context, settings, registered.taken);
	const ended =
		testing && registered.jobs.length === 0
			? await endedForTest(context, connection, settings, jobs)
			: registered.ended;
	// What a registration before this one had, if it could not be removed at the time.
	const earlier = (before?.jobs ?? []).filter((jobId) => !registered.jobs.includes(jobId));
	if (before) await unregister(connection.client, earlier, [before.url]);
	const state: TriggerState = {
		url,
		watching: watchingOf(settings),
		jobs: registered.jobs,
		since,
	};
	saveState(context, state);
	catchUp(context, url, seed, {
		untold: ended,
		find: async () => await endedAmong(connection, [...registered.jobs, ...earlier]),
	});
	return true;
}

/** Removes the trigger's webhook from all jobs that still have it. */
export async function remove(context: IHookFunctions): Promise<boolean> {
	const state = readState(context);
	if (!state) return true;
	if (state.jobs.length > 0) {
		const { client } = await connect(context);
		await unregister(client, state.jobs, [state.url]);
	}
	dropState(context);
	return true;
}
