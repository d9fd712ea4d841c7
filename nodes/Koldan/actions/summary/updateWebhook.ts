import type { IDataObject } from 'n8n-workflow';
import { withoutSecrets } from '../../api/jobs';
import { updateSummaryWebhook } from '../../api/summaries';
import { summaryIdField } from '../fields/summary';
import { requiredWebhookField } from '../fields/webhook';
import { itemOperation } from '../operation';

export const updateWebhook = itemOperation({
	value: 'updateWebhook',
	name: 'Update Webhook',
	action: 'Update webhook of summary',
	description: 'Set or change the address that Koldan notifies when a summary ends',
	endpoint: 'updateSummaryWebhook',
	fields: { id: summaryIdField, webhook: requiredWebhookField },
	async execute({ client }, { id, webhook }) {
		const summary = await updateSummaryWebhook(client, id, webhook);
		return [{ json: withoutSecrets(summary) as IDataObject }];
	},
});
