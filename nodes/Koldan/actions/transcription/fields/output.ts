/** The fields for how a transcript comes out. */
import type { INodeProperties } from 'n8n-workflow';
import { FORMATS, type OutputFormat } from '../../../transcript';

/** Formats that are one text, and so can be a file. */
export const TEXT_FORMATS = [
	'text',
	'textWithSpeakers',
	'markdown',
	'srt',
	'vtt',
	'csv',
] as const satisfies readonly OutputFormat[];
export type TextFormat = (typeof TEXT_FORMATS)[number];

export const isTextFormat = (format: OutputFormat): format is TextFormat =>
	TEXT_FORMATS.some((known) => known === format);

const SUBTITLES = ['srt', 'vtt'];

/** The list of formats, by name as n8n's lists are. */
const FORMAT_OPTIONS = Object.entries(FORMATS)
	.map(([value, { label, description }]) => ({ name: label, value, description }))
	.sort((a, b) => a.name.localeCompare(b.name));

export const outputFields: INodeProperties[] = [
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
			{ name: 'File', value: 'file', description: 'As a file that later nodes can save or send' },
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
		displayName: 'Put Output File in Field',
		name: 'outputBinaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { outputFormat: [...TEXT_FORMATS], putOutputIn: ['file'] } },
	},
	{
		displayName: 'Transcript Options',
		name: 'transcript',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { hide: { outputFormat: ['json'] } },
		options: [
			{
				displayName: 'CSV Rows',
				name: 'csvRows',
				type: 'options',
				options: [
					{ name: 'Segments', value: 'segments' },
					{ name: 'Words', value: 'words' },
				],
				default: 'segments',
				displayOptions: { show: { '/outputFormat': ['csv'] } },
				description: 'What each row of the table stands for',
			},
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string',
				default: '',
				placeholder: 'e.g. interview.srt',
				displayOptions: { show: { '/outputFormat': [...TEXT_FORMATS] } },
				description: 'The name of the file. Leave it empty to use the name of the recording.',
			},
			{
				displayName: 'Line Length',
				name: 'maxCharactersPerLine',
				type: 'number',
				typeOptions: { minValue: 10 },
				default: 42,
				displayOptions: { show: { '/outputFormat': SUBTITLES } },
				description: 'How many characters a line of a subtitle has at most',
			},
			{
				displayName: 'Lines per Subtitle',
				name: 'maxLinesPerCue',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 4 },
				default: 2,
				displayOptions: { show: { '/outputFormat': SUBTITLES } },
				description: 'How many lines a subtitle has at most',
			},
			{
				displayName: 'Merge Speaker Turns',
				name: 'mergeSpeakers',
				type: 'boolean',
				default: true,
				displayOptions: {
					show: { '/outputFormat': ['csv', 'markdown', 'segments', 'text', 'textWithSpeakers'] },
				},
				description: 'Whether to join what one speaker says in a row',
			},
			{
				displayName: 'Reading Speed',
				name: 'maxCharactersPerSecond',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 17,
				displayOptions: { show: { '/outputFormat': SUBTITLES } },
				description:
					'How many characters a second a subtitle has at most, where the words allow it. 0 means no limit.',
			},
			{
				displayName: 'Speaker Labels in SRT',
				name: 'speakerLabels',
				type: 'options',
				options: [
					{ name: 'Dash', value: 'dash' },
					{ name: 'Name', value: 'name' },
					{ name: 'None', value: 'none' },
				],
				default: 'name',
				displayOptions: { show: { '/outputFormat': ['srt'] } },
				description: 'How a change of speaker is shown',
			},
			{
				displayName: 'Speaker Names',
				name: 'speakerNames',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Speaker',
				default: {},
				description: 'Names for the labels that Koldan gives to speakers',
				options: [
					{
						displayName: 'Speaker',
						name: 'pairs',
						values: [
							{
								displayName: 'Label',
								name: 'name',
								type: 'string',
								default: '',
								placeholder: 'e.g. SPEAKER_00',
							},
							{
								displayName: 'Name',
								name: 'value',
								type: 'string',
								default: '',
								placeholder: 'e.g. Dana',
							},
						],
					},
				],
			},
			{
				displayName: 'Talk Time',
				name: 'talkTime',
				type: 'boolean',
				default: false,
				displayOptions: { show: { '/outputFormat': [...TEXT_FORMATS] } },
				description: 'Whether to add how long each speaker talks, as the field "speakers"',
			},
			{
				displayName: 'Timestamps',
				name: 'timestamps',
				type: 'boolean',
				default: false,
				displayOptions: { show: { '/outputFormat': ['text', 'textWithSpeakers', 'markdown'] } },
				description: 'Whether to write the time at the beginning of each paragraph',
			},
			{
				displayName: 'Title',
				name: 'title',
				type: 'string',
				default: '',
				displayOptions: { show: { '/outputFormat': ['markdown'] } },
				description:
					'The heading of the document. Leave it empty to use the name of the recording.',
			},
		],
	},
];
