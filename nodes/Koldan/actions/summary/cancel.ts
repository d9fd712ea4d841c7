import { cancelSummary } from '../../api/summaries';
import { summaryIdField } from '../fields/summary';
import { itemOperation } from '../operation';

export const cancel = itemOperation({
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel summary',
	description: 'Stop a summary that is pending or in progress',
	endpoint: 'cancelSummary',
	alsoUses: [{ endpoints: ['getSummary'], when: 'when an answer got lost' }],
	fields: { id: summaryIdField },
	async execute({ client }, { id }) {
		await cancelSummary(client, id);
		return [{ json: { success: true, id } }];
	},
});
