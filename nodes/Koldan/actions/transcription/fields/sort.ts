/** The order in which jobs are listed. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import type { TranscriptionJob } from '../../../api/types';
import type { Run } from '../../run';
import { readCollection } from './collection';
import { readText } from './text';

export const sortFields: INodeProperties = {
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
};

const SORT_FIELDS = ['creationDate', 'completionDate', 'status'] as const;
type SortField = (typeof SORT_FIELDS)[number];
const isSortField = (field: string): field is SortField =>
	SORT_FIELDS.some((known) => known === field);

export interface Sort {
	field: SortField;
	direction: 'asc' | 'desc';
}

/** @throws KoldanInputError */
export function readSort(run: Run, itemIndex: number): Sort {
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

/** What a job is sorted by; undefined comes last. */
export function sortKey(job: TranscriptionJob, field: SortField): string | number | undefined {
	if (field === 'status') return job.status;
	const value = job[field];
	return value ? Date.parse(value) : undefined;
}

export interface Row {
	json: IDataObject;
	key: string | number | undefined;
}

/** Sorts in place. Jobs without a value (no completion date yet) come last. Stable, so equal ones stay by creation. */
export function sortRows(rows: Row[], { direction }: Sort): Row[] {
	const sign = direction === 'asc' ? 1 : -1;
	return rows.sort(({ key: a }, { key: b }) => {
		if (a === b) return 0;
		if (a === undefined) return 1;
		if (b === undefined) return -1;
		return a < b ? -sign : sign;
	});
}
