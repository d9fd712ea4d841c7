import { allSummaries, type SummaryJob } from '../../api/summaries';
import { limitField } from '../fields/listing';
import { summaryFiltersField } from '../fields/summary';
import { itemOperation } from '../operation';
import { summaryItem } from './output';

export const getAll = itemOperation({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many summaries',
	description:
		'Get many summaries, filtered by transcription, file, status or date. Texts are not included; use Get Text for them.',
	endpoint: 'listSummaries',
	fields: { limit: limitField, filters: summaryFiltersField },
	async execute({ client }, { limit = Infinity, filters }) {
		const found: SummaryJob[] = [];
		for await (const summary of allSummaries(client, filters)) {
			found.push(summary);
			if (found.length >= limit) break;
		}
		return found.map(summaryItem);
	},
});
