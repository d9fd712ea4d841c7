import { isImporting, importStatusOf, type StoredFile } from '../../api/fileFacts';
import { createFile } from '../../api/files';
import { failedImport, lateImport, waitForImport } from '../../jobs/imports';
import { importWaitField } from '../fields/importing';
import { importedField } from '../fields/recording';
import { itemOperation } from '../operation';
import { fileItem } from './output';

export const importFile = itemOperation({
	value: 'import',
	name: 'Import From URL',
	action: 'Import file from URL',
	description:
		'Let Koldan fetch a recording from an address on the internet, without transcribing it',
	endpoint: 'createFile',
	alsoUses: [{ endpoints: ['getFile'], when: 'with Wait for Import' }],
	fields: { file: importedField, wait: importWaitField },
	execute: async ({ client }, { file }) => [fileItem(await createFile(client, file))],
	// All imports go on at once, however many items are worked on at once.
	async finish({ client }, { wait }, [begun]) {
		if (!wait) return [begun];
		const deadline = client.transport.now() + wait.limit;
		const file = await waitForImport({ client, deadline }, begun.json as StoredFile);
		if (wait.onFailure === 'error') {
			if (importStatusOf(file) === 'FAILED') throw failedImport(file);
			if (isImporting(file)) throw lateImport(file);
		}
		return [fileItem(file)];
	},
});
