import type { IDataObject } from 'n8n-workflow';
import { withoutSecrets } from '../../api/jobs';
import { updateTranscriptionWebhook } from '../../api/transcriptions';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import { concurrencyOptions } from './fields/concurrency';
import { readTranscriptionId, transcriptionIdField } from './fields/transcriptionId';
import { readRequiredWebhook, webhookFields } from './fields/webhook';

export const updateWebhook: Operation = {
	value: 'updateWebhook',
	name: 'Update Webhook',
	action: 'Update the webhook of a transcription',
	description: 'Set or change the address that Koldan notifies when a transcription ends',
	endpoint: 'updateTranscriptionWebhook',
	properties: [transcriptionIdField, ...webhookFields, concurrencyOptions],
	execute: async (run) =>
		await forEachItem(run, async (itemIndex) => {
			const id = readTranscriptionId(run.context, itemIndex);
			const job = await updateTranscriptionWebhook(
				run.client,
				id,
				await readRequiredWebhook(run.context, itemIndex),
			);
			return [{ json: withoutSecrets(job) as unknown as IDataObject }];
		}),
};
