import { summaries } from '../../jobs/kinds';
import { watchJob } from '../../jobs/watch';
import { summaryIdField } from '../fields/summary';
import { waitingOperation } from '../waitingOperation';
import { waited } from './waited';

export const wait = waitingOperation(waited, {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for summary',
	description: 'Wait until summaries that were started earlier have ended, and get their texts',
	endpoint: 'getSummary',
	fields: { id: summaryIdField },
	waitIsOptional: false,
	identity: ({ id }) => id,
	start: async ({ client }, { id }, webhook, mode) =>
		await watchJob(client, summaries, id, webhook, { insist: mode === 'webhook' }),
});
