import type { AxiosInstance } from 'axios';
import type { TranscriptionJobsList } from '../../../nodes/Koldan/api/types.ts';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { client, endTest, TRANSCRIPTIONS, upload } from './client.mts';

const NOON = Date.parse('2026-04-01T12:00:00Z');
const iso = (seconds: number) => new Date(NOON + seconds * 1_000).toISOString();

let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	server = await startKoldanServer({ recognizer: 'simulation' });
	http = client(server);
});
afterAll(() => server.close());
afterEach(() => endTest(server));

const list = async (params: Record<string, unknown> = {}, who = http) => {
	const { status, data } = await who.get<TranscriptionJobsList>(TRANSCRIPTIONS, { params });
	expect(status).toBe(200);
	return data;
};
const ids = async (params: Record<string, unknown> = {}, who = http) =>
	(await list(params, who)).jobs.map(({ id }) => id);
const refused = async (params: Record<string, unknown>) =>
	(await http.get(TRANSCRIPTIONS, { params })).status;

/** Jobs created at noon, a second apart, ending half a second later. */
const seed = (count: number, options = {}) =>
	server.jobs.seed(count, { from: NOON, ...options }).map(({ id }) => id);

test('pages of 20 by default, newest first, of up to 100', async () => {
	const all = seed(130).reverse();
	const first = await list();
	expect(first).toMatchObject({
		size: 20,
		total: 130,
		sort: { field: 'creationDate', direction: 'desc' },
	});
	expect(first.jobs.map(({ id }) => id)).toEqual(all.slice(0, 20));
	expect(await ids({ page: 1, size: 100 })).toEqual(all.slice(100));
	expect(await list({ page: 9 })).toMatchObject({ jobs: [], size: 0, total: 130 });
	for (const params of [{ size: 101 }, { size: 0 }, { page: -1 }, { page: 'x' }]) {
		expect(await refused(params)).toBe(400);
	}
});

test('results are not in lists', async () => {
	const [id] = seed(1);
	expect((await list()).jobs[0]).not.toHaveProperty('result');
	expect((await http.get<object>(`${TRANSCRIPTIONS}/${id}`)).data).toHaveProperty('result.text');
});

test('sorts', async () => {
	const [completed] = seed(1);
	const [pending] = seed(1, { from: NOON + 10_000, status: 'PENDING' });
	const [failed] = seed(1, { from: NOON - 10_000, status: 'FAILED', durationMs: 60_000 });
	expect(await ids({ sort: 'creationDate,asc' })).toEqual([failed, completed, pending]);
	expect(await ids({ sort: 'completionDate,asc' })).toEqual([completed, failed, pending]);
	expect(await ids({ sort: 'completionDate,desc' })).toEqual([failed, completed, pending]);
	server.behaviour.sortNulls = 'first';
	expect(await ids({ sort: 'completionDate,desc' })).toEqual([pending, failed, completed]);
	expect(await ids({ sort: 'status,asc' })).toEqual([completed, failed, pending]);
	expect(await ids({ sort: 'status,desc' })).toEqual([pending, failed, completed]);
	for (const sort of ['name,asc', 'creationDate', 'creationDate,up']) {
		expect(await refused({ sort })).toBe(400);
	}
});

test('ties', async () => {
	const all = seed(40, { stepMs: 0 });
	const order = () => ids({ size: 100 });
	expect(await order()).toEqual(all);
	server.behaviour.sortTies = 'reverse';
	expect(await order()).toEqual([...all].reverse());
	server.behaviour.sortTies = 'id';
	expect(await order()).toEqual([...all].sort());
	server.behaviour.sortTies = 'random';
	const random = await order();
	expect(random).not.toEqual(await order());
	expect([...random].sort()).toEqual([...all].sort());
});

test('filters by status, one or several', async () => {
	const [completed] = seed(1);
	const [failed] = seed(1, { status: 'FAILED' });
	seed(1, { status: 'PENDING' });
	expect(await ids({ status: 'FAILED' })).toEqual([failed]);
	expect((await ids({ status: 'FAILED,COMPLETED' })).sort()).toEqual([completed, failed].sort());
	expect(await list({ status: 'FAILED' })).toMatchObject({ filters: { status: ['FAILED'] } });
	expect(await refused({ status: 'DONE' })).toBe(400);
});

test('filters by dates, both ends included', async () => {
	const [first, second, third] = seed(3);
	expect(await ids({ createdAfter: iso(1) })).toEqual([third, second]);
	expect(await ids({ createdBefore: iso(1) })).toEqual([second, first]);
	expect(await ids({ completedAfter: iso(1.5), completedBefore: iso(1.5) })).toEqual([second]);
	expect(await ids({ completedAfter: '2026-04-01T15:00:02.500+03:00' })).toEqual([third]);
	seed(1, { status: 'IN_PROGRESS' });
	expect(await ids({ completedAfter: iso(-60) })).toHaveLength(3);
	expect(await refused({ createdAfter: '1 April' })).toBe(400);
});

test('filters by deletion and purge', async () => {
	const [kept] = seed(1);
	const [deleted] = seed(1, { isDeleted: true });
	const [purged] = seed(1, { isDeleted: true, isPurged: true, result: null });
	expect(await ids()).toEqual([kept]);
	expect((await ids({ isDeleted: true })).sort()).toEqual([deleted, purged].sort());
	expect(await ids({ isDeleted: true, isPurged: true })).toEqual([purged]);
	expect(await ids({ isDeleted: true, isPurged: false })).toEqual([deleted]);
});

test('shows the own jobs, and with fileId everybody’s on a file that one may read', async () => {
	const other = client(server, {
		'X-API-Key': server.createKey(['speech:transcriptions:read', 'speech:files:read'], 'user-2'),
	});
	const shared = server.files.add({ sharedWith: ['user-2'] });
	const mine = server.files.add();
	const [onShared] = seed(1, { fileId: shared.id });
	seed(1, { fileId: mine.id });
	expect(await ids({}, other)).toEqual([]);
	expect(await ids({ fileId: shared.id }, other)).toEqual([onShared]);
	expect((await other.get(TRANSCRIPTIONS, { params: { fileId: mine.id } })).status).toBe(403);
	const withoutFiles = client(server, {
		'X-API-Key': server.createKey(['speech:transcriptions:read']),
	});
	expect((await withoutFiles.get(TRANSCRIPTIONS, { params: { fileId: mine.id } })).status).toBe(
		403,
	);
});

test('an empty list is 200 or 204', async () => {
	expect(await list()).toMatchObject({ jobs: [], size: 0, total: 0 });
	server.behaviour.emptyList = 204;
	const { status, data } = await http.get<string>(TRANSCRIPTIONS);
	expect([status, data]).toEqual([204, '']);
});

describe('clocks', () => {
	const created = async () => (await upload(http)).creationDate;

	test.each([
		['seconds', /T\d\d:\d\d:\d\dZ$/],
		['milliseconds', /\.\d{3}Z$/],
		['microseconds', /\.\d{6}Z$/],
	] as const)('%s', async (timestamps, pattern) => {
		server.behaviour.timestamps = timestamps;
		const date = await created();
		expect(date).toMatch(pattern);
		expect(await ids({ createdAfter: date })).toHaveLength(1);
		expect(await ids({ createdBefore: date })).toHaveLength(1);
	});

	test.each(['+00:00', '+03:00'] as const)('zone %s', async (zone) => {
		server.behaviour.timestampZone = zone;
		const date = await created();
		expect(date.endsWith(zone)).toBe(true);
		expect(Math.abs(Date.parse(date) - Date.now())).toBeLessThan(5_000);
		expect(await ids({ createdAfter: date, createdBefore: date })).toHaveLength(1);
	});

	test('may be wrong', async () => {
		server.behaviour.clockSkewMs = -300_000;
		expect(Math.abs(Date.parse(await created()) - (Date.now() - 300_000))).toBeLessThan(5_000);
	});

	test('may hide when a failed job ended', async () => {
		server.behaviour.failedCompletionDate = 'null';
		seed(1, { status: 'FAILED' });
		expect((await list()).jobs[0].completionDate).toBeNull();
		expect(await ids({ completedAfter: iso(-60) })).toEqual([]);
	});
});
