import { discardFileContent } from '../../api/files';
import { fileIdField } from '../fields/ids';
import { itemOperation } from '../operation';

export const discardContent = itemOperation({
	value: 'discardContent',
	name: 'Discard Content',
	action: 'Discard content of file',
	description:
		'Permanently remove a recording from Koldan, and keep what is known of it. This can’t be undone.',
	endpoint: 'discardFileContent',
	alsoUses: [{ endpoints: ['getFile'], when: 'when an answer got lost' }],
	fields: { id: fileIdField },
	async execute({ client }, { id }) {
		await discardFileContent(client, id);
		return [{ json: { contentDiscarded: true, id } }];
	},
});
