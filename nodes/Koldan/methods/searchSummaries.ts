import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../api/connection';
import { toNodeError } from '../api/nodeErrors';
import { listSummariesPage, type SummaryJob } from '../api/summaries';
import { LARGEST_PAGE } from '../api/wholeList';
import { searchPages } from './pages';

/** What is known of a summary: how far it is, when it was started, and its ID. */
function nameOf({ id, status, creationDate }: SummaryJob): string {
	const date = typeof creationDate === 'string' ? creationDate.slice(0, 16).replace('T', ' ') : '';
	return [status.toLowerCase().replace('_', ' '), date, id].filter(Boolean).join(', ');
}

/** The summaries for the locator's list, in Koldan's own order. */
export async function searchSummaries(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	try {
		const { client } = await connect(this);
		return await searchPages<SummaryJob>({
			wanted: filter.toLowerCase(),
			paginationToken,
			readPage: async (page) => ({
				entries: await listSummariesPage(client, { page, size: LARGEST_PAGE }),
			}),
			toItem: (summary) => ({ name: nameOf(summary), value: summary.id }),
			matches: ({ name }, wanted) => name.toLowerCase().includes(wanted),
		});
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
