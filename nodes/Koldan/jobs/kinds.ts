/** The kinds of jobs that Koldan works on in its own time, and that an execution can wait for. */
import type { KoldanClient } from '../api/client';
import { failedJobError, failedSummaryError, type FailedJobError } from '../api/failedJob';
import { OPEN_STATUSES } from '../api/jobs';
import { allJobs } from '../api/paging';
import {
	allSummaries,
	cancelSummary,
	deleteSummaryWebhook,
	getSummary,
	readSummary,
	readSummaryOutcome,
	updateSummaryWebhook,
	type SummaryJob,
} from '../api/summaries';
import {
	cancelTranscription,
	deleteTranscriptionWebhook,
	getTranscription,
	listTranscriptionsPage,
	updateTranscriptionWebhook,
} from '../api/transcriptions';
import type { KoldanWebhook, TranscriptionJob, TranscriptionJobStatus } from '../api/types';
import { LARGEST_PAGE } from '../api/wholeList';

/** What all kinds of jobs have in common. */
export interface KoldanJob {
	id: string;
	status: TranscriptionJobStatus;
	creationDate?: string | null;
	webhook?: KoldanWebhook | null;
}

/** How a kind of job is spoken of. */
export interface JobWords {
	/** One of them, as in "transcription". */
	job: string;
	jobs: string;
	/** What comes out of one, as in "transcript". */
	result: string;
	results: string;
	/** The operation that waits for one that exists. */
	wait: string;
	/** The field of an error's details that holds its ID. */
	idField: 'transcriptionId' | 'summaryId';
}

/** How to find out which of many jobs are open, without reading each. */
export type Listing<Job extends KoldanJob> =
	| {
			/** The list can be limited to open jobs, and says how many there are. */
			of: 'open';
			/**
			 * The oldest open jobs, without their results, and how many there are in all.
			 *
			 * @param since only jobs that were created at this time (ISO 8601) or later
			 */
			page(client: KoldanClient, since?: string): Promise<{ jobs: Job[]; total: number }>;
			/** All open jobs, oldest first. */
			all(client: KoldanClient, since?: string): AsyncIterable<Job>;
			/** All jobs that ended without a result. */
			failed(client: KoldanClient, since?: string): AsyncIterable<Job>;
	  }
	| {
			/** The list shows jobs of any status, and may lack some. */
			of: 'any';
			all(client: KoldanClient, since?: string): AsyncIterable<Job>;
	  };

/** Everything that waiting needs to know of one kind of job. */
export interface JobKind<Job extends KoldanJob> {
	/** Kept with a sleeping execution. */
	name: string;
	words: JobWords;
	/** The job, with its result or without it. */
	get(client: KoldanClient, jobId: string): Promise<Job>;
	/** The job with its result, where it has one. */
	read(client: KoldanClient, jobId: string): Promise<Job>;
	listing: Listing<Job>;
	cancel(client: KoldanClient, jobId: string): Promise<void>;
	setWebhook(client: KoldanClient, jobId: string, webhook: KoldanWebhook): Promise<Job>;
	deleteWebhook(client: KoldanClient, jobId: string): Promise<void>;
	/** Whether the job is completed, but its result can't be read yet. */
	lacksResult(job: Job): boolean;
	/** Whether Koldan has found no words in the recording. */
	lacksSpeech(job: Job): boolean;
	/** Why the job ended without a result. */
	failure(job: Job): FailedJobError;
}

const withStatus = (status: TranscriptionJobStatus[], since?: string) => ({
	status,
	...(since ? { createdAfter: since } : {}),
});

const openSince = (since?: string) => withStatus([...OPEN_STATUSES], since);

export const transcriptions: JobKind<TranscriptionJob> = {
	name: 'transcription',
	words: {
		job: 'transcription',
		jobs: 'transcriptions',
		result: 'transcript',
		results: 'transcripts',
		wait: 'the operation Wait',
		idField: 'transcriptionId',
	},
	get: getTranscription,
	read: getTranscription,
	listing: {
		of: 'open',
		page: async (client, since) =>
			await listTranscriptionsPage(client, {
				...openSince(since),
				sort: 'creationDate,asc',
				page: 0,
				size: LARGEST_PAGE,
			}),
		all: (client, since) => allJobs(client, openSince(since)),
		failed: (client, since) => allJobs(client, withStatus(['FAILED', 'CANCELLED'], since)),
	},
	cancel: cancelTranscription,
	setWebhook: updateTranscriptionWebhook,
	deleteWebhook: deleteTranscriptionWebhook,
	lacksResult: (job) => job.status === 'COMPLETED' && !job.result && !job.isPurged,
	// A server may send anything as a text.
	lacksSpeech: ({ result }) => /^\s*$/.test(String(result?.text ?? '-')),
	failure: failedJobError,
};

/** A summary can be scheduled together with its transcription, and then be created a moment before it. Milliseconds. */
const EARLIER = 60_000;

const earlier = (since: string): string => new Date(Date.parse(since) - EARLIER).toISOString();

export const summaries: JobKind<SummaryJob> = {
	name: 'summary',
	words: {
		job: 'summary',
		jobs: 'summaries',
		result: 'text',
		results: 'texts',
		wait: 'the operation Wait of the resource Summary',
		idField: 'summaryId',
	},
	get: getSummary,
	read: readSummary,
	listing: {
		of: 'any',
		all: (client, since) => allSummaries(client, since ? { createdAfter: earlier(since) } : {}),
	},
	cancel: cancelSummary,
	setWebhook: updateSummaryWebhook,
	deleteWebhook: deleteSummaryWebhook,
	lacksResult: (job) => job.status === 'COMPLETED' && job.result === undefined && !job.isPurged,
	lacksSpeech: () => false,
	failure: failedSummaryError,
};

/** A job that Koldan begins by itself when another one has ended, and which is waited for together with it. */
export const followUps: JobKind<SummaryJob> = {
	...summaries,
	// What is known of it besides its text is of no interest beside a transcript.
	read: readSummaryOutcome,
};

const KINDS: ReadonlyArray<JobKind<TranscriptionJob> | JobKind<SummaryJob>> = [
	transcriptions,
	summaries,
];

/** The kind of jobs that a sleeping execution waits for. Executions of older versions of the node only knew one. */
export const kindOf = (name: string | undefined): JobKind<KoldanJob> =>
	(KINDS.find((kind) => kind.name === name) ?? transcriptions) as JobKind<KoldanJob>;
