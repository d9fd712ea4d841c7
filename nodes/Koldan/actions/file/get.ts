import { getFile } from '../../api/files';
import { fileIdField } from '../fields/ids';
import { itemOperation } from '../operation';
import { fileItem } from './output';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get file',
	description: 'Get what Koldan keeps about a file, such as its name, size, duration and tags',
	endpoint: 'getFile',
	fields: { id: fileIdField },
	execute: async ({ client }, { id }) => [fileItem(await getFile(client, id))],
});
