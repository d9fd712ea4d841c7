import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { connect } from '../api/connection';
import { OPEN_STATUSES } from '../api/jobs';
import { toNodeError } from '../api/nodeErrors';
import type { JobFilters } from '../api/paging';
import { listTranscriptionsPage } from '../api/transcriptions';
import type { TranscriptionJob, TranscriptionJobStatus } from '../api/types';
import { LARGEST_PAGE } from '../api/wholeList';

/** How many pages one search reads at most: the newest 2,000 transcriptions. Scrolling the list reads on. */
const MOST_PAGES = 20;

/** As many results as fill the list, so that the editor can be scrolled to the next ones. */
const ENOUGH_RESULTS = 20;

const STATUS_WORDS: Readonly<Record<TranscriptionJobStatus, string>> = {
	PENDING: 'pending',
	IN_PROGRESS: 'in progress',
	COMPLETED: 'completed',
	FAILED: 'failed',
	CANCELLED: 'cancelled',
};

const OPEN: JobFilters = { status: [...OPEN_STATUSES] };

/** What an operation can be used with. Koldan refuses the others (409), so they are not offered. */
const FILTERS: Readonly<Record<string, JobFilters>> = {
	cancel: OPEN,
	wait: OPEN,
	updateWebhook: OPEN,
	deleteWebhook: OPEN,
	delete: { status: ['COMPLETED', 'FAILED', 'CANCELLED'] },
	purge: { isDeleted: true, isPurged: false },
	getResult: { status: ['COMPLETED'] },
};

/** The filters of the operation that the editor shows, or of the trigger, which watches a transcription until it ends. */
function filtersFor(context: ILoadOptionsFunctions): JobFilters {
	if (context.getCurrentNodeParameter('watch') !== undefined) return OPEN;
	const operation = context.getCurrentNodeParameter('operation');
	const cancelsFirst = context.getCurrentNodeParameter('options.cancelFirst') === true;
	if (typeof operation !== 'string' || (operation === 'delete' && cancelsFirst)) return {};
	return Object.hasOwn(FILTERS, operation) ? FILTERS[operation] : {};
}

/** The name of the file, how far the transcription is, and when it was started; what is missing is left out. */
function toListItem(job: TranscriptionJob): INodeListSearchItems {
	const { id, status, file, creationDate } = job;
	const name = typeof file?.name === 'string' && file.name !== '' ? file.name : id;
	const word = Object.hasOwn(STATUS_WORDS, status) ? STATUS_WORDS[status] : status;
	const date = typeof creationDate === 'string' ? creationDate.slice(0, 16).replace('T', ' ') : '';
	return { name: `${name} (${[word, date].filter(Boolean).join(', ')})`, value: id };
}

const matches = (item: INodeListSearchItems, filter: string): boolean =>
	item.name.toLowerCase().includes(filter) || String(item.value).toLowerCase().includes(filter);

/** Where to read on. The editor keeps it as text. */
interface Position {
	page: number;
	/** How many transcriptions the first page had: a server may give fewer than it should. */
	size: number;
	/** The first transcription of the page before. A server that ignores page numbers gives it again. */
	first?: string;
}

const toPosition = (token: string | undefined): Position =>
	token === undefined ? { page: 0, size: LARGEST_PAGE } : (JSON.parse(token) as Position);

/**
 * The newest transcriptions that the operation can be used with, for the locator's list, a page at a time. The API has no
 * search: with a filter, page after page is read until enough are found.
 */
export async function searchTranscriptions(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const wanted = filter.toLowerCase();
	const results: INodeListSearchItems[] = [];
	try {
		let { page, size, first } = toPosition(paginationToken);
		const { client } = await connect(this);
		const query = {
			...filtersFor(this),
			size: LARGEST_PAGE,
			sort: 'creationDate,desc',
		} as const;
		for (let pages = 1; ; pages++) {
			const { jobs, total } = await listTranscriptionsPage(client, { ...query, page });
			if (jobs.length === 0 || jobs[0].id === first) return { results };
			results.push(...jobs.map(toListItem).filter((item) => matches(item, wanted)));
			const isLast = page === 0 ? jobs.length >= total : jobs.length < size;
			if (isLast && jobs.length < LARGEST_PAGE) return { results };
			[page, size, first] = [page + 1, page === 0 ? jobs.length : size, jobs[0].id];
			if (!wanted || results.length >= ENOUGH_RESULTS || pages >= MOST_PAGES)
				return { results, paginationToken: JSON.stringify({ page, size, first }) };
		}
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
