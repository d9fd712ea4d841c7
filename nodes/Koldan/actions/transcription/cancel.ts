import { cancelTranscription } from '../../api/transcriptions';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import { concurrencyOptions } from './fields/concurrency';
import { readTranscriptionId, transcriptionIdField } from './fields/transcriptionId';

export const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel a transcription',
	description: 'Stop a transcription that is pending or in progress',
	endpoint: 'cancelTranscription',
	alsoUses: [{ endpoints: ['getTranscription'], when: 'when an answer got lost' }],
	properties: [transcriptionIdField, concurrencyOptions],
	execute: async (run) =>
		await forEachItem(run, async (itemIndex) => {
			const id = readTranscriptionId(run.context, itemIndex);
			await cancelTranscription(run.client, id);
			return [{ json: { success: true, id } }];
		}),
};
