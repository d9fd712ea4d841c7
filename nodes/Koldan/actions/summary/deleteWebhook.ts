import { deleteSummaryWebhook } from '../../api/summaries';
import { summaryIdField } from '../fields/summary';
import { itemOperation } from '../operation';

export const deleteWebhook = itemOperation({
	value: 'deleteWebhook',
	name: 'Delete Webhook',
	action: 'Delete webhook of summary',
	description: 'Remove the webhook of a summary that has not ended, so that nobody is notified',
	endpoint: 'deleteSummaryWebhook',
	fields: { id: summaryIdField },
	async execute({ client }, { id }) {
		await deleteSummaryWebhook(client, id);
		return [{ json: { deleted: true, id } }];
	},
});
