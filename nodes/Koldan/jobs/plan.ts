/** What an operation that starts jobs hands over: how a job is started, how to wait for all of them, what comes out. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { KoldanClient } from '../api/client';
import type { SummaryJob } from '../api/summaries';
import type { KoldanWebhook } from '../api/types';
import type { JobKind, KoldanJob } from './kinds';

export const WAIT_MODES = ['auto', 'webhook', 'polling', 'none'] as const;

export type WaitMode = (typeof WAIT_MODES)[number];

/** How the items' jobs are waited for, as the user set it. All items of a run are one wait. */
export interface WaitSettings {
	mode: WaitMode;
	/**
	 * Works out when to stop waiting, as a wait begins; undefined for no limit.
	 *
	 * @throws KoldanInputError when the limit is none, or in the past
	 */
	deadline: () => Date | undefined;
	onTimeLimit: 'error' | 'continue';
	/** What a job that failed or was cancelled does to its item. */
	onFailure: 'error' | 'continue';
	/** What a follow-up that failed or was cancelled does to its item. */
	onFollowUpFailure: 'error' | 'continue';
	/** Whether jobs that nobody waits for any more are cancelled in Koldan. */
	cancelUnfinished: boolean;
}

export interface JobPlan<Request, Job extends KoldanJob> {
	kind: JobKind<Job>;
	settings: WaitSettings;
	/** How many items are worked on at once. */
	concurrency: number;
	/** Reads and checks an item's fields. Sends nothing. */
	read(itemIndex: number): Promise<Request>;
	/**
	 * The part of a request that is paid for. When a failed execution is retried, an item whose part is the same gets the job
	 * that was started for it, whatever else has changed.
	 */
	identity(request: Request): unknown;
	/** Whether the user gives the job a webhook of its own. */
	hasOwnWebhook(request: Request): boolean;
	/** Starts the job, or finds it, with this run's webhook where there is one. */
	start(
		client: KoldanClient,
		request: Request,
		webhook: KoldanWebhook | undefined,
	): Promise<Started<Job>>;
	/**
	 * The items for a job. They must not hold on to the job: its result can be large.
	 *
	 * @param followUp the follow-up, as far as it is known, where there is one
	 */
	output(
		itemIndex: number,
		job: Job,
		extra: IDataObject | undefined,
		followUp: FollowUpOutcome | undefined,
	): Promise<INodeExecutionData[]>;
}

/** How a follow-up ended; `status` PENDING where it has not. */
export interface FollowUpOutcome extends KoldanJob {
	result?: unknown;
	/** Why there is no result. */
	error?: { message: string; description?: string };
	/** True where it can't be read just now. */
	isUnsure?: boolean;
}

export interface Started<Job extends KoldanJob> {
	job: Job;
	/** Whether this run's webhook is set on it. */
	registered: boolean;
	/** What Koldan begins by itself when the job has ended, if it is to be waited for too. */
	followUp?: SummaryJob;
	/** More to put out beside the job, such as a scheduled summary. */
	extra?: IDataObject;
}
