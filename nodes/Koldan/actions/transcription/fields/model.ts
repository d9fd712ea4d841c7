/** The fields for how a recording is transcribed: model, language, punctuation, capitalization. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import type { TranscriptionOptions } from '../../../api/types';
import { readBoolean } from './boolean';
import { readCollection } from './collection';
import { readLocator } from './locator';
import { readText } from './text';

export const modelField: INodeProperties = {
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
			typeOptions: { searchListMethod: 'searchModels', searchable: true },
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
export const transcriptionOptionFields: INodeProperties[] = [
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
		type: 'string',
		default: '',
		placeholder: 'e.g. he',
		description:
			'The language spoken, as a code such as he, en or ar. Leave it empty to let the model find out.',
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

/**
 * Reads the transcription options of an item (data type SpeechServiceTranscriptionOptions).
 *
 * @throws KoldanInputError
 */
export function readTranscriptionOptions(
	context: IExecuteFunctions,
	itemIndex: number,
): TranscriptionOptions {
	const model = readText(readLocator(context, 'model', itemIndex), 'Model');
	if (!model)
		throw new KoldanInputError(
			'No model is chosen',
			'Choose a model from the list, or enter its name with "By ID".',
		);
	const options = readCollection(context, 'options', itemIndex);
	const defaultLanguageCode = readText(options.defaultLanguageCode, 'Language');
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
