import type { IDataObject } from 'n8n-workflow';
import { withoutSecrets } from '../../api/jobs';
import { updateTranscriptionWebhook } from '../../api/transcriptions';
import { transcriptionIdField } from '../fields/ids';
import { requiredWebhookField } from '../fields/webhook';
import { itemOperation } from '../operation';

export const updateWebhook = itemOperation({
	value: 'updateWebhook',
	name: 'Update Webhook',
	action: 'Update webhook of transcription',
	description: 'Set or change the address that Koldan notifies when a transcription ends',
	endpoint: 'updateTranscriptionWebhook',
	fields: { id: transcriptionIdField, webhook: requiredWebhookField },
	async execute({ client }, { id, webhook }) {
		const job = await updateTranscriptionWebhook(client, id, webhook);
		return [{ json: withoutSecrets(job) as unknown as IDataObject }];
	},
});
