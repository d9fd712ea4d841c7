import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../api/connection';
import { creationOf, fileNameOf, importStatusOf, nameOf, type StoredFile } from '../api/fileFacts';
import { listFilesPage } from '../api/files';
import { toNodeError } from '../api/nodeErrors';
import { LARGEST_PAGE } from '../api/wholeList';

/** How many pages one search reads at most: scrolling the list reads on. */
const MOST_PAGES = 20;

/** As many results as fill the list, so that the editor can be scrolled to the next ones. */
const ENOUGH_RESULTS = 20;

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

/** Where to read on. */
interface Position {
	page: number;
	/** How many files the first page had: a server may give fewer than it should. */
	size: number;
	/** The first file of the page before. A server that ignores page numbers gives it again. */
	first?: string;
}

/** The files for the locator's list, in Koldan's own order. With a filter, page after page is read until enough are found. */
export async function searchFiles(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	try {
		const { client } = await connect(this);
		const wanted = filter.toLowerCase();
		const results: INodeListSearchResult['results'] = [];
		let { page, size, first } = JSON.parse(paginationToken ?? '{"page":0,"size":0}') as Position;
		for (let pages = 1; ; pages++) {
			const files = await listFilesPage(client, { page, size: LARGEST_PAGE });
			if (files.length === 0 || files[0].id === first) return { results };
			results.push(
				...files
					.map((file) => ({ name: labelOf(file), value: file.id }))
					.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted)),
			);
			if (files.length < size) return { results };
			[page, size, first] = [page + 1, page === 0 ? files.length : size, files[0].id];
			if (!wanted || results.length >= ENOUGH_RESULTS || pages >= MOST_PAGES)
				return { results, paginationToken: JSON.stringify({ page, size, first }) };
		}
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
