/** How the recording is filed in Koldan: name, folder, tags, metadata (section "Upload and Transcribe"). */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import type { UploadRequest } from '../../../api/transcriptions';
import { readBoolean } from './boolean';
import { readJsonObject, readPairs } from './json';
import { readText } from './text';

/** Entries of the *Options* collection. */
export const filingFields: INodeProperties[] = [
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		description: 'What the recording is about, kept with the file in Koldan',
	},
	{
		displayName: 'File Name in Koldan',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Interview with Dana',
		description: 'What the recording is called in Koldan. Leave it empty to use its own file name.',
	},
	{
		displayName: 'Folder',
		name: 'path',
		type: 'string',
		default: '',
		placeholder: 'e.g. /interviews/2026/',
		description: 'Where to file the recording in Koldan. It starts and ends with a slash.',
	},
	{
		displayName: 'Listening Audio',
		name: 'generateListeningAudio',
		type: 'boolean',
		default: true,
		description: 'Whether Koldan also makes a compressed MP3 to listen to',
	},
	{
		displayName: 'Metadata',
		name: 'metadata',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Entry',
		default: {},
		description: 'Your own facts to keep with the recording in Koldan, as names and values',
		options: [
			{
				displayName: 'Entry',
				name: 'pairs',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. customer',
					},
					{ displayName: 'Value', name: 'value', type: 'string', default: '' },
				],
			},
		],
	},
	{
		displayName: 'Metadata (JSON)',
		name: 'metadataJson',
		type: 'json',
		default: '{}',
		description: 'The same as a JSON object. Where a name stands in both, Metadata wins.',
	},
	{
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		default: '',
		placeholder: 'e.g. interview, customer',
		description: 'Tags for the recording, separated by commas',
	},
];

function readTags(value: unknown): string[] {
	const list: unknown[] = Array.isArray(value) ? value : readText(value, 'Tags').split(',');
	return [...new Set(list.map((tag) => readText(tag, 'A tag')).filter(Boolean))];
}

function readPath(value: unknown): string {
	const path = readText(value, 'Folder');
	if (path === '') return '';
	const parts = path.split('/');
	const outside = parts.includes('..') || parts.includes('.');
	if (
		!path.startsWith('/') ||
		!path.endsWith('/') ||
		outside ||
		/\p{Cc}|\p{Zl}|\p{Zp}/u.test(path)
	) {
		throw new KoldanInputError(
			'The folder is not valid',
			'A folder starts and ends with a slash, for example /interviews/2026/.',
		);
	}
	return path;
}

export type Filing = Pick<
	UploadRequest,
	'name' | 'description' | 'path' | 'metadata' | 'tags' | 'generateListeningAudio'
>;

/**
 * Reads how to file a recording.
 *
 * @param options the *Options* collection
 * @param ownName what the recording is called by itself
 * @throws KoldanInputError
 */
export function readFiling(options: Record<string, unknown>, ownName: string): Filing {
	const name = readText(options.name, 'File Name in Koldan') || ownName;
	const description = readText(options.description, 'Description');
	const path = readPath(options.path);
	const tags = readTags(options.tags);
	const generateListeningAudio = readBoolean(options.generateListeningAudio, 'Listening Audio');
	const metadata = {
		...readJsonObject(options.metadataJson, 'Metadata (JSON)'),
		...Object.fromEntries(readPairs(options.metadata)),
	};
	return {
		name,
		...(description ? { description } : {}),
		...(path ? { path } : {}),
		...(Object.keys(metadata).length > 0 ? { metadata } : {}),
		...(tags.length > 0 ? { tags } : {}),
		...(generateListeningAudio === undefined ? {} : { generateListeningAudio }),
	};
}
