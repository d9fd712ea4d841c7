/** Which of many calls wakes up an execution, and how often the jobs are looked at for it. */
import { coalesce, type Look } from '../../../nodes/Koldan/jobs/coalesce';

/** Pauses take no time here, and are written down. */
const pauses: number[] = [];
jest.mock('../../../nodes/Koldan/api/pause', () => ({
	pause: async (milliseconds: number) => {
		pauses.push(milliseconds);
		await new Promise((resolve) => setImmediate(resolve));
	},
}));

let keys = 0;
let key: string;
beforeEach(() => {
	key = `execution ${++keys}`;
	pauses.length = 0;
});

const open = (...ids: string[]): Look => ({ ids, count: ids.length });

/** Gives one answer after the other, the last one again and again. */
function looks(...answers: Look[]) {
	let next = 0;
	return jest.fn(async (): Promise<Look> => answers[Math.min(next++, answers.length - 1)]);
}

const RECHECKS = [500, 1500, 4000, 10_000];

test('the call that finds all jobs ended wakes it up', async () => {
	expect(await coalesce(key, 'a', looks(open()))).toBe(true);
	expect(pauses.filter((pause) => RECHECKS.includes(pause))).toEqual([]);
});

test('a notification that is ahead of the API brings further looks until the API shows the end', async () => {
	const look = looks(open('a'), open('a'), open('a'), open());
	expect(await coalesce(key, 'a', look)).toBe(true);
	expect(look).toHaveBeenCalledTimes(4);
	expect(pauses.filter((pause) => RECHECKS.includes(pause))).toEqual([500, 1500, 4000]);
});

test('further looks end where the API never shows the end', async () => {
	const look = looks(open('a'));
	expect(await coalesce(key, 'a', look)).toBe(false);
	expect(look).toHaveBeenCalledTimes(1 + RECHECKS.length);
});

test('while jobs are open that nobody notified, there is one look: another call will come', async () => {
	const many = Array.from({ length: 20 }, (_, number) => `job ${number}`);
	const look = looks(open(...many));
	expect(await coalesce(key, 'job 3', look)).toBe(false);
	expect(look).toHaveBeenCalledTimes(1);
});

test('a call that names no job brings one look', async () => {
	const look = looks(open('a'));
	expect(await coalesce(key, undefined, look)).toBe(false);
	expect(look).toHaveBeenCalledTimes(1);
});

test('of many calls at once, one wakes it up, and they share looks', async () => {
	const look = looks(open());
	const woke = await Promise.all(
		Array.from({ length: 50 }, async (_, number) => await coalesce(key, `job ${number}`, look)),
	);
	expect(woke.filter(Boolean)).toHaveLength(1);
	expect(look).toHaveBeenCalledTimes(1);
});
