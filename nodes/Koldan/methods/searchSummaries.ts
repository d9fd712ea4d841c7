import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../api/connection';
import { toNodeError } from '../api/nodeErrors';
import { listSummariesPage, type SummaryJob } from '../api/summaries';
import { LARGEST_PAGE } from '../api/wholeList';

/** What is known of a summary: how far it is, when it was started, and its ID. */
function nameOf({ id, status, creationDate }: SummaryJob): string {
	const date = typeof creationDate === 'string' ? creationDate.slice(0, 16).replace('T', ' ') : '';
	return [status.toLowerCase().replace('_', ' '), date, id].filter(Boolean).join(', ');
}

/** The summaries for the locator's list, in Koldan's own order, a page at a time. */
export async function searchSummaries(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	try {
		const { client } = await connect(this);
		const page = Number(paginationToken ?? 0);
		const summaries = await listSummariesPage(client, { page, size: LARGEST_PAGE });
		const wanted = filter.toLowerCase();
		const items = summaries.map((summary) => ({ name: nameOf(summary), value: summary.id }));
		return {
			results: items.filter(({ name }) => name.toLowerCase().includes(wanted)),
			...(summaries.length < LARGEST_PAGE ? {} : { paginationToken: String(page + 1) }),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
