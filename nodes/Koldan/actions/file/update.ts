import { updateFile } from '../../api/files';
import { fileChangesField } from '../fields/fileMetadata';
import { fileIdField } from '../fields/ids';
import { itemOperation } from '../operation';
import { fileItem } from './output';

export const update = itemOperation({
	value: 'update',
	name: 'Update',
	action: 'Update file',
	description: 'Change the name, description, folder, tags or metadata of a file',
	endpoint: 'updateFile',
	alsoUses: [{ endpoints: ['getFile'], when: 'where the answer does not show the file' }],
	fields: { id: fileIdField, changes: fileChangesField },
	execute: async ({ client }, { id, changes }) => [fileItem(await updateFile(client, id, changes))],
});
