import { transcriptions } from '../../jobs/kinds';
import { watchJob } from '../../jobs/watch';
import { transcriptionIdField } from '../fields/ids';
import { waitingOperation } from '../waitingOperation';
import { waited } from './waited';

export const wait = waitingOperation(waited, {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for transcription',
	description:
		'Wait until transcriptions that were started earlier have ended, and get their transcripts',
	builderHint:
		'Only for transcriptions that an earlier node or workflow started with Wait for Completion set to none. Upload and Transcribe waits by itself.',
	endpoint: 'getTranscription',
	fields: { id: transcriptionIdField },
	waitIsOptional: false,
	identity: ({ id }) => id,
	start: async ({ client }, { id }, webhook, mode) =>
		await watchJob(client, transcriptions, id, webhook, {
			insist: mode === 'webhook',
		}),
});
