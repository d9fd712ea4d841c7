/** The fields for what Koldan makes of a recording: how it is transcribed, and whether it is summarized. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import type { TranscriptionOptions } from '../../api/types';
import {
	optionGroup,
	locatorValue,
	readLocator,
	readOptionGroup,
	readOptions,
	SLOW_LIST,
	type Field,
	type NodeParameters,
} from './field';
import { readBoolean, readJsonObject, readText } from './values';

const modelProperty: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The speech model that turns the recording into text',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a model…',
			typeOptions: {
				searchListMethod: 'searchModels',
				searchable: true,
				slowLoadNotice: SLOW_LIST,
			},
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. hebrew-general',
			hint: 'Use this if the list is empty: not every Koldan server or API key offers it',
		},
	],
};

/** Entries of the *Options* collection. */
const transcriptionOptions: INodeProperties[] = [
	{
		displayName: 'Capitalization',
		name: 'capitalization',
		type: 'boolean',
		default: true,
		description: 'Whether to write capital letters where they belong. Some languages have none.',
	},
	{
		displayName: 'Language',
		name: 'defaultLanguageCode',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: 'The language spoken. Leave it empty to let the model detect it.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a language…',
				typeOptions: {
					searchListMethod: 'searchLanguages',
					searchable: true,
					slowLoadNotice: SLOW_LIST,
				},
			},
			{
				displayName: 'By Code',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. he',
				hint: 'A code such as he, en, ar or pt-BR. Use this if the list is empty: not every Koldan server or API key offers it',
			},
		],
	},
	{
		displayName: 'Punctuation',
		name: 'punctuation',
		type: 'boolean',
		default: true,
		description: 'Whether to add full stops, commas and question marks',
	},
];

const LANGUAGE_CODE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

function readTranscription(parameters: NodeParameters): TranscriptionOptions {
	const model = readText(readLocator(parameters, 'model'), 'Model');
	if (!model)
		throw new KoldanInputError(
			'No model is chosen',
			'Choose a model from the list, or enter its name with "By ID".',
		);
	const options = readOptions(parameters);
	const defaultLanguageCode = readText(locatorValue(options.defaultLanguageCode), 'Language');
	if (defaultLanguageCode && !LANGUAGE_CODE.test(defaultLanguageCode)) {
		throw new KoldanInputError(
			`"${defaultLanguageCode.slice(0, 100)}" is not a language code`,
			'Use a code such as he, en, ar or pt-BR, or leave Language empty.',
		);
	}
	const punctuation = readBoolean(options.punctuation, 'Punctuation');
	const capitalization = readBoolean(options.capitalization, 'Capitalization');
	return {
		model,
		language: defaultLanguageCode ? { defaultLanguageCode } : {},
		...(punctuation === undefined ? {} : { punctuation }),
		...(capitalization === undefined ? {} : { capitalization }),
	};
}

/** How a recording is transcribed (data type SpeechServiceTranscriptionOptions). */
export const transcriptionField: Field<TranscriptionOptions> = {
	properties: [modelProperty],
	options: transcriptionOptions,
	read: readTranscription,
};

/** The template that says what a summary looks like, by its ID. */
export const promptTemplateProperty: INodeProperties = {
	displayName: 'Prompt Template',
	name: 'promptTemplateId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'The template that says what the summary looks like',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a template…',
			typeOptions: { searchListMethod: 'searchPromptTemplates', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 5a6b7c8d-1234-5678-9abc-def012345678',
			hint: 'Use this if the list is empty: not every Koldan server offers it',
		},
	],
};

const summaryOption = optionGroup(
	{
		displayName: 'Summary',
		name: 'summary',
		description:
			'Lets Koldan write a summary after the transcription. The credential needs the scope speech:summaries:write.',
	},
	[
		promptTemplateProperty,
		{
			displayName: 'More Settings (JSON)',
			name: 'additionalOptions',
			type: 'json',
			default: '{}',
			description: 'Further summary options of your Koldan server, as a JSON object',
		},
		{
			displayName: 'Wait for Summary',
			name: 'waitForSummary',
			type: 'boolean',
			default: true,
			displayOptions: { hide: { '/waitForCompletion': ['none'] } },
			description:
				'Whether to wait until the summary is there too, and put out both. The credential then needs the scope speech:summaries:read as well.',
		},
		{
			displayName: 'On Failed Summary',
			name: 'onFailedSummary',
			type: 'options',
			options: [
				{
					name: 'Continue',
					value: 'continue',
					description: 'With the transcript; the field summaryError says what happened',
				},
				{
					name: 'Fail',
					value: 'error',
					description: 'The node fails, or goes on as its On Error setting says',
				},
			],
			default: 'continue',
			displayOptions: {
				hide: { '/waitForCompletion': ['none'] },
				show: { waitForSummary: [true] },
			},
			description: 'What to do when the summary failed, was cancelled or is late',
		},
	],
);

/** A summary that is to be written. */
export interface WantedSummary {
	/** As Koldan takes them. */
	options: Record<string, unknown>;
	/** Whether to wait for it, where the transcription is waited for. */
	isWaitedFor: boolean;
}

function readSummary(parameters: NodeParameters): WantedSummary | undefined {
	const given = readOptionGroup(parameters, 'summary');
	const options = readSummaryOptions(given);
	if (options === undefined) return undefined;
	const isWaitedFor = readBoolean(given.waitForSummary, 'Wait for Summary') ?? true;
	return { options, isWaitedFor };
}

/**
 * What Koldan is told of a summary.
 *
 * @param given the fields `promptTemplateId` and `additionalOptions`
 * @throws KoldanInputError
 */
export function readSummaryOptions(
	given: Record<string, unknown>,
): Record<string, unknown> | undefined {
	const promptTemplateId = readText(locatorValue(given.promptTemplateId), 'Prompt Template');
	const more = readJsonObject(given.additionalOptions, 'More Settings (JSON)');
	if (promptTemplateId) return { ...more, promptTemplateId };
	if (more === undefined) return undefined;
	if (typeof more.promptTemplateId === 'string' && more.promptTemplateId) return more;
	throw new KoldanInputError(
		'The summary has no prompt template',
		"Enter the 'Prompt Template ID', or remove the other summary settings.",
	);
}

/** A summary that Koldan writes after the transcription; undefined when nothing is set. */
export const summaryField: Field<WantedSummary | undefined> = {
	options: [summaryOption],
	read: readSummary,
};
