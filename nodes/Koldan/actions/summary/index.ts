import type { Resource } from '../operation';
import { cancel } from './cancel';
import { create } from './create';
import { deleteOperation } from './delete';
import { deleteWebhook } from './deleteWebhook';
import { get } from './get';
import { getAll } from './getAll';
import { getResult } from './getResult';
import { purge } from './purge';
import { updateWebhook } from './updateWebhook';
import { wait } from './wait';

export const summary: Resource = {
	value: 'summary',
	name: 'Summary',
	operations: [
		create,
		wait,
		getResult,
		get,
		getAll,
		cancel,
		deleteOperation,
		purge,
		updateWebhook,
		deleteWebhook,
	],
};
