import { getTranscription } from '../../api/transcriptions';
import { transcriptionIdField } from '../fields/ids';
import { outputField } from '../fields/output';
import { itemOperation } from '../operation';
import { jobItems } from './output';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get transcription',
	description: 'Get a transcription with its status, and its transcript once it is completed',
	endpoint: 'getTranscription',
	fields: { id: transcriptionIdField, output: outputField },
	execute: async ({ client, context }, { id, output }) =>
		await jobItems(context, output, await getTranscription(client, id)),
});
