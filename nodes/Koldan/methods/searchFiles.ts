import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../api/connection';
import { creationOf, fileNameOf, importStatusOf, nameOf, type StoredFile } from '../api/fileFacts';
import { listFilesPage } from '../api/files';
import { toNodeError } from '../api/nodeErrors';
import { LARGEST_PAGE } from '../api/wholeList';
import { searchPages } from './pages';

/** What people know of a file: its name, how far its import is, and when it was stored. */
function labelOf(file: StoredFile): string {
	const name = nameOf(file) ?? file.id;
	const fileName = fileNameOf(file) ?? name;
	const status = importStatusOf(file);
	const facts = [
		fileName === name ? '' : fileName,
		status === undefined || status === 'COMPLETED' ? '' : `import ${status.toLowerCase()}`,
		creationOf(file)?.slice(0, 16).replace('T', ' ') ?? '',
	].filter(Boolean);
	return facts.length > 0 ? `${name} (${facts.join(', ')})` : name;
}

/** The files for the locator's list, in Koldan's own order. */
export async function searchFiles(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	try {
		const { client } = await connect(this);
		return await searchPages<StoredFile>({
			wanted: filter.toLowerCase(),
			paginationToken,
			readPage: async (page) => ({
				entries: await listFilesPage(client, { page, size: LARGEST_PAGE }),
			}),
			toItem: (file) => ({ name: labelOf(file), value: file.id }),
			matches: ({ name, value }, wanted) =>
				`${name} ${String(value)}`.toLowerCase().includes(wanted),
		});
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
