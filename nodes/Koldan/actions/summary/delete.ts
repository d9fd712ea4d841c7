import { deleteSummary } from '../../api/summaries';
import { summaryIdField } from '../fields/summary';
import { itemOperation } from '../operation';

export const deleteOperation = itemOperation({
	value: 'delete',
	name: 'Delete',
	action: 'Delete summary',
	description: 'Delete a summary that has ended',
	endpoint: 'deleteSummary',
	alsoUses: [{ endpoints: ['getSummary'], when: 'when an answer got lost' }],
	fields: { id: summaryIdField },
	async execute({ client }, { id }) {
		await deleteSummary(client, id);
		return [{ json: { deleted: true, id } }];
	},
});
