/** The fields for how many transcriptions to list, in which order and form (section "List Transcription Jobs"). */
import { optionGroup, readOptionGroup, type Field, type NodeParameters } from './field';
import { readBoolean, readChoice, readWholeNumber } from './values';

const sortOption = optionGroup(
	{
		displayName: 'Sort',
		name: 'sort',
		description: 'In which order the transcriptions come. Without it, the newest come first.',
	},
	[
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
			description: 'What to sort by',
		},
		{
			displayName: 'Direction',
			name: 'direction',
			type: 'options',
			options: [
				{ name: 'Ascending', value: 'asc', description: 'Oldest first' },
				{ name: 'Descending', value: 'desc', description: 'Newest first' },
			],
			default: 'desc',
			description: 'Which end comes first',
		},
	],
);

const SORT_FIELDS = ['creationDate', 'completionDate', 'status'] as const;
export type SortField = (typeof SORT_FIELDS)[number];

export interface Sort {
	field: SortField;
	direction: 'asc' | 'desc';
}

function readSort(parameters: NodeParameters): Sort {
	const given = readOptionGroup(parameters, 'sort');
	return {
		field: readChoice(given.field, SORT_FIELDS, 'Field'),
		direction: readChoice(given.direction, ['desc', 'asc'], 'Direction'),
	};
}

/** How many to return at most; undefined for all. */
export const limitField: Field<number | undefined, NodeParameters> = {
	properties: [
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
	],
	read(parameters) {
		if (readBoolean(parameters.get('returnAll'), 'Return All')) return undefined;
		return readWholeNumber(parameters.get('limit', 50), 1, {
			message: 'The limit is not a whole number above zero',
			advice: 'Enter how many to return, or turn on Return All.',
		});
	},
};

export const simplifyField: Field<boolean, NodeParameters> = {
	properties: [
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
	],
	read: (parameters) => readBoolean(parameters.get('simplify', true), 'Simplify') ?? true,
};

export const sortField: Field<Sort, NodeParameters> = {
	options: [sortOption],
	read: readSort,
};
