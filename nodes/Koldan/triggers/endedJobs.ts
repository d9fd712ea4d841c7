/** Jobs that have ended, as the triggers give them out. */
import type { INodeExecutionData, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import pLimit from 'p-limit';
import { outputItems } from '../actions/transcription/output';
import type { KoldanClient } from '../api/client';
import { KoldanApiError } from '../api/errors';
import { firstJobs } from '../api/paging';
import { getTranscription } from '../api/transcriptions';
import type { TranscriptionJob, TranscriptionJobStatus } from '../api/types';
import { asRun, type Connection } from './context';
import { matchesFilters, type Filters } from './filters';

const CONCURRENCY = 4;

/** How many of the newest jobs are looked through for some that match. */
const NEWEST = 100;

/** Pauses before looking again for a transcript that is not there yet, in milliseconds. */
const TRANSCRIPT_PAUSES = [500, 1500, 4000];

const lacksTranscript = (job: TranscriptionJob): boolean =>
	job.status === 'COMPLETED' && !job.isPurged && !job.result;

/** Statuses that say that this job can't be read, whatever is tried. */
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
	for (const pause of [0, ...TRANSCRIPT_PAUSES]) {
		if (!lacksTranscript(job)) break;
		await client.transport.pause(pause);
		try {
			job = await getTranscription(client, job.id);
		} catch (error) {
			if (error instanceof KoldanApiError && UNREADABLE.has(error.statusCode)) return given;
			return await Promise.reject(error);
		}
	}
	return job;
}

/** The items for jobs, in their order, in the format that the trigger is set to. */
export async function itemsFor(
	context: IWebhookFunctions | IPollFunctions,
	connection: Connection,
	jobs: readonly TranscriptionJob[],
): Promise<INodeExecutionData[]> {
	const limit = pLimit(CONCURRENCY);
	const run = asRun(context, connection);
	const items = await Promise.all(
		jobs.map(
			async (job) =>
				await limit(
					async () => await outputItems(run, 0, await withTranscript(connection.client, job)),
				),
		),
	);
	return items.flat();
}

export const isWanted = (
	job: TranscriptionJob,
	events: ReadonlySet<TranscriptionJobStatus>,
	filters: Filters,
): boolean => events.has(job.status) && matchesFilters(job, filters);

/**
 * The newest jobs that match, in order of completion: what a test of a trigger shows.
 *
 * @param count how many at most
 */
export async function newestEnded(
	client: KoldanClient,
	events: ReadonlySet<TranscriptionJobStatus>,
	filters: Filters,
	count: number,
): Promise<TranscriptionJob[]> {
	const find = async (completedAfter?: string): Promise<TranscriptionJob[]> =>
		(
			await firstJobs(
				client,
				{ status: [...events], ...(completedAfter ? { completedAfter } : {}) },
				'completionDate,desc',
				NEWEST,
			)
		).filter((job) => isWanted(job, events, filters));
	// A filter by completion leaves out jobs without a date, which a server may put in front of all others.
	const dated = await find(new Date(0).toISOString());
	const found = dated.length > 0 ? dated : await find();
	return found.slice(0, count).reverse();
}
