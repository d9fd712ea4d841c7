import { cancelTranscription } from '../../api/transcriptions';
import { transcriptionIdField } from '../fields/ids';
import { itemOperation } from '../operation';

export const cancel = itemOperation({
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel transcription',
	description: 'Stop a transcription that is pending or in progress',
	endpoint: 'cancelTranscription',
	alsoUses: [{ endpoints: ['getTranscription'], when: 'when an answer got lost' }],
	fields: { id: transcriptionIdField },
	async execute({ client }, { id }) {
		await cancelTranscription(client, id);
		return [{ json: { success: true, id } }];
	},
});
