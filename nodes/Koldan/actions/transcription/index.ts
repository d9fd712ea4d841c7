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
import { upload } from './upload';
import { wait } from './wait';

/** Adding an operation is adding a file and a line here. */
export const transcription: Resource = {
	value: 'transcription',
	name: 'Transcription',
	operations: [
		upload,
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
