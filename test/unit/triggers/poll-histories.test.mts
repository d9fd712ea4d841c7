import fc from 'fast-check';
import type { TranscriptionJobStatus } from '../../../nodes/Koldan/api/types';
import { pollJobs } from '../../../nodes/Koldan/triggers/pollJobs';
import {
	CURSOR_LIMITS,
	packCursor,
	unpackCursor,
	type PollCursor,
} from '../../../nodes/Koldan/triggers/pollCursor';
import { timeOf } from '../../../nodes/Koldan/api/times';
import { ListServer } from './list-server.mts';

const MINUTE = 60_000;

/** Something that happens to jobs. `which` picks one of those it can happen to. */
type Event =
	| { kind: 'create'; count: number; skew: number }
	| {
			kind: 'end';
			which: number;
			count: number;
			status: TranscriptionJobStatus;
			dated: boolean;
			skew: number;
			lag: number;
	  }
	| { kind: 'delete'; which: number }
	| { kind: 'wait'; minutes: number };

type Step =
	| Event
	| { kind: 'poll'; between: Event[]; breaksAfter: number | null; portion: number }
	| { kind: 'restart' };

const skew = fc.integer({ min: -5 * MINUTE, max: 5 * MINUTE });
const which = fc.nat(1000);
const event: fc.Arbitrary<Event> = fc.oneof(
	fc.record({ kind: fc.constant('create' as const), count: fc.integer({ min: 1, max: 6 }), skew }),
	fc.record({
		kind: fc.constant('end' as const),
		which,
		count: fc.integer({ min: 1, max: 6 }),
		status: fc.constantFrom<TranscriptionJobStatus>('COMPLETED', 'FAILED', 'CANCELLED'),
		dated: fc.boolean(),
		skew,
		lag: fc.constantFrom(0, 0, 0, 2 * MINUTE),
	}),
	fc.record({ kind: fc.constant('delete' as const), which }),
	fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(0.1, 1, 1, 5, 600) }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: event },
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('poll' as const),
			between: fc.array(event, { maxLength: 4 }),
			breaksAfter: fc.option(fc.nat(12), { freq: 6 }),
			portion: fc.constantFrom(Infinity, Infinity, 5, 2, 1),
		}),
	},
	{ weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** Runs a history. The page size is small, so that pages shift and timestamps are shared by more than a page. */
class History {
	readonly server = new ListServer();
	readonly emitted: string[] = [];
	/** What n8n holds in memory, and what it has stored: it stores only when an execution is started. */
	private cursor: PollCursor | undefined;
	private stored = '';

	private pick<T>(from: T[], index: number): T | undefined {
		return from.length > 0 ? from[index % from.length] : undefined;
	}

	happen(what: Event): void {
		const { server } = this;
		switch (what.kind) {
			case 'create':
				for (let i = 0; i < what.count; i++) server.create(what.skew);
				break;
			case 'end':
				for (let i = 0; i < what.count; i++) {
					const job = this.pick(
						server.jobs.filter(({ endedAt }) => endedAt === null),
						what.which,
					);
					// The reference leaves out the date of a job that has not completed, never of one that has.
					if (job)
						server.end(
							job,
							what.status,
							what.skew,
							what.dated || what.status === 'COMPLETED',
							what.lag,
						);
				}
				break;
			case 'delete': {
				const job = this.pick(
					server.jobs.filter((known) => server.ended(known) && !known.deleted),
					what.which,
				);
				if (job) job.deleted = true;
				break;
			}
			case 'wait':
				server.now += what.minutes * MINUTE;
		}
	}

	restart(): void {
		if (this.stored) this.cursor = JSON.parse(this.stored) as PollCursor;
	}

	/**
	 * @param portion how many jobs there is time to give out
	 * @param hurried whether there is no time to read all lists to their ends
	 */
	async poll(
		between: Event[] = [],
		breaksAfter: number | null = null,
		portion = Infinity,
		hurried = false,
	): Promise<void> {
		const { server } = this;
		const queue = [...between];
		server.beforeRequest = () => {
			const next = queue.shift();
			if (next && next.kind !== 'wait') this.happen(next);
		};
		server.answersLeft = breaksAfter ?? Infinity;
		const limits = { ...CURSOR_LIMITS, batch: 7 };
		try {
			const { ended: found, cursorAfter } = await pollJobs(server.client(), this.cursor, {
				limits,
				pageSize: 3,
				// No time at all: a page of each list is read.
				...(hurried ? { deadline: 0 } : {}),
			});
			const ended = found.slice(0, portion);
			const cursor = unpackCursor(packCursor(cursorAfter(ended.length)));
			const times = ended.map((job) => timeOf(job.completionDate) ?? Infinity);
			expect(times).toEqual([...times].sort((a, b) => a - b));
			this.emitted.push(...ended.map(({ id }) => id));
			const first = this.cursor === undefined;
			this.cursor = cursor;
			// Through JSON: what n8n stores has to be enough.
			if (first || ended.length > 0) this.stored = JSON.stringify(cursor);
		} catch (error) {
			if (breaksAfter === null) throw error;
		} finally {
			server.beforeRequest = () => undefined;
			server.answersLeft = Infinity;
		}
	}
}

describe('the polling trigger over any history', () => {
	test('gives every job that ends after the first poll exactly once', async () => {
		let emittedInAll = 0;
		await fc.assert(
			fc.asyncProperty(
				fc.array(event, { maxLength: 10 }),
				fc.array(step, { minLength: 5, maxLength: 40 }),
				async (past, steps) => {
					const history = new History();
					const { server } = history;
					past.forEach((what) => history.happen(what));
					const before = new Set(server.jobs.filter(server.ended).map(({ id }) => id));
					await history.poll();
					for (const what of steps) {
						if (what.kind === 'poll')
							await history.poll(what.between, what.breaksAfter, what.portion);
						else if (what.kind === 'restart') history.restart();
						else history.happen(what);
					}
					// All ends become visible, then enough polls to give out what is left.
					server.now += 3 * MINUTE;
					const polls = Math.ceil(server.jobs.length / 7) + 1;
					for (let i = 0; i < polls; i++) await history.poll();
					const expected = server.jobs.filter((job) => server.ended(job) && !before.has(job.id));
					emittedInAll += expected.length;
					expect([...history.emitted].sort()).toEqual(expected.map(({ id }) => id).sort());
				},
			),
			{ numRuns: 1000 },
		);
		// The histories were not empty ones.
		expect(emittedInAll).toBeGreaterThan(5_000);
	}, 120_000);

	test('gives every job exactly once when there is never time to read all lists', async () => {
		let emittedInAll = 0;
		const onTime = (what: Step): Step =>
			what.kind === 'create'
				? { ...what, skew: 0 }
				: what.kind === 'end'
					? { ...what, skew: 0, lag: 0 }
					: what;
		await fc.assert(
			fc.asyncProperty(
				fc.array(event, { maxLength: 10 }),
				fc.array(step, { minLength: 5, maxLength: 40 }),
				async (past, steps) => {
					const history = new History();
					const { server } = history;
					past.forEach((what) => history.happen(onTime(what) as Event));
					const before = new Set(server.jobs.filter(server.ended).map(({ id }) => id));
					await history.poll();
					for (const what of steps.map(onTime)) {
						if (what.kind === 'poll') await history.poll([], null, what.portion, true);
						else if (what.kind !== 'restart') history.happen(what);
					}
					for (let i = 0; i < 2 * server.jobs.length; i++)
						await history.poll([], null, Infinity, true);
					// What has no date may need a poll with time.
					for (let i = 0; i < server.jobs.length / 7 + 1; i++) await history.poll();
					const expected = server.jobs.filter((job) => server.ended(job) && !before.has(job.id));
					emittedInAll += expected.length;
					expect([...history.emitted].sort()).toEqual(expected.map(({ id }) => id).sort());
				},
			),
			{ numRuns: 300 },
		);
		expect(emittedInAll).toBeGreaterThan(500);
	}, 120_000);
});
