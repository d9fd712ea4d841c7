/**
 * Walks lists of jobs while jobs come and go.
 *
 * Page numbers shift when a job is created, deleted or changes its status between two requests, and jobs would be missed. So
 * each page begins with jobs of the one before it; if it does not, pages have shifted. The walk over all jobs goes by time,
 * oldest first, and starts again at the time that was reached: when pages have shifted, and whenever that reads no more jobs
 * twice than the next page would. Times are sent back as Koldan wrote them: going up, a time that was cut off (to whole
 * seconds, say) only overlaps, it never skips.
 */
import type { KoldanClient } from './client';
import { KoldanApiError } from './errors';
import { listTranscriptionsPage, type ListQuery } from './transcriptions';
import type { TranscriptionJob } from './types';
import { LARGEST_PAGE } from './wholeList';

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
	/**
	 * Called when the server counts more jobs than it shows, however often its list is read. Whether some are missing can't be
	 * known: the reference does not say that `total` is exact.
	 */
	onMissing?: (count: number) => void;
}

interface Page {
	jobs: TranscriptionJob[];
	/** Those that no page before it had. */
	fresh: TranscriptionJob[];
	/** Whether it does not join the page before it. */
	hasShifted: boolean;
	/** Whether it has jobs again that an earlier page had, beyond the overlap: the order is not the same each time. */
	hasRepeats: boolean;
	/** Whether the list ends with it. */
	isLast: boolean;
	total?: number;
}

/** Reads pages one after another, and remembers what it has read. */
class PageReader {
	/** The number of the next page. */
	page = 0;

	readonly seen = new Set<string>();

	/** What was read since the first page. */
	private pass = new Set<string>();

	/** The furthest page from the present start of the list, and how many further ones in a row brought nothing new. */
	private furthest = -1;

	private idle = 0;

	/** The jobs of the page before, and how often in a row another page had just the same. */
	private before: TranscriptionJob[] = [];

	private repeats = 0;

	private isFirst = true;

	constructor(
		private readonly client: KoldanClient,
		private largest: number,
	) {}

	/** Pages get smaller by one, which makes them overlap more and more; beyond a quarter they don't overlap at all. */
	private sizeOf(page: number): number {
		return Math.max(Math.ceil(this.largest * 0.75), this.largest - page);
	}

	/** How many jobs the next page has in common with the one before it. */
	get overlap(): number {
		return this.page * (this.sizeOf(this.page - 1) - this.sizeOf(this.page));
	}

	/** Goes back to the first page, of the same list or of one that starts elsewhere. */
	startAgain(elsewhere: boolean): void {
		this.page = 0;
		this.pass = new Set();
		if (elsewhere) this.furthest = -1;
	}

	/** @throws KoldanApiError also when the server gives the same jobs again and again */
	async read(query: Omit<ListQuery, 'page' | 'size'>): Promise<Page> {
		const { page, overlap } = this;
		const size = this.sizeOf(page);
		const answer = await listTranscriptionsPage(this.client, { ...query, page, size });
		const { jobs } = answer;
		// A total that is less than the page has is no total.
		const total = answer.isCounted && answer.total >= jobs.length ? answer.total : undefined;
		const fresh = jobs.filter(({ id }) => !this.seen.has(id));
		const hasShifted = page > 0 && overlap > 0 && jobs.length > 0 && fresh[0] === jobs[0];
		for (const { id } of jobs) {
			this.seen.add(id);
			this.pass.add(id);
		}
		const end = page * size + jobs.length;
		const isAgain = page <= this.furthest;
		if (!isAgain) [this.furthest, this.idle] = [page, fresh.length > 0 ? 0 : this.idle + 1];
		// A page that is not full is the last one, unless the server gives fewer than it is asked for.
		const isFull = jobs.length >= size;
		const mayGoOn = total === undefined ? fresh.length > 0 : total > end;
		const isLast = jobs.length === 0 || (!isFull && !mayGoOn);
		if (this.isFirst && !isLast && !isFull && total !== undefined) this.largest = jobs.length;
		this.isFirst = false;
		// Pages get smaller: the next one may be the same but for its end.
		const isSame = jobs.every(({ id }, index) => id === (this.before[index]?.id ?? id));
		this.repeats = page > 0 && fresh.length === 0 && isSame ? this.repeats + 1 : 0;
		this.before = jobs;
		if (!isLast && (this.repeats > MAX_REPEATS || (!isAgain && this.idle > MAX_IDLE)))
			throw repeatedPages(this.seen.size);
		this.page += 1;
		return { jobs, fresh, hasShifted, hasRepeats: this.pass.size < end, isLast, total };
	}
}

/** So many pages in a row may be the same: jobs that come in front of a small page can shift it by just its size. */
const MAX_REPEATS = 4;

/** So many pages in a row may bring nothing new: small ones are read again when many jobs come and go. */
const MAX_IDLE = 20;

const repeatedPages = (found: number): KoldanApiError =>
	new KoldanApiError({
		message: `Koldan’s list of transcriptions can’t be read beyond the first ${found}`,
		description:
			'The server gives the same page again and again. Narrow the filters so that fewer transcriptions match, and tell the people who run your Koldan server.',
	});

/** How often in a row a list is read again for jobs that the server counts, but has not shown. */
const MAX_ROUNDS = 2;

const isLater = (time: string | null | undefined, than: string | null | undefined): boolean =>
	Boolean(time) && (!than || Date.parse(String(time)) > Date.parse(than));

/**
 * All jobs that match, oldest first, each once. N jobs of different times take N/99 requests, rounded up.
 *
 * @throws KoldanApiError
 */
export async function* allJobs(
	client: KoldanClient,
	filters: JobFilters,
	{ by = 'creationDate', pageSize = LARGEST_PAGE, onMissing }: Walk = {},
): AsyncGenerator<TranscriptionJob> {
	const reader = new PageReader(client, pageSize);
	const start: string | undefined = filters[WALKS[by]];
	let [from, reached]: Array<string | null | undefined> = [start];
	// What was seen of the jobs from that time on, and rounds over them that brought nothing.
	let here = new Set<string>();
	let [rounds, isNew] = [0, false];
	let [filtersByTime, isOrdered] = [true, true];
	const startAt = (time: string | null | undefined, shared: readonly TranscriptionJob[]): void => {
		reader.startAgain(time !== from);
		if (time !== from) [here, isOrdered] = [new Set(shared.map(({ id }) => id)), true];
		from = time;
	};
	for (;;) {
		const query = {
			...filters,
			...(from ? { [WALKS[by]]: from } : {}),
			sort: `${by},asc` as const,
		};
		const { jobs, fresh, hasShifted, hasRepeats, isLast, total } = await reader.read(query);
		yield* fresh;
		for (const { id } of jobs) here.add(id);
		isNew ||= fresh.length > 0;
		isOrdered &&= !hasRepeats;
		const last = jobs[jobs.length - 1]?.[by];
		if (hasShifted) {
			startAt(filtersByTime && isOrdered && isLater(reached, from) ? reached : from, []);
		} else if (isLast) {
			rounds = isNew ? 0 : rounds + 1;
			if (total === undefined || here.size >= total) return;
			if (rounds > MAX_ROUNDS) return onMissing?.(total - here.size);
			isNew = false;
			startAt(from, []);
		} else if (from !== start && isLater(from, jobs[0][by])) {
			// The server does not filter by time: the pages of the whole list are read, of which this was the first.
			filtersByTime = false;
			from = start;
		} else {
			const shared = jobs.filter((job) => job[by] === last);
			reached = last;
			const isCheap = shared.length <= Math.max(1, reader.overlap);
			if (filtersByTime && isOrdered && isCheap && isLater(last, from)) startAt(last, shared);
		}
	}
}

/** How often a list that moves is read from its beginning. */
const MAX_ATTEMPTS = 5;

/**
 * The first `limit` jobs in Koldan's own order, each once.
 *
 * @throws KoldanApiError
 */
export async function firstJobs(
	client: KoldanClient,
	filters: JobFilters,
	sort: ListQuery['sort'],
	limit: number,
): Promise<TranscriptionJob[]> {
	for (let attempt = 1; ; attempt++) {
		const reader = new PageReader(client, Math.min(limit, LARGEST_PAGE));
		const found: TranscriptionJob[] = [];
		for (;;) {
			const page = await reader.read({ ...filters, ...(sort ? { sort } : {}) });
			if (page.hasShifted && attempt < MAX_ATTEMPTS) break;
			found.push(...page.fresh);
			if (page.isLast || found.length >= limit) return found.slice(0, limit);
		}
	}
}
