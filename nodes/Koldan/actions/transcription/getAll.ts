import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import { withoutSecrets } from '../../api/jobs';
import { allJobs, firstJobs, type JobFilters } from '../../api/paging';
import type { ListQuery } from '../../api/transcriptions';
import type { TranscriptionJob, TranscriptionJobStatus } from '../../api/types';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import type { Run } from '../run';
import { concurrencyOptions } from './fields/concurrency';
import { readDate } from './fields/dates';
import { simplifyJob } from './fields/simplify';
import { isUuid } from './fields/transcriptionId';

const STATUSES: TranscriptionJobStatus[] = [
	'CANCELLED',
	'COMPLETED',
	'FAILED',
	'IN_PROGRESS',
	'PENDING',
];
const STATUS_NAMES: Record<TranscriptionJobStatus, string> = {
	CANCELLED: 'Cancelled',
	COMPLETED: 'Completed',
	FAILED: 'Failed',
	IN_PROGRESS: 'In Progress',
	PENDING: 'Pending',
};

const dateField = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	default: '',
	description,
});

const properties: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			dateField(
				'Completed After',
				'completedAfter',
				'Only transcriptions completed at this time or later',
			),
			dateField(
				'Completed Before',
				'completedBefore',
				'Only transcriptions completed at this time or earlier',
			),
			dateField(
				'Created After',
				'createdAfter',
				'Only transcriptions created at this time or later',
			),
			dateField(
				'Created Before',
				'createdBefore',
				'Only transcriptions created at this time or earlier',
			),
			{
				displayName: 'Deleted',
				name: 'isDeleted',
				type: 'boolean',
				default: true,
				description: 'Whether to return deleted transcriptions instead of those that are there',
			},
			{
				displayName: 'File ID',
				name: 'fileId',
				type: 'string',
				default: '',
				placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
				description: 'Only transcriptions of this file. For a file shared with you, everybody’s.',
			},
			{
				displayName: 'Purged',
				name: 'isPurged',
				type: 'boolean',
				default: true,
				description:
					'Whether to return purged transcriptions or, if off, those that are not purged',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'multiOptions',
				options: STATUSES.map((value) => ({ name: STATUS_NAMES[value], value })),
				default: [],
				description: 'Only transcriptions with one of these statuses',
			},
		],
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'collection',
		placeholder: 'Add Sort',
		default: {},
		options: [
			{
				displayName: 'Direction',
				name: 'direction',
				type: 'options',
				options: [
					{ name: 'Ascending', value: 'asc', description: 'Oldest first' },
					{ name: 'Descending', value: 'desc', description: 'Newest first' },
				],
				default: 'desc',
			},
			{
				displayName: 'Field',
				name: 'field',
				type: 'options',
				options: [
					{ name: 'Completion Date', value: 'completionDate' },
					{ name: 'Creation Date', value: 'creationDate' },
					{ name: 'Status', value: 'status' },
				],
				default: 'creationDate',
			},
		],
	},
	concurrencyOptions,
];

type SortField = 'creationDate' | 'completionDate' | 'status';
interface Sort {
	field: SortField;
	direction: 'asc' | 'desc';
}

function readStatuses(value: unknown): TranscriptionJobStatus[] {
	const list: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	const statuses = list.map((status) => String(status).trim().toUpperCase()).filter(Boolean);
	for (const status of statuses) {
		if (!STATUSES.some((known) => known === status)) {
			throw new KoldanInputError(
				`"${status}" is not a status`,
				`Use one of: ${STATUSES.join(', ')}.`,
			);
		}
	}
	return statuses as TranscriptionJobStatus[];
}

function readFilters(run: Run, itemIndex: number): JobFilters {
	const given = run.context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const zone = run.context.getTimezone();
	const fileId = String(given.fileId ?? '').trim();
	if (fileId && !isUuid(fileId)) {
		throw new KoldanInputError(
			'The file ID is not valid',
			'A file ID looks like a1b2c3d4-e5f6-7890-abcd-ef1234567890.',
		);
	}
	const status = readStatuses(given.status);
	const dates = {
		createdAfter: readDate(given.createdAfter, 'Created After', zone),
		createdBefore: readDate(given.createdBefore, 'Created Before', zone),
		completedAfter: readDate(given.completedAfter, 'Completed After', zone),
		completedBefore: readDate(given.completedBefore, 'Completed Before', zone),
	};
	return {
		...(status.length > 0 ? { status } : {}),
		...(fileId ? { fileId } : {}),
		...(typeof given.isDeleted === 'boolean' ? { isDeleted: given.isDeleted } : {}),
		...(typeof given.isPurged === 'boolean' ? { isPurged: given.isPurged } : {}),
		...Object.fromEntries(
			Object.entries(dates).flatMap(([name, date]) => (date ? [[name, date.toISOString()]] : [])),
		),
	};
}

function readSort(run: Run, itemIndex: number): Sort {
	const given = run.context.getNodeParameter('sort', itemIndex, {}) as Partial<Sort>;
	const { field = 'creationDate', direction = 'desc' } = given;
	if (
		!['creationDate', 'completionDate', 'status'].includes(field) ||
		!['asc', 'desc'].includes(direction)
	) {
		throw new KoldanInputError(
			'The sort order is not valid',
			'Sort by creationDate, completionDate or status, and asc or desc.',
		);
	}
	return { field, direction };
}

function readLimit(run: Run, itemIndex: number): number {
	const limit = Number(run.context.getNodeParameter('limit', itemIndex, 50));
	if (!Number.isInteger(limit) || limit < 1) {
		throw new KoldanInputError(
			'The limit is not a whole number above zero',
			'Enter how many transcriptions to return, or turn on Return All.',
		);
	}
	return limit;
}

/** Sorts in place. Jobs without a value (no completion date yet) come last. Stable, so equal ones stay by creation. */
function sortJobs(jobs: TranscriptionJob[], { field, direction }: Sort): TranscriptionJob[] {
	const sign = direction === 'asc' ? 1 : -1;
	const keyOf = (job: TranscriptionJob): string | number | undefined => {
		if (field === 'status') return job.status;
		const value = job[field];
		return value ? Date.parse(value) : undefined;
	};
	return jobs.sort((first, second) => {
		const [a, b] = [keyOf(first), keyOf(second)];
		if (a === b) return 0;
		if (a === undefined) return 1;
		if (b === undefined) return -1;
		return a < b ? -sign : sign;
	});
}

async function readJobs(run: Run, itemIndex: number): Promise<TranscriptionJob[]> {
	const filters = readFilters(run, itemIndex);
	const sort = readSort(run, itemIndex);
	if (run.context.getNodeParameter('returnAll', itemIndex, false) !== true) {
		const order = `${sort.field},${sort.direction}` satisfies ListQuery['sort'];
		return await firstJobs(run.client, filters, order, readLimit(run, itemIndex));
	}
	const jobs: TranscriptionJob[] = [];
	for await (const job of allJobs(run.client, filters)) jobs.push(job);
	return sortJobs(jobs, sort);
}

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many transcriptions',
	description:
		'Get many transcriptions, filtered by status, file or date. Transcripts are not included; use Get Transcript for them.',
	endpoints: ['listTranscriptions'],
	properties,
	execute: async (run) =>
		await forEachItem(run, async (itemIndex): Promise<INodeExecutionData[]> => {
			const simplify = run.context.getNodeParameter('simplify', itemIndex, true) === true;
			const jobs = await readJobs(run, itemIndex);
			return jobs.map((job) => ({
				json: simplify ? simplifyJob(job) : (withoutSecrets(job) as unknown as IDataObject),
			}));
		}),
};
