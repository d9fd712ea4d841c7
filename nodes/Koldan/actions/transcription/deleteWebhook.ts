import { deleteTranscriptionWebhook } from '../../api/transcriptions';
import { transcriptionIdField } from '../fields/ids';
import { itemOperation } from '../operation';

export const deleteWebhook = itemOperation({
	value: 'deleteWebhook',
	name: 'Delete Webhook',
	action: 'Delete webhook of transcription',
	description:
		'Remove the webhook of a transcription that has not ended, so that nobody is notified',
	endpoint: 'deleteTranscriptionWebhook',
	fields: { id: transcriptionIdField },
	async execute({ client }, { id }) {
		await deleteTranscriptionWebhook(client, id);
		return [{ json: { deleted: true, id } }];
	},
});
