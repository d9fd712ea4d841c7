import type { IDataObject } from 'n8n-workflow';
import { getSummaryResult } from '../../api/summaries';
import { summaryIdField } from '../fields/summary';
import { itemOperation } from '../operation';
import { summaryText } from './text';

export const getResult = itemOperation({
	value: 'getResult',
	name: 'Get Text',
	action: 'Get text of summary',
	description: 'Get the text of a completed summary, and its result as Koldan gives it',
	endpoint: 'getSummaryResult',
	fields: { id: summaryIdField },
	async execute({ client }, { id }) {
		const result = (await getSummaryResult(client, id)) ?? null;
		const text = summaryText(result) ?? null;
		return [{ json: { summary: text, summaryId: id, result: result as IDataObject[string] } }];
	},
});
