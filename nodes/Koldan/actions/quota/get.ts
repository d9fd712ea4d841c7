import type { IDataObject } from 'n8n-workflow';
import { getQuotas, quotasIn } from '../../api/quotas';
import { itemOperation } from '../operation';
import { leftInWords } from './words';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get quota',
	description: 'Get what is left of this month’s minutes, summaries and of the storage',
	endpoint: 'getQuotas',
	fields: {},
	async execute({ client }) {
		const quotas = await getQuotas(client);
		const known = quotasIn(quotas);
		const { transcription, summaries, storage } = known;
		const left = Object.entries(known).map(([name, each]) => leftInWords(name, each));
		return [
			{
				json: {
					left: left.join('. '),
					transcriptionMinutesLeft: transcription?.available ?? null,
					summariesLeft: summaries?.available ?? null,
					storageBytesLeft: storage?.available ?? null,
					quotas: quotas as IDataObject,
				},
			},
		];
	},
});
