/** Reads a list of Koldan's for the editor: a page at a time, or until enough entries match what somebody looks for. */
import type { INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { LARGEST_PAGE } from '../api/wholeList';

/** How many pages one search reads at most: 2,000 entries. Scrolling the list reads on. */
const MOST_PAGES = 20;

/** As many results as fill the list, so that the editor can be scrolled to the next ones. */
const ENOUGH_RESULTS = 20;

/** Where to read on. The editor keeps it as text. */
interface Position {
	page: number;
	/** How many entries the first page had: a server may give fewer than it should. */
	size: number;
	/** The first entry of the page before. A server that ignores page numbers gives it again. */
	first?: string;
}

const toPosition = (token: string | undefined): Position =>
	token === undefined ? { page: 0, size: LARGEST_PAGE } : (JSON.parse(token) as Position);

export interface Search<Entry extends { id: string }> {
	/** In lower case; empty where nothing is looked for. */
	wanted: string;
	/** From the result before. */
	paginationToken: string | undefined;
	/** @returns the entries of a page, and how many there are in all, if Koldan says so */
	readPage(page: number): Promise<{ entries: Entry[]; total?: number }>;
	toItem(entry: Entry): INodeListSearchItems;
	matches(item: INodeListSearchItems, wanted: string): boolean;
}

/** The API has no search: where something is looked for, page after page is read until enough is found. */
export async function searchPages<Entry extends { id: string }>({
	wanted,
	paginationToken,
	readPage,
	toItem,
	matches,
}: Search<Entry>): Promise<INodeListSearchResult> {
	const results: INodeListSearchItems[] = [];
	let { page, size, first } = toPosition(paginationToken);
	for (let pages = 1; ; pages++) {
		const { entries, total = Infinity } = await readPage(page);
		if (entries.length === 0 || entries[0].id === first) return { results };
		results.push(...entries.map(toItem).filter((item) => matches(item, wanted)));
		const isLast = page === 0 ? entries.length >= total : entries.length < size;
		if (isLast && entries.length < LARGEST_PAGE) return { results };
		[page, size, first] = [page + 1, page === 0 ? entries.length : size, entries[0].id];
		if (!wanted || results.length >= ENOUGH_RESULTS || pages >= MOST_PAGES)
			return { results, paginationToken: JSON.stringify({ page, size, first }) };
	}
}
