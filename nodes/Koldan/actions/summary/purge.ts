import { purgeSummary } from '../../api/summaries';
import { summaryIdField } from '../fields/summary';
import { itemOperation } from '../operation';

export const purge = itemOperation({
	value: 'purge',
	name: 'Purge',
	action: 'Purge summary',
	description: 'Permanently remove the data of a deleted summary. This can’t be undone.',
	endpoint: 'purgeSummary',
	alsoUses: [{ endpoints: ['getSummary'], when: 'when an answer got lost' }],
	fields: { id: summaryIdField },
	async execute({ client }, { id }) {
		await purgeSummary(client, id);
		return [{ json: { deleted: true, purged: true, id } }];
	},
});
