/** Which jobs to list: the fields and how they are read (section "List Transcription Jobs"). */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import type { JobFilters } from '../../../api/paging';
import type { TranscriptionJobStatus } from '../../../api/types';
import { isUuid } from '../../../api/uuid';
import type { Run } from '../../run';
import { readBoolean } from './boolean';
import { readCollection } from './collection';
import { readDate } from './dates';
import { readText } from './text';

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

export const filterFields: INodeProperties = {
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
		dateField('Created After', 'createdAfter', 'Only transcriptions created at this time or later'),
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
			description: 'Whether to return deleted transcriptions instead of those that are not deleted',
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
			description: 'Whether to return purged transcriptions or, if off, those that are not purged',
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
};

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

/** @throws KoldanInputError */
export function readFilters(run: Run, itemIndex: number): JobFilters {
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
