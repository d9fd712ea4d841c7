/** The fields for the recording to upload, a file from the input or a URL, and for what is kept with it in Koldan. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import type { FileRequest } from '../../api/files';
import type { Field, ItemParameters, NodeParameters } from './field';
import { readFile } from './file';
import { fileMetadataOptions, readFileMetadata } from './fileMetadata';
import { cleanAddress, readText } from './values';

const binaryProperty: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the input field that holds the recording',
	description: 'The file is streamed to Koldan as it is, so that large recordings work too',
};

const uriProperty: INodeProperties = {
	displayName: 'URL',
	name: 'uri',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. https://example.com/meeting.mp3',
	description:
		'Address of the recording. It can start with http, https or s3, and Koldan must be able to reach it.',
};

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
	{ ...binaryProperty, displayOptions: { show: { source: ['file'] } } },
	{ ...uriProperty, displayOptions: { show: { source: ['uri'] } } },
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

async function readUploaded(parameters: ItemParameters): Promise<FileRequest> {
	const file = await readFile(parameters.context, parameters.itemIndex);
	return { file, ...readFileMetadata(parameters, file.name) };
}

function readImported(parameters: NodeParameters): FileRequest {
	const uri = readUri(parameters);
	return { uri, ...readFileMetadata(parameters, nameFromUri(uri)) };
}

/** The recording to upload, and what to keep with it (section "Upload and Transcribe", "Multipart Form Parts"). */
export const recordingField: Field<FileRequest> = {
	properties: sourceProperties,
	options: fileMetadataOptions,
	read: async (parameters) =>
		parameters.get('source', 'file') === 'uri'
			? readImported(parameters)
			: await readUploaded(parameters),
};

/** The same for a recording that an earlier node brings, and no other. */
export const uploadedField: Field<FileRequest> = {
	properties: [binaryProperty],
	options: fileMetadataOptions,
	read: readUploaded,
};

/** The same for one that Koldan fetches. */
export const importedField: Field<FileRequest> = {
	properties: [uriProperty],
	options: fileMetadataOptions,
	read: readImported,
};
