import type { TranscriptionJob } from '../../api/types';
import { transcriptions } from '../../jobs/kinds';
import { outputField, type Output } from '../fields/output';
import type { WaitedKind } from '../waitingOperation';
import { jobItems } from './output';

/** What all operations that wait for transcriptions have in common. */
export const waited: WaitedKind<TranscriptionJob, Output> = {
	kind: transcriptions,
	usedToWait: [
		{ endpoints: ['getTranscription', 'listTranscriptions'], when: 'to wait for completion' },
		{
			endpoints: ['updateTranscriptionWebhook', 'deleteTranscriptionWebhook'],
			when: 'to wait by webhook',
		},
		{ endpoints: ['cancelTranscription'], when: 'with Cancel Unfinished' },
	],
	output: outputField,
	items: jobItems,
};
