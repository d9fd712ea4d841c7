/** What an operation that starts jobs adds to running them: its fields, how a job is started, what comes out. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { KoldanWebhook, TranscriptionJob } from '../../api/types';
import type { AlsoUsed } from '../operation';

/** What operations that wait need beside their own endpoint. */
export const USED_TO_WAIT: readonly AlsoUsed[] = [
	{ endpoints: ['getTranscription', 'listTranscriptions'], when: 'to wait for completion' },
	{
		endpoints: ['updateTranscriptionWebhook', 'deleteTranscriptionWebhook'],
		when: 'to wait by webhook',
	},
	{ endpoints: ['cancelTranscription'], when: 'with Cancel Jobs' },
];

export interface JobPlan<Request> {
	/** Reads and checks an item's fields. Sends nothing. */
	read(itemIndex: number): Promise<Request>;
	/** The part of a request that tells whether the same job is meant. */
	identity(request: Request): unknown;
	/** Whether the user gives the job a webhook of its own. */
	hasOwnWebhook(request: Request): boolean;
	/** Starts the job, or finds it, with this run's webhook where there is one. */
	start(request: Request, webhook: KoldanWebhook | undefined): Promise<Started>;
	output(
		itemIndex: number,
		job: TranscriptionJob,
		extra: IDataObject | undefined,
	): Promise<INodeExecutionData[]>;
}

export interface Started {
	job: TranscriptionJob;
	/** Whether this run's webhook is set on it. */
	registered: boolean;
	/** More to put out beside the job, such as a scheduled summary. */
	extra?: IDataObject;
}
