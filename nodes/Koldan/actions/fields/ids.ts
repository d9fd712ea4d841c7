/** The fields that say which transcription, or which file, an operation is about. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import { isUuid } from '../../api/uuid';
import { readLocator, SLOW_LIST, type Field, type NodeParameters } from './field';
import { readText } from './values';

/** Without a `validation` of n8n's own: that regular expression can run out of time on a busy n8n. */
export const transcriptionIdProperty: INodeProperties = {
	displayName: 'Transcription',
	name: 'transcriptionId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The transcription to work with',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a transcription…',
			typeOptions: {
				searchListMethod: 'searchTranscriptions',
				searchable: true,
				slowLoadNotice: SLOW_LIST,
			},
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. d1e2f3a4-b5c6-7890-abcd-ef1234567890',
		},
	],
};

/**
 * Checks the transcription's id as it was given.
 *
 * @throws KoldanInputError when it is missing or no UUID
 */
export function toTranscriptionId(value: unknown): string {
	const id = typeof value === 'string' ? value.trim() : value;
	if (id === '' || id === undefined || id === null) {
		throw new KoldanInputError(
			'No transcription is chosen',
			'Choose one from the list, or enter its ID.',
		);
	}
	if (!isUuid(id)) {
		throw new KoldanInputError(
			'The transcription ID is not valid',
			'An ID looks like d1e2f3a4-b5c6-7890-abcd-ef1234567890. It comes out of the operations Upload and Transcribe and Get Many as "id".',
		);
	}
	return id;
}

/** The transcription that an operation is about, by its id. */
export const transcriptionIdField: Field<string, NodeParameters> = {
	properties: [transcriptionIdProperty],
	read: (parameters) => toTranscriptionId(readLocator(parameters, 'transcriptionId')),
};

/** The stored file that an operation is about, by its id. Workflows of the first versions hold the id alone. */
export const fileIdField: Field<string, NodeParameters> = {
	properties: [
		{
			displayName: 'File',
			name: 'fileId',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'The file in Koldan to work with',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Choose a file…',
					typeOptions: {
						searchListMethod: 'searchFiles',
						searchable: true,
						slowLoadNotice: SLOW_LIST,
					},
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
				},
			],
		},
	],
	read(parameters) {
		const fileId = readText(readLocator(parameters, 'fileId'), 'File');
		if (isUuid(fileId)) return fileId;
		throw new KoldanInputError(
			fileId ? 'The file ID is not valid' : 'No file is chosen',
			'Choose a file from the list, or enter its ID, which looks like a1b2c3d4-e5f6-7890-abcd-ef1234567890. It comes out of Upload and Transcribe as "fileId", and out of the operations of the resource File as "id".',
		);
	},
};
