/** Jobs that have ended, as the triggers put them out. */
import type { INodeExecutionData, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import { triggerParameters } from '../actions/fields/field';
import { outputField } from '../actions/fields/output';
import { jobItems } from '../actions/transcription/output';
import type { KoldanClient } from '../api/client';
import { rethrow, statusOf } from '../api/errors';
import { firstJobs } from '../api/paging';
import { getTranscription } from '../api/transcriptions';
import type { TranscriptionJob } from '../api/types';
import { transcriptions } from '../jobs/kinds';
import { isWanted, type Conditions } from './filters';

/** How many of the newest jobs are searched for some that match. */
const SEARCHED = 100;

/** Delays before reading a transcript again that is not there yet, in milliseconds. */
const TRANSCRIPT_DELAYS = [500, 1500, 4000];

/** Statuses with which this job can't be read, however often it is tried. */
const UNREADABLE: ReadonlySet<number | undefined> = new Set([403, 404, 410]);

/**
 * The job with its transcript. Lists have none, and a job may be completed a moment before its transcript can be read.
 *
 * @returns the job as it was given where it can't be read any more
 */
async function withTranscript(
	client: KoldanClient,
	given: TranscriptionJob,
): Promise<TranscriptionJob> {
	let job = given;
	for (const delay of [0, ...TRANSCRIPT_DELAYS]) {
		if (!transcriptions.lacksResult(job)) break;
		await client.transport.pause(delay);
		try {
			job = await getTranscription(client, job.id);
		} catch (error) {
			return UNREADABLE.has(statusOf(error)) ? given : rethrow(error);
		}
	}
	return job;
}

/**
 * A function that reads a job's transcript and gives the items that are put out for it, as the trigger is set.
 *
 * @throws KoldanInputError when the fields for the output can't be used as they are
 */
export async function outputOf(
	context: IWebhookFunctions | IPollFunctions,
	client: KoldanClient,
): Promise<(job: TranscriptionJob) => Promise<INodeExecutionData[]>> {
	const output = await outputField.read(triggerParameters(context));
	return async (job) => await jobItems(context, output, await withTranscript(client, job));
}

/**
 * The newest jobs that match, in order of completion: what a test of a trigger shows.
 *
 * @param limit how many at most
 */
export async function newestEnded(
	client: KoldanClient,
	conditions: Conditions,
	limit: number,
): Promise<TranscriptionJob[]> {
	const find = async (completedAfter?: string): Promise<TranscriptionJob[]> =>
		(
			await firstJobs(
				client,
				{ status: [...conditions.events], ...(completedAfter ? { completedAfter } : {}) },
				'completionDate,desc',
				SEARCHED,
			)
		).filter((job) => isWanted(job, conditions));
	// A filter by completion leaves out jobs without a date, which a server may put in front of all others.
	const dated = await find(new Date(0).toISOString());
	const found = dated.length > 0 ? dated : await find();
	return found.slice(0, limit).reverse();
}
