import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import { withoutSecrets } from '../../api/jobs';
import { allJobs, firstJobs, type JobFilters } from '../../api/paging';
import type { ListQuery } from '../../api/transcriptions';
import type { TranscriptionJob, TranscriptionJobStatus } from '../../api/types';
import { isUuid } from '../../api/uuid';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import type { Run } from '../run';
import { readBoolean } from './fields/boolean';
import { readCollection } from './fields/collection';
import { concurrencyOptions } from './fields/concurrency';
import { readDate } from './fields/dates';
import { readWholeNumber } from './fields/number';
import { simplifyJob } from './fields/simplify';
import { readText } from './fields/text';

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
				description:
					'Whether to return deleted transcriptions instead of those that are not deleted',
			},
			{
				displayName: 'File ID',
				name: 'fileId',
				type: 'string',
				default: '',
				placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
				description:
					'Only transcriptions of this file. For a file shared with you, these are everybody’s.',
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

const SORT_FIELDS = ['creationDate', 'completionDate', 'status'] as const;
type SortField = (typeof SORT_FIELDS)[number];
const isSortField = (field: string): field is SortField =>
	SORT_FIELDS.some((known) => known === field);

interface Sort {
	field: SortField;
	direction: 'asc' | 'desc';
}

function readStatuses(value: unknown): TranscriptionJobStatus[] {
	const list: unknown[] = Array.isArray(value) ? value : readText(value, 'Status').split(',');
	const statuses = list.map((status) => readText(status, 'A status').toUpperCase()).filter(Boolean);
	for (const status of statuses) {
		if (!STATUSES.some((known) => known === status)) {
			throw new KoldanInputError(
				`"${status.slice(0, 100)}" is not a status`,
				`Use one of: ${STATUSES.join(', ')}.`,
			);
		}
	}
	return [...new Set(statuses)] as TranscriptionJobStatus[];
}

/** A time after the one that it should be before finds nothing, ever. */
function checkOrder(after: Date | undefined, before: Date | undefined, what: string): void {
	if (after === undefined || before === undefined || after <= before) return;
	throw new KoldanInputError(
		`${what} After is later than ${what} Before`,
		'No transcription can match. Exchange the two dates, or remove one of them.',
	);
}

function readFilters(run: Run, itemIndex: number): JobFilters {
	const given = readCollection(run.context, 'filters', itemIndex);
	const zone = run.context.getTimezone();
	const fileId = readText(given.fileId, 'File ID');
	if (fileId && !isUuid(fileId)) {
		throw new KoldanInputError(
			'The file ID is not valid',
			'A file ID looks like a1b2c3d4-e5f6-7890-abcd-ef1234567890.',
		);
	}
	const status = readStatuses(given.status);
	const isDeleted = readBoolean(given.isDeleted, 'Deleted');
	const isPurged = readBoolean(given.isPurged, 'Purged');
	const dates = {
		createdAfter: readDate(given.createdAfter, 'Created After', zone),
		createdBefore: readDate(given.createdBefore, 'Created Before', zone),
		completedAfter: readDate(given.completedAfter, 'Completed After', zone),
		completedBefore: readDate(given.completedBefore, 'Completed Before', zone),
	};
	checkOrder(dates.createdAfter, dates.createdBefore, 'Created');
	checkOrder(dates.completedAfter, dates.completedBefore, 'Completed');
	return {
		...(status.length > 0 ? { status } : {}),
		...(fileId ? { fileId } : {}),
		...(isDeleted === undefined ? {} : { isDeleted }),
		...(isPurged === undefined ? {} : { isPurged }),
		...Object.fromEntries(
			Object.entries(dates).flatMap(([name, date]) => (date ? [[name, date.toISOString()]] : [])),
		),
	};
}

function readSort(run: Run, itemIndex: number): Sort {
	const given = readCollection(run.context, 'sort', itemIndex);
	const field = readText(given.field, 'Sort field') || 'creationDate';
	const direction = readText(given.direction, 'Sort direction') || 'desc';
	if (!isSortField(field) || (direction !== 'asc' && direction !== 'desc')) {
		throw new KoldanInputError(
			'The sort order is not valid',
			'Sort by creationDate, completionDate or status, and asc or desc.',
		);
	}
	return { field, direction };
}

const readLimit = (run: Run, itemIndex: number): number =>
	readWholeNumber(run.context.getNodeParameter('limit', itemIndex, 50), 1, {
		message: 'The limit is not a whole number above zero',
		advice: 'Enter how many transcriptions to return, or turn on Return All.',
	});

/** What a job is sorted by; undefined comes last. */
function sortKey(job: TranscriptionJob, field: SortField): string | number | undefined {
	if (field === 'status') return job.status;
	const value = job[field];
	return value ? Date.parse(value) : undefined;
}

interface Row {
	json: IDataObject;
	key: string | number | undefined;
}

/** Sorts in place. Jobs without a value (no completion date yet) come last. Stable, so equal ones stay by creation. */
function sortRows(rows: Row[], { direction }: Sort): Row[] {
	const sign = direction === 'asc' ? 1 : -1;
	return rows.sort(({ key: a }, { key: b }) => {
		if (a === b) return 0;
		if (a === undefined) return 1;
		if (b === undefined) return -1;
		return a < b ? -sign : sign;
	});
}

type Show = (job: TranscriptionJob) => IDataObject;

/** Of a long list, no more is kept than what comes out. */
async function allRows(run: Run, filters: JobFilters, sort: Sort, show: Show): Promise<Row[]> {
	const rows: Row[] = [];
	for await (const job of allJobs(run.client, filters))
		rows.push({ json: show(job), key: sortKey(job, sort.field) });
	return sortRows(rows, sort);
}

async function listJobs(run: Run, itemIndex: number, show: Show): Promise<IDataObject[]> {
	const filters = readFilters(run, itemIndex);
	const sort = readSort(run, itemIndex);
	const returnAll = run.context.getNodeParameter('returnAll', itemIndex, false);
	if (readBoolean(returnAll, 'Return All'))
		return (await allRows(run, filters, sort, show)).map(({ json }) => json);
	const order = `${sort.field},${sort.direction}` satisfies ListQuery['sort'];
	return (await firstJobs(run.client, filters, order, readLimit(run, itemIndex))).map(show);
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
			const simplify =
				readBoolean(run.context.getNodeParameter('simplify', itemIndex, true), 'Simplify') ?? true;
			const show: Show = simplify
				? simplifyJob
				: (job) => withoutSecrets(job) as unknown as IDataObject;
			return (await listJobs(run, itemIndex, show)).map((json) => ({ json }));
		}),
};
