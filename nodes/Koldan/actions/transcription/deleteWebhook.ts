import { deleteTranscriptionWebhook } from '../../api/transcriptions';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import { concurrencyOptions } from './fields/concurrency';
import { readTranscriptionId, transcriptionIdField } from './fields/transcriptionId';

export const deleteWebhook: Operation = {
	value: 'deleteWebhook',
	name: 'Delete Webhook',
	action: 'Delete the webhook of a transcription',
	description:
		'Remove the webhook of a transcription that has not ended, so that nobody is notified',
	endpoint: 'deleteTranscriptionWebhook',
	properties: [transcriptionIdField, concurrencyOptions],
	execute: async (run) =>
		await forEachItem(run, async (itemIndex) => {
			const id = readTranscriptionId(run.context, itemIndex);
			await deleteTranscriptionWebhook(run.client, id);
			return [{ json: { success: true, id } }];
		}),
};
