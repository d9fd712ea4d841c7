/** What the triggers need to know of transcriptions and of summaries. */
import type { IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { KoldanClient } from '../api/client';
import { firstJobs } from '../api/paging';
import { firstSummaries, type SummaryJob } from '../api/summaries';
import { timeOf } from '../api/times';
import type { TranscriptionJob } from '../api/types';
import { isUuid } from '../api/uuid';
import { hasFilters, isWanted, matchesFilters, type Conditions, type Events } from './filters';
import { summaryOutput, transcriptionOutput, type ItemsOf } from './output';
import type { PollCursor, PolledJob } from './pollCursor';
import { pollJobs, type Poll, type PollOptions } from './pollJobs';
import { findVisibleSummary, pollSummaries } from './pollSummaries';
import { findJob } from './watchedJobs';

/** How many of the newest jobs are searched for some that match. */
const SEARCHED = 100;

export interface TriggerKind<Job extends PolledJob> {
	/** One of them, in a sentence. */
	word: string;
	/** Where its cursor is kept between polls. */
	cursorKey: string;
	/** Which ends of it start the workflow. */
	statuses(events: Events): Events[keyof Events];
	/** The job as it is now; undefined when it is gone, or not this user's any more. */
	find(client: KoldanClient, jobId: string): Promise<Job | undefined>;
	/** Whether it has ended with one of the events, and its recording matches all filters. */
	isWanted(client: KoldanClient, job: Job, conditions: Conditions): Promise<boolean>;
	/** @throws KoldanInputError when the fields for the output can't be used as they are */
	output(context: IWebhookFunctions | IPollFunctions, client: KoldanClient): Promise<ItemsOf<Job>>;
	/** The newest ones that match, in order of completion, for a test of a trigger. */
	newest(client: KoldanClient, conditions: Conditions, limit: number): Promise<Job[]>;
	poll(
		client: KoldanClient,
		cursor: PollCursor | undefined,
		options: PollOptions,
	): Promise<Poll<Job>>;
}

export const transcriptionKind: TriggerKind<TranscriptionJob> = {
	word: 'transcription',
	cursorKey: 'koldanCursor',
	statuses: ({ transcriptions }) => transcriptions,
	find: findJob,
	isWanted: async (_client, job, conditions) => isWanted(job, conditions),
	output: transcriptionOutput,
	async newest(client, conditions, limit) {
		const { transcriptions } = conditions.events;
		if (transcriptions.size === 0) return [];
		const find = async (completedAfter?: string): Promise<TranscriptionJob[]> =>
			(
				await firstJobs(
					client,
					{
						status: [...transcriptions],
						...(completedAfter ? { completedAfter } : {}),
					},
					'completionDate,desc',
					SEARCHED,
				)
			).filter((job) => isWanted(job, conditions));
		// A filter by completion leaves out jobs without a date, which a server may put in front of all others.
		const dated = await find(new Date(0).toISOString());
		const found = dated.length > 0 ? dated : await find();
		return found.slice(0, limit).reverse();
	},
	poll: pollJobs,
};

/** Whether the recording that was summarized matches: most servers show only its transcription's ID. */
async function matchesRecording(
	client: KoldanClient,
	{ transcriptionId }: SummaryJob,
	filters: Conditions['filters'],
): Promise<boolean> {
	if (!hasFilters(filters)) return true;
	const id = String(transcriptionId);
	const job = isUuid(id) ? await findJob(client, id) : undefined;
	return job !== undefined && matchesFilters(job, filters);
}

/** When a job ended, or at least began: milliseconds since 1970; 0 where nothing says it. */
export const lastTime = ({ completionDate, creationDate }: PolledJob): number =>
	timeOf(completionDate) ?? timeOf(creationDate) ?? 0;

export const summaryKind: TriggerKind<SummaryJob> = {
	word: 'summary',
	cursorKey: 'koldanSummaryCursor',
	statuses: ({ summaries }) => summaries,
	find: findVisibleSummary,
	isWanted: async (client, job, { events, filters }) =>
		events.summaries.has(job.status) && (await matchesRecording(client, job, filters)),
	output: async (_context, client) => summaryOutput(client),
	async newest(client, conditions, limit) {
		const first = await firstSummaries(client, SEARCHED);
		const found = first.filter(({ status }) => conditions.events.summaries.has(status));
		const newest: SummaryJob[] = [];
		for (const summary of found.sort((a, b) => lastTime(b) - lastTime(a))) {
			if (newest.length >= limit) break;
			if (await matchesRecording(client, summary, conditions.filters)) newest.unshift(summary);
		}
		return newest;
	},
	poll: pollSummaries,
};
