/**
 * Walking lists while they move: whatever happens between two requests, a job that matches from the first request to the
 * last is given once. And while nothing happens, few requests are enough.
 */
import fc from 'fast-check';
import { createClient, type KoldanClient } from '../../nodes/Koldan/api/client';
import { allJobs, firstJobs, type JobFilters } from '../../nodes/Koldan/api/paging';
import type { KoldanRequest } from '../../nodes/Koldan/api/transport';
import type { TranscriptionJob } from '../../nodes/Koldan/api/types';

/** How jobs with the same time are ordered. */
type Ties = 'stable' | 'random';

interface Listed {
	id: string;
	/** Milliseconds since 1970. */
	createdAt: number;
	matches: boolean;
}

/** A server that lists jobs in memory; something may happen before each request. */
class List {
	jobs: Listed[] = [];
	requests = 0;
	/** Digits after the second in the times that it writes. */
	digits: 0 | 3 = 3;
	ties: Ties = 'stable';
	before: (request: number) => void = () => undefined;

	add(createdAt: number, matches = true): Listed {
		const number = String(this.jobs.length).padStart(12, '0');
		const job = { id: `00000000-0000-4000-8000-${number}`, createdAt, matches };
		this.jobs.push(job);
		return job;
	}

	client(): KoldanClient {
		return createClient({
			secrets: [],
			send: async ({ query = {} }) => ({
				response: { statusCode: 200, headers: {}, body: this.list(query) },
			}),
			pause: async () => undefined,
			now: Date.now,
			log: () => undefined,
		});
	}

	private list({ createdAfter, sort, page, size }: NonNullable<KoldanRequest['query']>) {
		this.before(this.requests);
		this.requests += 1;
		expect(Number(size)).toBeLessThanOrEqual(100);
		const after = createdAfter ? Date.parse(String(createdAfter)) : -Infinity;
		const sign = sort === 'creationDate,desc' ? -1 : 1;
		const tie = new Map(
			this.jobs.map(({ id }, index) => [id, this.ties === 'random' ? Math.random() : index]),
		);
		const matching = this.jobs
			.filter(({ matches, createdAt }) => matches && createdAt >= after)
			.sort(
				(a, b) =>
					sign * (a.createdAt - b.createdAt) || Number(tie.get(a.id)) - Number(tie.get(b.id)),
			);
		const start = Number(page) * Number(size);
		return {
			jobs: matching.slice(start, start + Number(size)).map((job) => this.show(job)),
			total: matching.length,
		};
	}

	private show({ id, createdAt }: Listed): TranscriptionJob {
		const creationDate = new Date(createdAt).toISOString();
		return {
			id,
			status: 'COMPLETED',
			creationDate: this.digits === 3 ? creationDate : creationDate.replace(/\.\d+/, ''),
		} as TranscriptionJob;
	}
}

const START = Date.UTC(2026, 0, 1);

async function walk(list: List, filters: JobFilters = {}): Promise<string[]> {
	const ids: string[] = [];
	for await (const { id } of allJobs(list.client(), filters)) ids.push(id);
	return ids;
}

/** A list of jobs in groups that share their time as the server writes it. */
function listOf(groups: readonly number[], digits: 0 | 3): List {
	const list = new List();
	list.digits = digits;
	groups.forEach((count, group) => {
		for (let job = 0; job < count; job += 1)
			list.add(START + group * 1000 + (digits === 0 ? Math.floor((job * 999) / count) : 0));
	});
	return list;
}

const bound = (count: number): number => Math.ceil(count / 100) + 1;

describe('while nothing happens, N jobs take at most N/100 + 1 requests', () => {
	test.each([0, 1, 99, 100, 101, 199, 200, 250, 999, 1000, 1001, 3000, 5000])(
		'%s jobs at times of their own',
		async (count) => {
			const list = listOf(Array<number>(count).fill(1), 3);
			expect(await walk(list)).toHaveLength(count);
			expect(list.requests).toBeLessThanOrEqual(bound(count));
		},
	);

	test.each([1, 100, 101, 250, 500, 999, 1000])('%s jobs at one time: one more', async (count) => {
		const list = listOf([count], 3);
		expect(new Set(await walk(list)).size).toBe(count);
		expect(list.requests).toBeLessThanOrEqual(bound(count) + 1);
	});

	test.each([2, 10, 50, 60, 99, 100, 101, 150])(
		'1,000 jobs, %s each second, from a server that writes whole seconds: one more',
		async (each) => {
			const groups = Array<number>(Math.ceil(1000 / each)).fill(each);
			const list = listOf(groups, 0);
			expect(new Set(await walk(list)).size).toBe(groups.length * each);
			expect(list.requests).toBeLessThanOrEqual(bound(groups.length * each) + 1);
		},
	);
});

describe('while things happen', () => {
	interface History {
		/** How many jobs share each second. */
		groups: number[];
		digits: 0 | 3;
		/** Part of the jobs that does not match at first. */
		hidden: number;
		/** What happens before each request but the first. */
		steps: Array<{
			/** New jobs. */
			create: number;
			/** Places of jobs, as parts of the whole list, that stop matching: deleted, or in another status. */
			leave: number[];
			/** Places of jobs that begin to match. */
			enter: number[];
		}>;
	}

	const step = fc.record({
		create: fc.nat(3),
		leave: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 4 }),
		enter: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 4 }),
	});

	const histories = fc.record({
		groups: fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 130 })), { maxLength: 12 }),
		digits: fc.constantFrom<0 | 3>(0, 3),
		hidden: fc.double({ min: 0, max: 0.3, noNaN: true }),
		steps: fc.array(step, { maxLength: 12 }),
	});

	/** Makes a list with a history ahead. The steady jobs are those that match all the time, once it was played. */
	function play({
		groups,
		digits,
		hidden,
		steps,
	}: (typeof histories)['generate'] extends never ? never : History) {
		const list = listOf(groups, digits);
		list.jobs.forEach((job, index) => {
			job.matches = (index * 0.618) % 1 >= hidden;
		});
		const steady = new Set(list.jobs.filter(({ matches }) => matches));
		let now = START + groups.length * 1000;
		list.before = (request) => {
			const { create = 0, leave = [], enter = [] } = request > 0 ? (steps[request - 1] ?? {}) : {};
			for (const part of leave) change(part, false);
			for (const part of enter) change(part, true);
			for (let count = 0; count < create; count += 1) list.add((now += 10));
		};
		const change = (part: number, matches: boolean) => {
			const job = list.jobs[Math.floor(part * list.jobs.length)];
			if (!job) return;
			job.matches = matches;
			if (!matches) steady.delete(job);
		};
		return { list, steady };
	}

	test('no job that matches all the time is missed, and none comes twice', async () => {
		await fc.assert(
			fc.asyncProperty(histories, async (history) => {
				const { list, steady } = play(history);
				const ids = await walk(list);
				expect(new Set(ids).size).toBe(ids.length);
				expect([...steady].filter(({ id }) => !ids.includes(id))).toEqual([]);
				expect(list.requests).toBeLessThan(100);
			}),
			{ numRuns: 1000 },
		);
	});

	test('the first so many jobs: none twice, and none before the last one missed', async () => {
		await fc.assert(
			fc.asyncProperty(histories, fc.integer({ min: 1, max: 500 }), async (history, limit) => {
				const { list, steady } = play({ ...history, steps: history.steps.slice(0, 3) });
				const ids = (await firstJobs(list.client(), {}, 'creationDate,desc', limit)).map(
					({ id }) => id,
				);
				expect(new Set(ids).size).toBe(ids.length);
				expect(ids.length).toBeLessThanOrEqual(limit);
				const times = new Map(list.jobs.map(({ id, createdAt }) => [id, createdAt]));
				const oldest = Math.min(...ids.map((id) => Number(times.get(id))));
				const missed = [...steady].filter(
					({ id, createdAt }) => createdAt > oldest && !ids.includes(id),
				);
				expect(missed).toEqual([]);
				if (ids.length < limit) expect([...steady].every(({ id }) => ids.includes(id))).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	test('jobs of one time in another order with each request', async () => {
		for (let round = 0; round < 20; round += 1) {
			const list = listOf([130, 5, 260, 90, 40], 3);
			list.ties = 'random';
			const ids = await walk(list);
			expect(new Set(ids).size).toBe(ids.length);
			expect(ids.length).toBeGreaterThanOrEqual(520);
			expect(list.requests).toBeLessThan(100);
		}
	});
});

/** A server that deviates from the reference. */
interface Deviation {
	sorts?: boolean;
	filters?: boolean;
	counts?: 'exactly' | 'too many' | 'too few' | 'not';
	maxSize?: number;
	pages?: boolean;
}

function clientOf(list: List, deviation: Deviation): KoldanClient {
	const {
		sorts = true,
		filters = true,
		counts = 'exactly',
		maxSize = 100,
		pages = true,
	} = deviation;
	const jobs = list.jobs.map(({ id, createdAt }) => ({
		id,
		status: 'COMPLETED',
		creationDate: new Date(createdAt).toISOString(),
	}));
	if (!sorts)
		jobs.sort(
			(a, b) =>
				((Date.parse(a.creationDate) / 1000) % 7) - ((Date.parse(b.creationDate) / 1000) % 7),
		);
	const send = async ({ query = {} }: KoldanRequest) => {
		list.requests += 1;
		const after = filters && query.createdAfter ? String(query.createdAfter) : '';
		const matching = jobs.filter(({ creationDate }) => creationDate >= after);
		const size = Math.min(Number(query.size), maxSize);
		const start = pages ? Number(query.page) * size : 0;
		const total = {
			exactly: matching.length,
			'too many': Math.ceil(matching.length * 1.1) + 1,
			'too few': Math.floor(matching.length * 0.9),
			not: undefined,
		}[counts];
		const body = { jobs: matching.slice(start, start + size), total };
		return { response: { statusCode: 200, headers: {}, body } };
	};
	return createClient({
		secrets: [],
		send,
		pause: async () => undefined,
		now: Date.now,
		log: () => undefined,
	});
}

const idsOf = async (client: KoldanClient) => {
	const ids: string[] = [];
	for await (const { id } of allJobs(client, {})) ids.push(id);
	return ids;
};

describe.each<[string, Deviation]>([
	['does not sort, nor filter by time, nor count', { sorts: false, filters: false, counts: 'not' }],
	['gives at most 50 a page', { maxSize: 50 }],
	['gives at most 50 a page and counts too few', { maxSize: 50, counts: 'too few' }],
	['does not count', { counts: 'not' }],
	['counts too many', { counts: 'too many' }],
	['counts too few', { counts: 'too few' }],
	['does not filter by time', { filters: false }],
])('a server that %s', (_name, deviation) => {
	test.each([0, 1, 49, 50, 51, 100, 101, 450])('all of %s jobs', async (count) => {
		const list = listOf(Array<number>(count).fill(1), 3);
		const ids = await idsOf(clientOf(list, deviation));
		expect(ids).toHaveLength(count);
		expect(new Set(ids).size).toBe(count);
		expect(list.requests).toBeLessThan(100);
	});

	test('all of 450 jobs of one time', async () => {
		const list = listOf([450], 3);
		expect(new Set(await idsOf(clientOf(list, deviation))).size).toBe(450);
		expect(list.requests).toBeLessThan(100);
	});

	test.each([1, 60, 150, 1000])('the first %s of 450 jobs', async (limit) => {
		const list = listOf(Array<number>(450).fill(1), 3);
		const jobs = await firstJobs(clientOf(list, deviation), {}, 'creationDate,asc', limit);
		expect(new Set(jobs.map(({ id }) => id)).size).toBe(Math.min(450, limit));
		expect(list.requests).toBeLessThan(100);
	});
});

describe('a server that gives the first page again and again', () => {
	const REPEATED = /^Koldan’s list of transcriptions can’t be read beyond the first \d+$/;

	test('jobs of different times are read all the same', async () => {
		const list = listOf(Array<number>(450).fill(1), 3);
		expect(await idsOf(clientOf(list, { pages: false }))).toHaveLength(450);
	});

	test.each<[string, number[], Deviation]>([
		['jobs of one time', [450], {}],
		['no filter by time', Array<number>(450).fill(1), { filters: false }],
		['no filter by time, no total', Array<number>(450).fill(1), { filters: false, counts: 'not' }],
	])('%s: an error, soon', async (_name, groups, deviation) => {
		const list = listOf(groups, 3);
		const client = clientOf(list, { ...deviation, pages: false });
		await expect(idsOf(client)).rejects.toThrow(REPEATED);
		expect(list.requests).toBeLessThan(8);
	});

	test('the first 150 jobs: an error, soon', async () => {
		const list = listOf([450], 3);
		const client = clientOf(list, { pages: false });
		await expect(firstJobs(client, {}, undefined, 150)).rejects.toThrow(REPEATED);
		expect(list.requests).toBeLessThan(8);
	});
});
