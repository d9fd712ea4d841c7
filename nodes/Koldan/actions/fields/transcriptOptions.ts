/** The options for how a transcript is written, whatever it is for: names, subtitles, timestamps. */
import type { INodeProperties } from 'n8n-workflow';
import { TEXT_FORMATS, type OutputFormat, type TranscriptOptions } from '../../transcript';
import { optionGroup, readOptionGroup, readOptions, type NodeParameters } from './field';
import { readBoolean, readPairs, readText } from './values';

/** Shows an option only with the formats that have it. */
const only = (...formats: OutputFormat[]): INodeProperties['displayOptions'] => ({
	show: { '/outputFormat': formats },
});

const subtitlesOption = optionGroup(
	{
		displayName: 'Subtitles',
		name: 'subtitles',
		displayOptions: only('srt', 'vtt'),
		description: 'How long and how large subtitles may be',
	},
	[
		{
			displayName: 'Line Length',
			name: 'maxCharactersPerLine',
			type: 'number',
			typeOptions: { minValue: 10 },
			default: 42,
			description: 'How many characters a line of a subtitle has at most',
		},
		{
			displayName: 'Lines per Subtitle',
			name: 'maxLinesPerCue',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 4 },
			default: 2,
			description: 'How many lines a subtitle has at most',
		},
		{
			displayName: 'Reading Speed',
			name: 'maxCharactersPerSecond',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 17,
			description:
				'How many characters a second a subtitle has at most, where the words allow it. 0 means no limit.',
		},
		{
			displayName: 'Minimum Duration',
			name: 'minCueDuration',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 3 },
			default: 0.834,
			description:
				'How many seconds a subtitle is shown at least. Guidelines ask for 5/6 of a second.',
		},
		{
			displayName: 'Maximum Duration',
			name: 'maxCueDuration',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 3 },
			default: 7,
			description: 'How many seconds a subtitle is shown at most',
		},
		{
			displayName: 'Minimum Gap',
			name: 'minGap',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 3 },
			default: 0.084,
			description:
				'How many seconds are left between two subtitles at least. Guidelines ask for two frames: 0.084 at 24 frames a second, 0.08 at 25.',
		},
	],
);

/** Entries of *Options*. */
export const transcriptOptions: INodeProperties[] = [
	{
		displayName: 'CSV Rows',
		name: 'csvRows',
		type: 'options',
		options: [
			{ name: 'Segments', value: 'segments' },
			{ name: 'Words', value: 'words' },
		],
		default: 'segments',
		displayOptions: only('csv'),
		description: 'What each row of the table stands for',
	},
	{
		displayName: 'Merge Speaker Turns',
		name: 'mergeSpeakers',
		type: 'boolean',
		default: true,
		displayOptions: only('csv', 'markdown', 'segments', 'text', 'textWithSpeakers'),
		description: 'Whether to join what one speaker says in a row',
	},
	{
		displayName: 'Output File Name',
		name: 'outputFileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. interview.srt',
		displayOptions: { show: { '/outputFormat': [...TEXT_FORMATS], '/putOutputIn': ['file'] } },
		description: 'The name of the file. Leave it empty to use the name of the recording.',
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
		displayOptions: only('srt'),
		description: 'How a change of speaker is shown',
	},
	{
		displayName: 'Speaker Names',
		name: 'speakerNames',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Speaker',
		default: {},
		displayOptions: { hide: { '/outputFormat': ['json'] } },
		description:
			'Names for speakers. A label is as Koldan gives it, or as the transcript shows it.',
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
						placeholder: 'e.g. Speaker 1',
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
	subtitlesOption,
	{
		displayName: 'Talk Time',
		name: 'talkTime',
		type: 'boolean',
		default: false,
		displayOptions: only(...TEXT_FORMATS),
		description: 'Whether to add how long each speaker talks, as the field "speakers"',
	},
	{
		displayName: 'Timestamps',
		name: 'timestamps',
		type: 'boolean',
		default: false,
		displayOptions: only('text', 'textWithSpeakers', 'markdown'),
		description: 'Whether to write the time at the beginning of each paragraph',
	},
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: '',
		displayOptions: only('markdown'),
		description: 'The heading of the document. Leave it empty to use the name of the recording.',
	},
];

/** What the options say, beside how the transcript is written. */
export interface TranscriptSettings {
	/** Empty to use the name of the recording. */
	fileName: string;
	/** Whether to add how long each speaker talks. */
	talkTime: boolean;
	/** The title is empty to use the name of the recording. */
	options: TranscriptOptions;
}

/** Options whose values are checked where transcripts are written: one that makes no sense counts as left out. */
const PLAIN = ['csvRows', 'mergeSpeakers', 'speakerLabels', 'timestamps'] as const;

/** @throws KoldanInputError */
export function readTranscriptOptions(parameters: NodeParameters): TranscriptSettings {
	const given = readOptions(parameters);
	return {
		fileName: readText(given.outputFileName, 'Output File Name'),
		talkTime: readBoolean(given.talkTime, 'Talk Time') === true,
		options: {
			...PLAIN.reduce((options, name) => ({ ...options, [name]: given[name] }), {}),
			...readOptionGroup(parameters, 'subtitles'),
			title: readText(given.title, 'Title'),
			speakerNames: Object.fromEntries(readPairs(given.speakerNames)),
		},
	};
}
