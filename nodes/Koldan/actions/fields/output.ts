/** The fields for how a transcript comes out. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import { FORMATS, isTextFormat, TEXT_FORMATS, type OutputFormat } from '../../transcript';
import type { Field, NodeParameters } from './field';
import {
	readTranscriptOptions,
	transcriptOptions,
	type TranscriptSettings,
} from './transcriptOptions';
import { readText } from './values';

/** The list of formats, by name as n8n's lists are. */
const FORMAT_OPTIONS = Object.entries(FORMATS)
	.map(([value, { label, description }]) => ({ name: label, value, description }))
	.sort((a, b) => a.name.localeCompare(b.name));

/** Where a file that comes out is put. */
export const outputFileProperty: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'outputBinaryField',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the output binary field to put the file in',
};

const properties: INodeProperties[] = [
	{
		displayName: 'Output Format',
		name: 'outputFormat',
		type: 'options',
		options: FORMAT_OPTIONS,
		default: 'simplified',
		description: 'How the transcript comes out',
	},
	{
		displayName: 'Put Output In',
		name: 'putOutputIn',
		type: 'options',
		options: [
			{ name: 'Field', value: 'field', description: 'As text in a field of the item' },
			{
				name: 'File',
				value: 'file',
				description:
					'As a file that later nodes can save or send. An item without a transcript says why in the field transcriptMissing.',
			},
		],
		default: 'field',
		displayOptions: { show: { outputFormat: [...TEXT_FORMATS] } },
		description: 'Where to put the transcript',
	},
	{
		displayName: 'Output Field',
		name: 'outputField',
		type: 'string',
		default: 'transcript',
		required: true,
		displayOptions: { show: { outputFormat: [...TEXT_FORMATS], putOutputIn: ['field'] } },
		description: 'The name of the field for the transcript',
	},
	{
		...outputFileProperty,
		displayOptions: { show: { outputFormat: [...TEXT_FORMATS], putOutputIn: ['file'] } },
	},
];

/** How a transcript is to come out. */
export interface Output extends TranscriptSettings {
	format: OutputFormat;
	/** Whether a text goes into a file; otherwise it goes into a field. */
	toFile: boolean;
	/** The name of the field for the text, or for the file; empty where there is neither. */
	field: string;
}

const isFormat = (format: string): format is OutputFormat => Object.hasOwn(FORMATS, format);

/** What an item can have beside the transcript in a field of its own. */
const ITEM_FIELDS = [
	'id',
	'status',
	'fileId',
	'fileName',
	'model',
	'creationDate',
	'completionDate',
	'isDeleted',
	'isPurged',
	'errorCode',
	'errorMessage',
	'duration',
	'languages',
	'speakers',
	'summary',
	'summaryId',
	'summaryStatus',
	'summaryError',
	'summaryResult',
	'timedOut',
	'transcriptMissing',
] as const;

export type ItemField = (typeof ITEM_FIELDS)[number];

/** Names that JavaScript objects have meanings of their own for. */
const UNUSABLE = new Set(['__proto__', 'constructor', 'prototype']);

function readFieldName(parameters: NodeParameters, name: string, fallback: string): string {
	const field = readText(parameters.get(name, fallback), 'The output field');
	if (field === '' || UNUSABLE.has(field)) {
		throw new KoldanInputError(
			'The output field has no usable name',
			`Enter a name, for example ${fallback}.`,
		);
	}
	return field;
}

/** @throws KoldanInputError */
export const readOutputFileField = (parameters: NodeParameters): string =>
	readFieldName(parameters, 'outputBinaryField', 'data');

function readTextField(parameters: NodeParameters): string {
	const field = readFieldName(parameters, 'outputField', 'transcript');
	if (ITEM_FIELDS.every((known) => known !== field)) return field;
	throw new KoldanInputError(
		`The item has a field "${field}" already`,
		'Enter another name as Output Field, for example transcript.',
	);
}

function readFormat(parameters: NodeParameters): OutputFormat {
	const format = readText(parameters.get('outputFormat', 'simplified'), 'Output Format');
	if (isFormat(format)) return format;
	throw new KoldanInputError(
		`"${format.slice(0, 100)}" is not an output format`,
		`Use one of: ${Object.keys(FORMATS).join(', ')}.`,
	);
}

function read(parameters: NodeParameters): Output {
	const format = readFormat(parameters);
	const settings = readTranscriptOptions(parameters);
	if (!isTextFormat(format)) return { format, toFile: false, field: '', ...settings };
	const toFile = parameters.get('putOutputIn', 'field') === 'file';
	const field = toFile ? readOutputFileField(parameters) : readTextField(parameters);
	return { format, toFile, field, ...settings };
}

export const outputField = {
	properties,
	options: transcriptOptions,
	read,
} satisfies Field<Output, NodeParameters>;
