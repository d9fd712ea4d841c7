import type { INodeProperties } from 'n8n-workflow';
import { rethrow, statusOf } from '../../api/errors';
import { isTerminal } from '../../api/jobs';
import {
	cancelTranscription,
	deleteTranscription,
	getTranscription,
} from '../../api/transcriptions';
import type { Run } from '../../jobs/run';
import { readOptions, type Field } from '../fields/field';
import { transcriptionIdField } from '../fields/ids';
import { readBoolean } from '../fields/values';
import { itemOperation } from '../operation';

/** How long a cancelled transcription may take to end before it is deleted, in milliseconds. */
const CANCEL_TAKES_AT_MOST = 30_000;

/** Cancels a transcription unless it has ended, and waits until it has. */
async function cancelFirst(run: Run, id: string): Promise<void> {
	try {
		await cancelTranscription(run.client, id);
	} catch (error) {
		// 409: it has ended already, which is what was wanted.
		if (statusOf(error) === 409) return;
		rethrow(error);
	}
	const end = Date.now() + CANCEL_TAKES_AT_MOST;
	for (let pause = 250; Date.now() < end; pause = Math.min(2000, pause * 2)) {
		if (isTerminal(await getTranscription(run.client, id))) return;
		await run.client.transport.pause(pause);
	}
}

const purgeField: Field<boolean> = {
	properties: [
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
	],
	read: (parameters) => readBoolean(parameters.get('purge'), 'Purge') === true,
};

const cancelFirstOption: INodeProperties = {
	displayName: 'Cancel First',
	name: 'cancelFirst',
	type: 'boolean',
	default: false,
	description:
		'Whether to cancel the transcription first if it is still running. Otherwise a running one can’t be deleted.',
};

const cancelFirstField: Field<boolean> = {
	options: [cancelFirstOption],
	read: (parameters) => readBoolean(readOptions(parameters).cancelFirst, 'Cancel First') === true,
};

export const deleteOperation = itemOperation({
	value: 'delete',
	name: 'Delete',
	action: 'Delete transcription',
	description: 'Delete a transcription that has ended, and if wanted purge its data at once',
	endpoint: 'deleteTranscription',
	alsoUses: [
		{ endpoints: ['cancelTranscription', 'getTranscription'], when: 'with Cancel First' },
		{ endpoints: ['getTranscription'], when: 'when an answer got lost' },
	],
	fields: { id: transcriptionIdField, isPurged: purgeField, isCancelledFirst: cancelFirstField },
	async execute(run, { id, isPurged, isCancelledFirst }) {
		if (isCancelledFirst) await cancelFirst(run, id);
		await deleteTranscription(run.client, id, isPurged);
		return [{ json: { deleted: true, ...(isPurged ? { purged: true } : {}), id } }];
	},
});
