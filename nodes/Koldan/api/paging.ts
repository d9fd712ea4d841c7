/**
 * Walks the whole list of jobs while jobs come and go.
 *
 * Page numbers shift when a job is created, deleted or changes its status between two requests: jobs are then seen twice
 * or missed. So the walk goes by time instead: it asks for the oldest first, and each request starts at the time
 * the last one ended at. Jobs seen before are left out. Only where more jobs share a timestamp than a page holds does it
 * turn pages within that timestamp. Times are sent back as Koldan wrote them: going up, a time that was cut off (to whole
 * seconds, say) only overlaps, it never skips.
 */
import type { KoldanClient } from './client';
import { listTranscriptions, type ListQuery } from './transcriptions';
import type { TranscriptionJob } from './types';

/** The largest page (section "List Transcription Jobs", parameter `size`). */
export const LARGEST_PAGE = 100;

export type JobFilters = Omit<ListQuery, 'page' | 'size' | 'sort'>;

/** The time to walk by, and the filter that starts a request at such a time. */
const WALKS = {
	creationDate: 'createdAfter',
	completionDate: 'completedAfter',
} as const satisfies Partial<Record<keyof TranscriptionJob, keyof JobFilters>>;

export interface Walk {
	/** Default: the creation date, which every job has. */
	by?: keyof typeof WALKS;
	/** Jobs in a page; default and most: 100. */
	pageSize?: number;
}

/**
 * All jobs that match, oldest first, each once. For N jobs it sends at most N/100 + 1 requests, rounded up, as long as
 * N stays below some ten thousand.
 */
export async function* allJobs(
	client: KoldanClient,
	filters: JobFilters,
	{ by = 'creationDate', pageSize = LARGEST_PAGE }: Walk = {},
): AsyncGenerator<TranscriptionJob> {
	const seen = new Set<string>();
	let from: string | null | undefined = filters[WALKS[by]];
	let page = 0;
	for (;;) {
		const jobs = await listTranscriptions(client, {
			...filters,
			...(from ? { [WALKS[by]]: from } : {}),
			sort: `${by},asc`,
			page,
			size: pageSize,
		});
		for (const job of jobs) {
			if (seen.has(job.id)) continue;
			seen.add(job.id);
			yield job;
		}
		if (jobs.length < pageSize) return;
		const last = jobs[jobs.length - 1][by];
		if (!last || last === from) {
			page += 1;
		} else {
			from = last;
			page = 0;
		}
	}
}

/**
 * The first `limit` jobs in Koldan's own order. More than a page is read by page numbers; jobs that shifted onto a
 * second page are left out.
 */
export async function firstJobs(
	client: KoldanClient,
	filters: JobFilters,
	sort: ListQuery['sort'],
	limit: number,
): Promise<TranscriptionJob[]> {
	const found = new Map<string, TranscriptionJob>();
	const size = Math.min(limit, LARGEST_PAGE);
	for (let page = 0; found.size < limit; page++) {
		const jobs = await listTranscriptions(client, {
			...filters,
			...(sort ? { sort } : {}),
			page,
			size,
		});
		for (const job of jobs) if (found.size < limit) found.set(job.id, job);
		if (jobs.length < size) break;
	}
	return [...found.values()];
}
