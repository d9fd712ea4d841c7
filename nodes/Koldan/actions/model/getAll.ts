import type { IDataObject } from 'n8n-workflow';
import { listModels } from '../../api/models';
import { limitField } from '../fields/listing';
import { itemOperation } from '../operation';

export const getAll = itemOperation({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many models',
	description:
		'Get many models that can turn recordings into text, with their languages, and whether they are available',
	endpoint: 'listModels',
	fields: { limit: limitField },
	async execute({ client }, { limit = Infinity }) {
		const models = (await listModels(client)).slice(0, limit);
		return models.map((model) => ({ json: model as unknown as IDataObject }));
	},
});
