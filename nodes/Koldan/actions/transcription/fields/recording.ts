/** The fields for the recording to upload: a file from the input, or a URL, and how it is filed in Koldan. */
import type { IBinaryData, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import type { UploadFile } from '../../../api/multipart';
import type { UploadRequest } from '../../../api/transcriptions';
import { cleanAddress } from './address';
import { readBoolean } from './boolean';
import { readCollection } from './collection';
import { readJsonObject, readPairs } from './json';
import { readText } from './text';

export const recordingFields: INodeProperties[] = [
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

/** Entries of the *Options* collection. */
export const recordingOptionFields: INodeProperties[] = [
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

function readUri(context: IExecuteFunctions, itemIndex: number): string {
	const given = readText(context.getNodeParameter('uri', itemIndex, '') as unknown, 'URL');
	if (given === '')
		throw new KoldanInputError(
			'No recording is given',
			'Enter the URL of the recording, or set Recording From to File.',
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

/** Bytes of a file; undefined when n8n has it no more. */
async function sizeOf(
	context: IExecuteFunctions,
	id: string | undefined,
	data: string,
): Promise<number | undefined> {
	if (!id) return Buffer.byteLength(data, 'base64');
	try {
		return (await context.helpers.getBinaryMetadata(id)).fileSize;
	} catch {
		return undefined;
	}
}

/** Binary data that n8n keeps in memory. */
function* inMemory(data: string): Generator<Uint8Array> {
	yield Buffer.from(data, 'base64');
}

const isFile = (value: unknown): value is IBinaryData =>
	typeof value === 'object' &&
	value !== null &&
	'mimeType' in value &&
	(typeof (value as IBinaryData).id === 'string' ||
		typeof (value as IBinaryData).data === 'string');

/** The file in a field, wherever this version of n8n keeps it, or the one that an expression gives. */
function findFile(context: IExecuteFunctions, itemIndex: number): IBinaryData {
	const given = context.getNodeParameter('binaryPropertyName', itemIndex, 'data') as unknown;
	if (isFile(given)) return given;
	const field = typeof given === 'string' ? given.trim() : '';
	try {
		const found: unknown = context.helpers.assertBinaryData(itemIndex, field);
		if (isFile(found)) return found;
	} catch {
		// What n8n says here is for developers.
	}
	const fields = Object.keys(context.getInputData()[itemIndex]?.binary ?? {});
	throw new KoldanInputError(
		field ? `The input has no file in the field "${field}"` : 'No binary field is given',
		fields.length > 0
			? `It has files in: ${fields.join(', ')}. Enter one of them as Input Binary Field.`
			: 'Add a node before this one that brings the recording, for example Google Drive (Download) or Read/Write Files from Disk.',
	);
}

async function readFile(context: IExecuteFunctions, itemIndex: number): Promise<UploadFile> {
	const { id, data, fileName, mimeType, fileExtension } = findFile(context, itemIndex);
	const size = await sizeOf(context, id, data);
	if (size === undefined)
		throw new KoldanInputError(
			'The recording is no longer where n8n kept it',
			'Run the node that brings the file again, in the same execution as this one.',
		);
	if (size === 0)
		throw new KoldanInputError(
			'The recording is an empty file',
			'Check the node that brings the file: it has zero bytes.',
		);
	return {
		name: fileName ?? `recording${fileExtension ? `.${fileExtension}` : ''}`,
		type: mimeType,
		size,
		open: async () =>
			id
				? await context.helpers.getBinaryStream(id)
				: (inMemory(data) as unknown as AsyncIterable<Uint8Array>),
	};
}

export type Recording = Omit<
	UploadRequest,
	'transcription' | 'diarization' | 'webhook' | 'summary'
>;

/**
 * Reads the recording of an item and how to file it (section "Upload and Transcribe", "Multipart Form Parts").
 *
 * @throws KoldanInputError
 */
export async function readRecording(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<Recording> {
	const options = readCollection(context, 'options', itemIndex);
	const fromUri = context.getNodeParameter('source', itemIndex, 'file') === 'uri';
	const file = fromUri ? undefined : await readFile(context, itemIndex);
	const uri = fromUri ? readUri(context, itemIndex) : undefined;
	const name =
		readText(options.name, 'File Name in Koldan') || (file?.name ?? nameFromUri(uri ?? ''));
	const description = readText(options.description, 'Description');
	const path = readPath(options.path);
	const tags = readTags(options.tags);
	const generateListeningAudio = readBoolean(options.generateListeningAudio, 'Listening Audio');
	const metadata = {
		...readJsonObject(options.metadataJson, 'Metadata (JSON)'),
		...Object.fromEntries(readPairs(options.metadata)),
	};
	return {
		...(file ? { file } : { uri }),
		name,
		...(description ? { description } : {}),
		...(path ? { path } : {}),
		...(Object.keys(metadata).length > 0 ? { metadata } : {}),
		...(tags.length > 0 ? { tags } : {}),
		...(generateListeningAudio === undefined ? {} : { generateListeningAudio }),
	};
}
