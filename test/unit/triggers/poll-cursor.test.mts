import type { TranscriptionJob, TranscriptionJobStatus } from '../../../nodes/Koldan/api/types';
import {
	advance,
	CURSOR_LIMITS,
	missingFrom,
	windowOf,
	type PollCursor,
} from '../../../nodes/Koldan/triggers/pollCursor';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

const job = (
	number: number,
	status: TranscriptionJobStatus,
	completed: number | null,
	created = START,
): TranscriptionJob =>
	({
		id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
		status,
		creationDate: new Date(created).toISOString(),
		completionDate: completed === null ? null : new Date(completed).toISOString(),
	}) as TranscriptionJob;

const ids = (jobs: readonly TranscriptionJob[]) => jobs.map(({ id }) => Number(id.slice(-12)));

const look = (
	cursor: PollCursor | undefined,
	jobs: TranscriptionJob[],
	limits = CURSOR_LIMITS,
	gone: string[] = [],
) => advance(cursor, { jobs, gone }, limits);

describe('the cursor of the polling trigger', () => {
	const first = look(undefined, [job(1, 'COMPLETED', START), job(2, 'IN_PROGRESS', null)]);

	test('gives nothing at first, and begins at the latest times of Koldan', () => {
		expect(first.ended).toEqual([]);
		expect(windowOf(first.cursor)).toEqual({
			completedAfter: START - CURSOR_LIMITS.overlap,
			createdAfter: START - CURSOR_LIMITS.overlap,
		});
	});

	test('gives jobs in order of completion, those without a date last, equal ones by creation', () => {
		const { ended } = look(first.cursor, [
			job(5, 'FAILED', null, START + 2),
			job(2, 'CANCELLED', null, START),
			job(4, 'COMPLETED', START + MINUTE, START + 20),
			job(3, 'COMPLETED', START + MINUTE, START + 10),
			job(6, 'COMPLETED', START - MINUTE, START + 30),
		]);
		expect(ids(ended)).toEqual([6, 3, 4, 2, 5]);
	});

	test('gives a job that it had seen open whatever its completion date says', () => {
		const long = START - 100 * CURSOR_LIMITS.overlap;
		expect(ids(look(first.cursor, [job(2, 'COMPLETED', long)]).ended)).toEqual([2]);
		expect(ids(look(first.cursor, [job(3, 'COMPLETED', long, long)]).ended)).toEqual([]);
	});

	test('asks for jobs that it had seen open and that no list shows, until they are gone', () => {
		const missing = missingFrom(first.cursor, { jobs: [job(1, 'COMPLETED', START)], gone: [] });
		expect(missing).toEqual([job(2, 'PENDING', null).id]);
		const still = look(first.cursor, []);
		expect(still.cursor.watched).toEqual(missing);
		expect(look(still.cursor, [], CURSOR_LIMITS, missing).cursor.watched).toEqual([]);
	});

	test('gives a batch at once and the rest later, and forgets none of them', () => {
		const limits = { ...CURSOR_LIMITS, batch: 3 };
		const jobs = [
			job(2, 'FAILED', null),
			...Array.from({ length: 5 }, (_, index) => job(10 + index, 'COMPLETED', START + index)),
		];
		const one = look(first.cursor, jobs, limits);
		const two = look(one.cursor, jobs, limits);
		const three = look(two.cursor, jobs, limits);
		expect([ids(one.ended), ids(two.ended), ids(three.ended)]).toEqual([
			[10, 11, 12],
			[13, 14, 2],
			[],
		]);
	});

	test('stays small over any number of jobs, and repeats none', () => {
		let { cursor } = look(undefined, []);
		const given: number[] = [];
		let biggest = 0;
		for (let poll = 0; poll < 40; poll++) {
			// All within the overlap, so that none may be forgotten for its age.
			const jobs = Array.from({ length: 1000 }, (_, index) => {
				const number = poll * 1000 + index;
				return job(number, 'COMPLETED', START + number, START + number);
			});
			const window = windowOf(cursor);
			const step = look(cursor, [
				...jobs,
				// What the overlap shows again.
				...given
					.filter((number) => START + number >= window.completedAfter)
					.map((number) => job(number, 'COMPLETED', START + number, START + number)),
			]);
			given.push(...ids(step.ended));
			cursor = step.cursor;
			biggest = Math.max(biggest, JSON.stringify(cursor).length);
		}
		expect(given).toEqual(Array.from({ length: 40_000 }, (_, index) => index));
		expect(cursor.handled.length).toBe(CURSOR_LIMITS.handled);
		expect(biggest).toBeLessThan(300_000);
	});

	test('forgets what can’t come again', () => {
		const later = START + 10 * CURSOR_LIMITS.overlap;
		const step = look(first.cursor, [job(3, 'COMPLETED', later, later)]);
		expect(step.cursor.handled).toHaveLength(1);
	});

	test('reads timestamps without a zone as UTC, and finer ones than milliseconds', () => {
		const odd = {
			...job(7, 'COMPLETED', START),
			completionDate: '2026-01-01T00:00:01.123456',
			creationDate: '2026-01-01T02:00:00+02:00',
		};
		const { cursor } = look(first.cursor, [odd]);
		expect([cursor.completed, cursor.created]).toEqual([START + 1123, START]);
	});
});
