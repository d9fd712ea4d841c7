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
import { searchPages } from './pages';

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

/** The newest transcriptions that the operation can be used with, for the locator's list. */
export async function searchTranscriptions(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	try {
		const { client } = await connect(this);
		const query = {
			...filtersFor(this),
			size: LARGEST_PAGE,
			sort: 'creationDate,desc',
		} as const;
		return await searchPages<TranscriptionJob>({
			wanted: filter.toLowerCase(),
			paginationToken,
			async readPage(page) {
				const { jobs, total } = await listTranscriptionsPage(client, { ...query, page });
				return { entries: jobs, total };
			},
			toItem: toListItem,
			matches,
		});
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
