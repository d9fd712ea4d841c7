/**
 * Walks lists of jobs while jobs come and go.
 *
 * Page numbers shift when a job is created, deleted or changes its status between two requests: jobs are then seen twice
 * or missed. So the walk over all jobs goes by time: it asks for the oldest first, and starts again at the time the last
 * page ended at. Times are sent back as Koldan wrote them: going up, a time that was cut off (to whole seconds, say) only
 * overlaps, it never skips.
 *
 * Where many jobs share a time, starting again there would read them all once more. Pages are turned then, but so that
 * each begins with a job of the one before: if it does not, the pages have shifted.
 */
import type { KoldanClient } from './client';
import { listTranscriptionsPage, type ListQuery } from './transcriptions';
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

interface Page {
	page: number;
	size: number;
	/** How many of its jobs were read before. */
	overlap: number;
}

/**
 * The page that leads furthest and still begins with a job that was read: page numbers count in pages of one size, so the
 * size is what can be chosen.
 *
 * @param read how many jobs were read so far
 */
function nextPage(read: number, largest: number): Page {
	const pages = Array.from({ length: Math.ceil(largest / 2) }, (_, index): Page => {
		const size = largest - index;
		const page = Math.max(0, Math.floor((read - 1) / size));
		return { page, size, overlap: read - page * size };
	});
	const end = ({ page, size }: Page): number => (page + 1) * size;
	const best = pages.reduce((a, b) => (end(b) > end(a) ? b : a));
	// Pages of one or two jobs leave no choice.
	return end(best) > read ? best : { page: read, size: 1, overlap: 0 };
}

/** Whether jobs that come before a page have gone since the page before it was read. */
const hasShifted = (
	jobs: TranscriptionJob[],
	overlap: number,
	seen: ReadonlySet<string>,
): boolean => jobs.slice(0, overlap).some(({ id }) => !seen.has(id));

/** How often in a row the end of a list is read in vain for jobs that the server counts, but has not shown. */
const PATIENCE = 2;

const isLater = (time: string | null | undefined, than: string | null | undefined): boolean =>
	Boolean(time) && (!than || Date.parse(String(time)) > Date.parse(than));

/**
 * All jobs that match, oldest first, each once. As long as the list stands still, N jobs take at most N/100 + 1 requests,
 * rounded up (up to some thousands); when it moves, as many as it needs.
 */
export async function* allJobs(
	client: KoldanClient,
	filters: JobFilters,
	{ by = 'creationDate', pageSize = LARGEST_PAGE }: Walk = {},
): AsyncGenerator<TranscriptionJob> {
	const seen = new Set<string>();
	let from: string | null | undefined = filters[WALKS[by]];
	let last: string | null | undefined;
	// What was read from that time on: which jobs, how far in one go, and whether pages shifted in it.
	let here = new Set<string>();
	let read = 0;
	let inOneGo = new Set<string>();
	let shifted = false;
	// Whether the server counts all jobs that match, and how often in a row the list was read in vain.
	let counts = false;
	let idle = 0;
	const startAgain = (time: string | null | undefined): void => {
		if (time !== from) here = new Set();
		[from, read, inOneGo, shifted] = [time, 0, new Set(), false];
	};
	let news = false;
	for (;;) {
		const { page, size, overlap } = nextPage(read, pageSize);
		const { jobs, total } = await listTranscriptionsPage(client, {
			...filters,
			...(from ? { [WALKS[by]]: from } : {}),
			sort: `${by},asc`,
			page,
			size,
		});
		const moved = hasShifted(jobs, overlap, seen);
		for (const job of jobs) {
			here.add(job.id);
			inOneGo.add(job.id);
			if (seen.has(job.id)) continue;
			seen.add(job.id);
			news = true;
			yield job;
		}
		read = page * size + jobs.length;
		counts ||= total > jobs.length;
		if (moved && !shifted && isLater(last, from)) {
			startAgain(last);
			continue;
		}
		shifted ||= moved || inOneGo.size < read;
		if (jobs.length < size || (counts && read === total)) {
			// Jobs of one time may come in another order with each request: then reading once is not enough.
			idle = news ? 0 : idle + 1;
			const incomplete = counts && here.size < total && idle <= PATIENCE;
			if (!incomplete && !(shifted && news)) return;
			news = false;
			startAgain(from);
		} else {
			last = jobs[jobs.length - 1][by];
			const together = jobs.filter((job) => job[by] === last).length;
			const cheap = together <= nextPage(read, pageSize).overlap;
			if (cheap && !shifted && isLater(last, from)) startAgain(last);
		}
	}
}

/** How often a list that moves is read anew. */
const ATTEMPTS = 5;

/** The first `limit` jobs in Koldan's own order, each once. */
export async function firstJobs(
	client: KoldanClient,
	filters: JobFilters,
	sort: ListQuery['sort'],
	limit: number,
): Promise<TranscriptionJob[]> {
	const found = new Map<string, TranscriptionJob>();
	const seen = { has: (id: string) => found.has(id) } as ReadonlySet<string>;
	const largest = Math.min(limit, LARGEST_PAGE);
	for (let read = 0, attempt = 1; found.size < limit; ) {
		const { page, size, overlap } = nextPage(read, largest);
		const query = { ...filters, ...(sort ? { sort } : {}), page, size };
		const { jobs } = await listTranscriptionsPage(client, query);
		if (hasShifted(jobs, overlap, seen) && attempt < ATTEMPTS) {
			found.clear();
			[read, attempt] = [0, attempt + 1];
			continue;
		}
		for (const job of jobs) if (!found.has(job.id)) found.set(job.id, job);
		read = page * size + jobs.length;
		if (jobs.length < size) break;
	}
	return [...found.values()].slice(0, limit);
}
