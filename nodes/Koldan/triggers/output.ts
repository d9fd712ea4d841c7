/** Jobs that have ended, as the triggers put them out. */
import type { INodeExecutionData, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import { triggerParameters } from '../actions/fields/field';
import { outputField } from '../actions/fields/output';
import { summaryItem } from '../actions/summary/output';
import { jobItems } from '../actions/transcription/output';
import type { KoldanClient } from '../api/client';
import { rethrow, statusOf } from '../api/errors';
import type { SummaryJob } from '../api/summaries';
import type { TranscriptionJob } from '../api/types';
import { summaries, transcriptions, type JobKind, type KoldanJob } from '../jobs/kinds';

/** Delays before reading a result again that is not there yet, in milliseconds. */
const RESULT_DELAYS = [500, 1500, 4000];

/** Statuses with which this job can't be read, however often it is tried. */
const UNREADABLE: ReadonlySet<number | undefined> = new Set([403, 404, 410]);

/** Makes the items that are put out for a job. */
export type ItemsOf<Job> = (job: Job) => Promise<INodeExecutionData[]>;

/**
 * The job with its result. Lists have none, and a job may be completed a moment before its result can be read.
 *
 * @returns the job as it was given where it can't be read any more
 */
async function withResult<Job extends KoldanJob>(
	client: KoldanClient,
	kind: JobKind<Job>,
	given: Job,
): Promise<Job> {
	let job = given;
	for (const delay of [0, ...RESULT_DELAYS]) {
		if (!kind.lacksResult(job)) break;
		await client.transport.pause(delay);
		try {
			job = await kind.read(client, job.id);
		} catch (error) {
			return UNREADABLE.has(statusOf(error)) ? given : rethrow(error);
		}
	}
	return job;
}

/**
 * A function that reads a transcription's transcript and gives the items that are put out for it, as the trigger is set.
 *
 * @throws KoldanInputError when the fields for the output can't be used as they are
 */
export async function transcriptionOutput(
	context: IWebhookFunctions | IPollFunctions,
	client: KoldanClient,
): Promise<ItemsOf<TranscriptionJob>> {
	const output = await outputField.read(triggerParameters(context));
	return async (job) =>
		await jobItems(context, output, await withResult(client, transcriptions, job));
}

/** The same for summaries: each gives an item with its text. */
export const summaryOutput =
	(client: KoldanClient): ItemsOf<SummaryJob> =>
	async (job) => [summaryItem(await withResult(client, summaries, job))];
