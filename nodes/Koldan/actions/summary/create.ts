import { createSummary, type SummaryRequest } from '../../api/summaries';
import { tryRegister } from '../../jobs/watch';
import { summaries } from '../../jobs/kinds';
import { transcriptionIdField } from '../fields/ids';
import { summaryOptionsField } from '../fields/summary';
import { waitingOperation } from '../waitingOperation';
import { waited } from './waited';

export const create = waitingOperation(waited, {
	value: 'create',
	name: 'Create',
	shortName: 'Summarize',
	action: 'Summarize transcription',
	description: 'Let Koldan write a summary of a transcription, and get its text',
	endpoint: 'createSummary',
	fields: { transcriptionId: transcriptionIdField, options: summaryOptionsField },
	waitIsOptional: true,
	identity: ({ transcriptionId, options }) => ({ transcriptionId, options }),
	async start({ client }, { transcriptionId, options }, webhook) {
		const job = await createSummary(client, { ...options, transcriptionId } as SummaryRequest);
		// How a webhook could be sent along is not known: it is set on the summary that exists.
		const registered =
			webhook !== undefined &&
			(await tryRegister(client, summaries, async () => job, webhook)) === 'set';
		return { job, registered };
	},
});
