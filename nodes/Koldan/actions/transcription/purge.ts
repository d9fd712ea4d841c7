import { purgeTranscription } from '../../api/transcriptions';
import { transcriptionIdField } from '../fields/ids';
import { itemOperation } from '../operation';

export const purge = itemOperation({
	value: 'purge',
	name: 'Purge',
	action: 'Purge transcription',
	description:
		'Permanently remove the transcript and the error data of a deleted transcription. This can’t be undone.',
	endpoint: 'purgeTranscription',
	alsoUses: [{ endpoints: ['getTranscription'], when: 'when an answer got lost' }],
	fields: {
		id: {
			...transcriptionIdField,
			properties: [
				{
					displayName:
						'Purging is permanent: the transcript and the error data can’t be brought back. The transcription must be deleted already.',
					name: 'purgeNotice',
					type: 'notice',
					default: '',
				},
				...(transcriptionIdField.properties ?? []),
			],
		},
	},
	async execute({ client }, { id }) {
		await purgeTranscription(client, id);
		return [{ json: { deleted: true, purged: true, id } }];
	},
});
