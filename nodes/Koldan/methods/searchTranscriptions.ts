import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { createClient } from '../api/client';
import { createTransport } from '../api/n8nTransport';
import { LARGEST_PAGE } from '../api/paging';
import { listTranscriptions } from '../api/transcriptions';
import type { TranscriptionJob, TranscriptionJobStatus } from '../api/types';
import { toNodeError } from '../actions/nodeErrors';

const STATUS_WORDS: Readonly<Record<TranscriptionJobStatus, string>> = {
	PENDING: 'pending',
	IN_PROGRESS: 'in progress',
	COMPLETED: 'completed',
	FAILED: 'failed',
	CANCELLED: 'cancelled',
};

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

/** The newest transcriptions for the locator's list, a page at a time. The API has no search, so each page is filtered here. */
export async function searchTranscriptions(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const page = Number(paginationToken ?? 0);
	try {
		const client = createClient(await createTransport(this));
		const jobs = await listTranscriptions(client, {
			page,
			size: LARGEST_PAGE,
			sort: 'creationDate,desc',
		});
		const items = jobs.map(toListItem);
		return {
			results: filter ? items.filter((item) => matches(item, filter.toLowerCase())) : items,
			...(jobs.length === LARGEST_PAGE ? { paginationToken: String(page + 1) } : {}),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
