import { allSummaries } from '../../api/summaries';
import { take } from '../../api/wholeList';
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
	async execute({ client }, { limit, filters }) {
		const found = await take(allSummaries(client, filters), limit);
		return found.map(summaryItem);
	},
});
