/** The fields for which transcriptions to list (section "List Transcription Jobs"). */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import type { JobFilters } from '../../api/paging';
import type { TranscriptionJobStatus } from '../../api/types';
import { isUuid } from '../../api/uuid';
import { readDate } from './dates';
import { readCollection, type Field, type NodeParameters } from './field';
import { readChoice, readText } from './values';

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

export const statusOptions = STATUSES.map((value) => ({ name: STATUS_NAMES[value], value }));

export const dateField = (
	displayName: string,
	name: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	default: '',
	description,
});

export const excludeOrOnly = (
	displayName: string,
	name: string,
	state: string,
	things = 'transcriptions',
): INodeProperties => ({
	displayName,
	name,
	type: 'options',
	options: [
		{ name: 'Exclude', value: 'exclude', description: `Those that are not ${state}` },
		{ name: 'Only', value: 'only', description: `Those that are ${state}` },
	],
	default: 'only',
	description: `Whether to return only ${state} ${things}, or none of them`,
});

export const fileIdFilter = (things: string): INodeProperties => ({
	displayName: 'File ID',
	name: 'fileId',
	type: 'string',
	default: '',
	placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
	description: `Only ${things} of this file. For a file shared with you, these are everybody’s.`,
});

/** @returns undefined when the filter is not set */
export const readOnly = (value: unknown, label: string): boolean | undefined =>
	readText(value, label) === ''
		? undefined
		: readChoice(value, ['exclude', 'only'], label) === 'only';

const filterProperty: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
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
		dateField('Created After', 'createdAfter', 'Only transcriptions created at this time or later'),
		dateField(
			'Created Before',
			'createdBefore',
			'Only transcriptions created at this time or earlier',
		),
		excludeOrOnly('Deleted', 'isDeleted', 'deleted'),
		fileIdFilter('transcriptions'),
		excludeOrOnly('Purged', 'isPurged', 'purged'),
		{
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			options: statusOptions,
			default: [],
			description: 'Only transcriptions with one of these statuses',
		},
	],
};

export function readStatuses(value: unknown): TranscriptionJobStatus[] {
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
export function checkOrder(
	after: Date | undefined,
	before: Date | undefined,
	what: string,
	thing = 'transcription',
): void {
	if (after === undefined || before === undefined || after <= before) return;
	throw new KoldanInputError(
		`${what} After is later than ${what} Before`,
		`No ${thing} can match. Exchange the two dates, or remove one of them.`,
	);
}

function readFilters(parameters: NodeParameters): JobFilters {
	const given = readCollection(parameters, 'filters');
	const zone = parameters.timezone;
	const fileId = readText(given.fileId, 'File ID');
	if (fileId && !isUuid(fileId)) {
		throw new KoldanInputError(
			'The file ID is not valid',
			'A file ID looks like a1b2c3d4-e5f6-7890-abcd-ef1234567890.',
		);
	}
	const status = readStatuses(given.status);
	const isDeleted = readOnly(given.isDeleted, 'Deleted');
	const isPurged = readOnly(given.isPurged, 'Purged');
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

export const filtersField: Field<JobFilters, NodeParameters> = {
	properties: [filterProperty],
	read: readFilters,
};
