import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_CONCURRENCY } from '../../items';

/** An entry of *Options*. */
export const concurrencyField: INodeProperties = {
	displayName: 'Items at Once',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: DEFAULT_CONCURRENCY,
	description:
		'How many items to work on at the same time. Lower it if Koldan says there are too many requests.',
};

/** The *Options* collection of operations that have no other option. */
export const concurrencyOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [concurrencyField],
};
