import { deleteFile } from '../../api/files';
import { fileIdField } from '../fields/ids';
import { itemOperation } from '../operation';

export const deleteOperation = itemOperation({
	value: 'delete',
	name: 'Delete',
	action: 'Delete file',
	description: 'Delete a file',
	endpoint: 'deleteFile',
	alsoUses: [{ endpoints: ['getFile'], when: 'when an answer got lost' }],
	fields: { id: fileIdField },
	async execute({ client }, { id }) {
		await deleteFile(client, id);
		return [{ json: { deleted: true, id } }];
	},
});
