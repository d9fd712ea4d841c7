import type { StoredFile } from '../../api/fileFacts';
import { allFiles } from '../../api/files';
import { giveHint } from '../../api/hint';
import { take } from '../../api/wholeList';
import { fileFiltersField, type FileFilters } from '../fields/fileFilters';
import { limitField } from '../fields/listing';
import { itemOperation } from '../operation';
import { fileItem } from './output';

/** The files that match. One that doesn't say what is filtered by is listed, too. */
async function* matching(
	files: AsyncIterable<StoredFile>,
	{ matches }: FileFilters,
	onUnsure: () => void,
): AsyncGenerator<StoredFile> {
	for await (const file of files) {
		const isMatch = matches(file);
		if (isMatch === undefined) onUnsure();
		if (isMatch !== false) yield file;
	}
}

export const getAll = itemOperation({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many files',
	description: 'Get many files, filtered by name, tag, date or state',
	endpoint: 'listFiles',
	fields: { limit: limitField, filters: fileFiltersField },
	async execute({ client, context }, { limit, filters }) {
		let isUnsure = false;
		const found = matching(allFiles(client, filters.states), filters, () => (isUnsure = true));
		const files = await take(found, limit);
		if (isUnsure)
			giveHint(
				context,
				'Koldan does not say of every file what is filtered by: some may not match. Check them before you use them.',
			);
		return files.map(fileItem);
	},
});
