import { KoldanApiError } from '../../api/errors';
import { isTerminal } from '../../api/jobs';
import {
	cancelTranscription,
	deleteTranscription,
	getTranscription,
} from '../../api/transcriptions';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import type { Run } from '../run';
import { readBoolean } from './fields/boolean';
import { readCollection } from './fields/collection';
import { concurrencyField } from './fields/concurrency';
import { readTranscriptionId, transcriptionIdField } from './fields/transcriptionId';

/** How long a cancelled transcription may take to end before it is deleted, in milliseconds. */
const CANCEL_TAKES_AT_MOST = 30_000;

/** Cancels a transcription unless it has ended, and waits until it has. */
async function cancelFirst(run: Run, id: string): Promise<void> {
	try {
		await cancelTranscription(run.client, id);
	} catch (error) {
		// 409: it has ended already, which is what was wanted.
		if (error instanceof KoldanApiError && error.statusCode === 409) return;
		return await Promise.reject(error);
	}
	const end = Date.now() + CANCEL_TAKES_AT_MOST;
	for (let pause = 250; Date.now() < end; pause = Math.min(2000, pause * 2)) {
		if (isTerminal(await getTranscription(run.client, id))) return;
		await run.client.transport.pause(pause);
	}
}

export const deleteOperation: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a transcription',
	description: 'Delete a transcription that has ended, and if wanted purge its data at once',
	endpoint: 'deleteTranscription',
	alsoUses: [
		{ endpoints: ['cancelTranscription', 'getTranscription'], when: 'with Cancel First' },
		{ endpoints: ['getTranscription'], when: 'when an answer got lost' },
	],
	properties: [
		transcriptionIdField,
		{
			displayName: 'Purge',
			name: 'purge',
			type: 'boolean',
			default: false,
			description:
				'Whether to remove the transcript and the error data for good at once. This can’t be undone.',
		},
		{
			displayName:
				'With Purge on, the transcript and the error data are gone for good and can’t be brought back.',
			name: 'purgeNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { purge: [true] } },
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Cancel First',
					name: 'cancelFirst',
					type: 'boolean',
					default: false,
					description:
						'Whether to cancel the transcription first if it is still running. Otherwise a running one can’t be deleted.',
				},
				concurrencyField,
			],
		},
	],
	execute: async (run) =>
		await forEachItem(run, async (itemIndex) => {
			const id = readTranscriptionId(run.context, itemIndex);
			const purge = readBoolean(run.context.getNodeParameter('purge', itemIndex, false), 'Purge');
			const options = readCollection(run.context, 'options', itemIndex);
			if (readBoolean(options.cancelFirst, 'Cancel First')) await cancelFirst(run, id);
			await deleteTranscription(run.client, id, purge === true);
			return [{ json: { success: true, id, ...(purge ? { purged: true } : {}) } }];
		}),
};
