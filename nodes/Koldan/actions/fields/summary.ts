/** The fields of operations on summaries. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import type { SummaryQuery } from '../../api/summaries';
import { isUuid } from '../../api/uuid';
import { readDate } from './dates';
import { readCollection, readLocator, readOptions, type Field, type NodeParameters } from './field';
import {
	checkOrder,
	dateField,
	excludeOrOnly,
	fileIdFilter,
	readOnly,
	readStatuses,
	statusOptions,
} from './filters';
import { promptTemplateProperty, readSummaryOptions } from './transcription';
import { readText } from './values';

/** The summary that an operation is about, by its ID. That it is a UUID is not documented: any text is taken. */
export const summaryIdField: Field<string, NodeParameters> = {
	properties: [
		{
			displayName: 'Summary',
			name: 'summaryId',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'The summary to work with',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Choose a summary…',
					typeOptions: { searchListMethod: 'searchSummaries', searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
				},
			],
		},
	],
	read(parameters) {
		const id = readText(readLocator(parameters, 'summaryId'), 'Summary');
		if (id) return id;
		throw new KoldanInputError(
			'No summary is chosen',
			'Choose one from the list, or enter its ID. It comes out of Upload and Transcribe as "summaryId".',
		);
	},
};

/** What a summary is to look like. */
export const summaryOptionsField: Field<Record<string, unknown>> = {
	properties: [{ ...promptTemplateProperty, required: true }],
	options: [
		{
			displayName: 'More Settings (JSON)',
			name: 'additionalOptions',
			type: 'json',
			default: '{}',
			description: 'Further summary options of your Koldan server, as a JSON object',
		},
	],
	read(parameters) {
		const promptTemplateId = parameters.get('promptTemplateId');
		const { additionalOptions } = readOptions(parameters);
		const options = readSummaryOptions({ promptTemplateId, additionalOptions });
		if (options) return options;
		throw new KoldanInputError(
			'No prompt template is given',
			'Choose the template that says what the summary looks like, or enter its ID, which Koldan shows.',
		);
	},
};

const filterProperty: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		dateField('Created After', 'createdAfter', 'Only summaries created at this time or later'),
		dateField('Created Before', 'createdBefore', 'Only summaries created at this time or earlier'),
		excludeOrOnly('Deleted', 'isDeleted', 'deleted', 'summaries'),
		fileIdFilter('summaries'),
		{
			displayName: 'Prompt Template ID',
			name: 'promptTemplateId',
			type: 'string',
			default: '',
			description: 'Only summaries written by this prompt template',
		},
		excludeOrOnly('Purged', 'isPurged', 'purged', 'summaries'),
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			options: statusOptions,
			default: 'COMPLETED',
			description: 'Only summaries with this status',
		},
		{
			displayName: 'Transcription ID',
			name: 'transcriptionId',
			type: 'string',
			default: '',
			placeholder: 'e.g. d1e2f3a4-b5c6-7890-abcd-ef1234567890',
			description: 'Only summaries of this transcription',
		},
	],
};

export type SummaryFilters = Omit<SummaryQuery, 'page' | 'size'>;

function readId(value: unknown, label: string): string | undefined {
	const id = readText(value, label);
	if (id === '') return undefined;
	if (isUuid(id)) return id;
	throw new KoldanInputError(
		`The ${label} is not valid`,
		'An ID looks like d1e2f3a4-b5c6-7890-abcd-ef1234567890.',
	);
}

function readFilters(parameters: NodeParameters): SummaryFilters {
	const given = readCollection(parameters, 'filters');
	const zone = parameters.timezone;
	const createdAfter = readDate(given.createdAfter, 'Created After', zone);
	const createdBefore = readDate(given.createdBefore, 'Created Before', zone);
	checkOrder(createdAfter, createdBefore, 'Created', 'summary');
	const filters: SummaryFilters = {
		createdAfter: createdAfter?.toISOString(),
		createdBefore: createdBefore?.toISOString(),
		fileId: readId(given.fileId, 'File ID'),
		transcriptionId: readId(given.transcriptionId, 'Transcription ID'),
		promptTemplateId: readText(given.promptTemplateId, 'Prompt Template ID') || undefined,
		status: readStatuses(given.status)[0],
		isDeleted: readOnly(given.isDeleted, 'Deleted'),
		isPurged: readOnly(given.isPurged, 'Purged'),
	};
	return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

export const summaryFiltersField: Field<SummaryFilters, NodeParameters> = {
	properties: [filterProperty],
	read: readFilters,
};
