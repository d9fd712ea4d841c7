import { purgeTranscription } from '../../api/transcriptions';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import { concurrencyOptions } from './fields/concurrency';
import { readTranscriptionId, transcriptionIdField } from './fields/transcriptionId';

export const purge: Operation = {
	value: 'purge',
	name: 'Purge',
	action: 'Purge a transcription',
	description:
		'Permanently remove the transcript and the error data of a deleted transcription. This can’t be undone.',
	endpoint: 'purgeTranscription',
	alsoUses: [{ endpoints: ['getTranscription'], when: 'when an answer got lost' }],
	properties: [
		{
			displayName:
				'Purging is permanent: the transcript and the error data can’t be brought back. The transcription must be deleted already.',
			name: 'purgeNotice',
			type: 'notice',
			default: '',
		},
		transcriptionIdField,
		concurrencyOptions,
	],
	execute: async (run) =>
		await forEachItem(run, async (itemIndex) => {
			const id = readTranscriptionId(run.context, itemIndex);
			await purgeTranscription(run.client, id);
			return [{ json: { success: true, id } }];
		}),
};
