import { readSummary } from '../../api/summaries';
import { summaryIdField } from '../fields/summary';
import { itemOperation } from '../operation';
import { summaryItem } from './output';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get summary',
	description: 'Get a summary with its status, and its text once it is completed',
	endpoint: 'getSummary',
	alsoUses: [{ endpoints: ['getSummaryResult'], when: 'once it is completed' }],
	fields: { id: summaryIdField },
	execute: async ({ client }, { id }) => [summaryItem(await readSummary(client, id))],
});
