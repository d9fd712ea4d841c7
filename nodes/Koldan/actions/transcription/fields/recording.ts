/** The fields for the recording to upload: a file from the input, or a URL. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import type { UploadRequest } from '../../../api/transcriptions';
import { cleanAddress } from './address';
import { readCollection } from './collection';
import { readFile } from './file';
import { readFiling } from './filing';
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
	const filing = readFiling(options, file?.name ?? nameFromUri(uri ?? ''));
	return { ...(file ? { file } : { uri }), ...filing };
}
