/** The field that says which transcription an operation is about. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import { isUuid } from '../../../api/uuid';
import { readLocator } from './locator';

export const transcriptionIdField: INodeProperties = {
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
			typeOptions: { searchListMethod: 'searchTranscriptions', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. d1e2f3a4-b5c6-7890-abcd-ef1234567890',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}',
						errorMessage: 'A transcription ID looks like d1e2f3a4-b5c6-7890-abcd-ef1234567890',
					},
				},
			],
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

/**
 * Reads the transcription's id for an item.
 *
 * @throws KoldanInputError when it is missing or no UUID
 */
export const readTranscriptionId = (context: IExecuteFunctions, itemIndex: number): string =>
	toTranscriptionId(readLocator(context, 'transcriptionId', itemIndex));
