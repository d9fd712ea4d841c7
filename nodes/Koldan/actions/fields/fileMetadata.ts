/** The fields for what Koldan keeps with a file: given as it is stored, or changed later. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import type { FileChanges, FileRequest } from '../../api/files';
import { readCollection, readOptions, type Field, type NodeParameters } from './field';
import { readBoolean, readJsonObject, readPairs, readText } from './values';

export const fileMetadataOptions: INodeProperties[] = [
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		description: 'What the recording is about, kept with the file in Koldan',
	},
	{
		displayName: 'Name in Koldan',
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

export function readTags(value: unknown): string[] {
	const list: unknown[] = Array.isArray(value) ? value : readText(value, 'Tags').split(',');
	return [...new Set(list.map((tag) => readText(tag, 'A tag')).filter(Boolean))];
}

export function readPath(value: unknown): string {
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

/** The facts of both fields for metadata. */
const readMetadata = (given: Record<string, unknown>): Record<string, unknown> => ({
	...readJsonObject(given.metadataJson, 'Metadata (JSON)'),
	...Object.fromEntries(readPairs(given.metadata)),
});

type FileMetadata = Omit<FileRequest, 'file' | 'uri'>;

/** @param ownName what the recording is called where no other name is given */
export function readFileMetadata(parameters: NodeParameters, ownName: string): FileMetadata {
	const options = readOptions(parameters);
	const name = readText(options.name, 'Name in Koldan') || ownName;
	const description = readText(options.description, 'Description');
	const path = readPath(options.path);
	const tags = readTags(options.tags);
	const generateListeningAudio = readBoolean(options.generateListeningAudio, 'Listening Audio');
	const metadata = readMetadata(options);
	return {
		name,
		...(description ? { description } : {}),
		...(path ? { path } : {}),
		...(Object.keys(metadata).length > 0 ? { metadata } : {}),
		...(tags.length > 0 ? { tags } : {}),
		...(generateListeningAudio === undefined ? {} : { generateListeningAudio }),
	};
}

const CHANGEABLE = ['name', 'description', 'path', 'metadata', 'metadataJson', 'tags'];

const described: Record<string, Partial<INodeProperties>> = {
	description: { description: 'What the recording is about. Leave it empty to remove it.' },
	name: { description: 'What the recording is called in Koldan' },
	path: {
		description: 'Where to file the recording in Koldan. Leave it empty for the top folder.',
	},
	metadata: { description: 'Your own facts to keep with the recording, as names and values' },
	tags: {
		description: 'Tags for the recording, separated by commas. Leave it empty to remove all.',
	},
};

/** What to change of a file. What is not added stays as it is. */
export const fileChangesField: Field<FileChanges, NodeParameters> = {
	properties: [
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: fileMetadataOptions
				.filter(({ name }) => CHANGEABLE.includes(name))
				.map((option) => ({ ...option, ...described[option.name] }))
				.sort((a, b) => a.displayName.localeCompare(b.displayName)),
		},
	],
	read(parameters) {
		const given = readCollection(parameters, 'updateFields');
		const has = (...names: string[]) => names.some((name) => given[name] !== undefined);
		const changes: FileChanges = {
			...(has('name') ? { name: readText(given.name, 'Name in Koldan') } : {}),
			...(has('description') ? { description: readText(given.description, 'Description') } : {}),
			...(has('path') ? { path: readPath(given.path) || '/' } : {}),
			...(has('metadata', 'metadataJson') ? { metadata: readMetadata(given) } : {}),
			...(has('tags') ? { tags: readTags(given.tags) } : {}),
		};
		if (Object.keys(changes).length === 0)
			throw new KoldanInputError(
				'Nothing is to be changed',
				"Add at least one of 'Update Fields'.",
			);
		if (changes.name === '')
			throw new KoldanInputError(
				'The name is empty',
				"Enter a name, or remove 'Name in Koldan' from the fields to update.",
			);
		return changes;
	},
};
