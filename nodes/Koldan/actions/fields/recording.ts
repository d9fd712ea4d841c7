/** The fields for the recording to upload, a file from the input or a URL, and for what is kept with it in Koldan. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import type { UploadRequest } from '../../api/transcriptions';
import { readOptions, type Field, type NodeParameters } from './field';
import { readFile } from './file';
import { cleanAddress, readBoolean, readJsonObject, readPairs, readText } from './values';

const sourceProperties: INodeProperties[] = [
	{
		displayName: 'Recording From',
		name: 'source',
		type: 'options',
		options: [
			{
				name: 'File',
				value: 'file',
				description: 'A file that an earlier node brings, such as Google Drive or a webhook',
			},
			{
				name: 'URL',
				value: 'uri',
				description: 'An address on the internet that Koldan fetches the recording from',
			},
		],
		default: 'file',
		builderHint: {
			propertyHint:
				'Use file for recordings that an earlier node brings or downloads, and uri only for public addresses that need no login.',
		},
		description: 'Where the recording comes from',
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		displayOptions: { show: { source: ['file'] } },
		hint: 'The name of the input field that holds the recording',
		description: 'The file is streamed to Koldan as it is, so that large recordings work too',
	},
	{
		displayName: 'URL',
		name: 'uri',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://example.com/meeting.mp3',
		displayOptions: { show: { source: ['uri'] } },
		description:
			'Address of the recording. It can start with http, https or s3, and Koldan must be able to reach it.',
	},
];

const fileMetadataOptions: INodeProperties[] = [
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

function readUri(parameters: NodeParameters): string {
	const given = readText(parameters.get('uri'), 'URL');
	if (given === '')
		throw new KoldanInputError(
			'No recording is given',
			"Enter the URL of the recording, or set 'Recording From' to File.",
		);
	const uri = /^(https?|s3):/i.test(given) ? cleanAddress(given) : undefined;
	if (uri === undefined) {
		throw new KoldanInputError(
			'The URL of the recording is not valid',
			'It must be a whole address that starts with http://, https:// or s3://.',
		);
	}
	return uri;
}

/** The last part of a web address that could serve as a name. */
function nameFromUri(uri: string): string {
	const last = uri.split(/[?#]/)[0].split('/').filter(Boolean).pop() ?? '';
	try {
		return decodeURIComponent(last) || 'recording';
	} catch {
		return last || 'recording';
	}
}

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

type FileMetadata = Pick<
	UploadRequest,
	'name' | 'description' | 'path' | 'metadata' | 'tags' | 'generateListeningAudio'
>;

/** @param ownName what the recording is called where no other name is given */
function readFileMetadata(parameters: NodeParameters, ownName: string): FileMetadata {
	const options = readOptions(parameters);
	const name = readText(options.name, 'Name in Koldan') || ownName;
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

/** The recording and what is kept with it in Koldan. */
export type Recording = Omit<
	UploadRequest,
	'transcription' | 'diarization' | 'webhook' | 'summary'
>;

/** The recording to upload, and what to keep with it (section "Upload and Transcribe", "Multipart Form Parts"). */
export const recordingField: Field<Recording> = {
	properties: sourceProperties,
	options: fileMetadataOptions,
	async read(parameters) {
		if (parameters.get('source', 'file') === 'uri') {
			const uri = readUri(parameters);
			return { uri, ...readFileMetadata(parameters, nameFromUri(uri)) };
		}
		const file = await readFile(parameters.context, parameters.itemIndex);
		return { file, ...readFileMetadata(parameters, file.name) };
	},
};
