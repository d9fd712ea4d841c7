import { getTranscription } from '../../api/transcriptions';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import { concurrencyOptions } from './fields/concurrency';
import { outputFields } from './fields/output';
import { readTranscriptionId, transcriptionIdField } from './fields/transcriptionId';
import { checkOutput, outputItems } from './output';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a transcription',
	description: 'Get a transcription with its status, and its transcript once it is completed',
	endpoint: 'getTranscription',
	properties: [transcriptionIdField, ...outputFields, concurrencyOptions],
	execute: async (run) =>
		await forEachItem(run, async (itemIndex) => {
			checkOutput(run.context, itemIndex);
			const job = await getTranscription(run.client, readTranscriptionId(run.context, itemIndex));
			return await outputItems(run, itemIndex, job);
		}),
};
