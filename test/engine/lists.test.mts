/** Lists: whole or up to a limit, filtered and sorted, while jobs come and go, and whatever the server leaves open. */
import type { INodeParameters } from 'n8n-workflow';
import type { Job } from '../koldan-server/jobs.mts';
import { useKoldan } from './support/koldan.mts';
import { DateTime } from 'luxon';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });

const ids = (list: Array<{ id?: unknown }>) => list.map(({ id }) => id);
const bound = (count: number) => Math.ceil(count / 100) + 1;

async function getAll(parameters: INodeParameters): Promise<unknown[]> {
	const { json, error } = await koldan.run('getAll', parameters);
	expect(error).toBeUndefined();
	return ids(json);
}

/** Does something between two requests of a list. */
function between(request: number, happen: () => void): void {
	koldan.server.faults.add({
		kind: 'latency',
		operationId: 'listTranscriptions',
		skip: request,
		count: 1,
		get ms() {
			happen();
			return 0;
		},
	});
}

describe('Return All', () => {
	test.each([0, 1, 100, 101, 250, 1000])('%s jobs, newest first', async (count) => {
		const jobs = koldan.server.jobs.seed(count);
		expect(await getAll({ returnAll: true })).toEqual(ids(jobs).reverse());
		expect(koldan.server.requests.length).toBeLessThanOrEqual(bound(count));
		for (const { query } of koldan.server.requests)
			expect(Number(query.size)).toBeLessThanOrEqual(100);
	});

	test.each([
		['all at one time', 0],
		['ten at a time', 100],
		['a hundred a second', 10],
	])('whole seconds, %s', async (_name, stepMs) => {
		koldan.server.behaviour.timestamps = 'seconds';
		const jobs = koldan.server.jobs.seed(500, { stepMs });
		const found = await getAll({ returnAll: true });
		expect(found).toHaveLength(500);
		expect(new Set(found)).toEqual(new Set(ids(jobs)));
		expect(koldan.server.requests.length).toBeLessThanOrEqual(bound(500));
	});

	test.each([
		['microseconds', { timestamps: 'microseconds' }],
		['another zone', { timestampZone: '+03:00' }],
		['zero as an offset', { timestampZone: '+00:00' }],
		['ties the other way round', { sortTies: 'reverse', timestamps: 'seconds' }],
		['ties by id', { sortTies: 'id', timestamps: 'seconds' }],
		['ties at random', { sortTies: 'random', timestamps: 'seconds' }],
		['a clock that is behind', { clockSkewMs: -86_400_000 }],
	] as const)('%s', async (_name, behaviour) => {
		Object.assign(koldan.server.behaviour, behaviour);
		const jobs = koldan.server.jobs.seed(350, { stepMs: 50 });
		const found = await getAll({ returnAll: true });
		expect(found).toHaveLength(350);
		expect(new Set(found)).toEqual(new Set(ids(jobs)));
	});

	test('none twice and none missed while jobs are created, deleted and change their status', async () => {
		const { server } = koldan;
		const jobs = server.jobs.seed(450, { status: 'PENDING' });
		const gone = new Set<Job>();
		const remove = (count: number) =>
			jobs
				.filter((job) => !gone.has(job))
				.slice(0, count)
				.forEach((job, index) => {
					gone.add(job);
					if (index % 2) server.jobs.remove(job.id);
					else job.status = 'CANCELLED';
				});
		between(1, () => remove(7));
		between(2, () => server.jobs.seed(3, { status: 'PENDING' }));
		between(3, () => remove(60));
		between(4, () => remove(1));
		const found = await getAll({ returnAll: true, filters: { status: ['PENDING'] } });
		expect(new Set(found).size).toBe(found.length);
		expect(gone.size).toBe(68);
		const steady = jobs.filter((job) => !gone.has(job));
		expect(ids(steady).filter((id) => !found.includes(id))).toEqual([]);
	});

	test('a job that ends while the list is read is there, once', async () => {
		const jobs = koldan.server.jobs.seed(150, { status: 'IN_PROGRESS' });
		between(1, () => {
			jobs[10].status = 'COMPLETED';
		});
		const found = await getAll({ returnAll: true });
		expect(found.filter((id) => id === jobs[10].id)).toHaveLength(1);
		expect(found).toHaveLength(150);
	});
});

describe('a server that deviates', () => {
	test.each([
		['caps pages', { listSizeCap: 50 }],
		['estimates the total too low', { listTotal: 'too-low' }],
	] as const)('%s: all jobs come out, without a hint', async (_name, behaviour) => {
		Object.assign(koldan.server.behaviour, behaviour);
		const jobs = koldan.server.jobs.seed(230);
		const { json, hints } = await koldan.run('getAll', { returnAll: true });
		expect(ids(json)).toEqual(ids(jobs).reverse());
		expect(hints).toEqual([]);
	});

	test('counts more than it shows: all that it shows come out, with a hint', async () => {
		koldan.server.behaviour.listTotal = 'too-high';
		const jobs = koldan.server.jobs.seed(230);
		const { json, hints } = await koldan.run('getAll', { returnAll: true });
		expect(ids(json)).toEqual(ids(jobs).reverse());
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^Koldan counts \d+ more transcriptions than its list shows/),
		]);
		expect(koldan.server.requests.length).toBeLessThan(30);
	});

	test('ignores pages and dates: an error after a few requests, not for ever', async () => {
		Object.assign(koldan.server.behaviour, { listIgnoresPage: true });
		koldan.server.jobs.seed(230, { stepMs: 0 });
		const { error } = await koldan.run('getAll', { returnAll: true });
		expect(error?.message).toMatch(
			/^Koldan’s list of transcriptions can’t be read beyond the first/,
		);
		expect(koldan.server.requests.length).toBeLessThan(30);
	});
});

describe('Limit', () => {
	test.each([1, 50, 100, 101, 230])('%s of 300, newest first', async (limit) => {
		const jobs = koldan.server.jobs.seed(300);
		expect(await getAll({ limit })).toEqual(ids(jobs).reverse().slice(0, limit));
		expect(koldan.server.requests.length).toBeLessThanOrEqual(bound(limit));
	});

	test('more than there are', async () => {
		const jobs = koldan.server.jobs.seed(3);
		expect(await getAll({ limit: 1000 })).toEqual(ids(jobs).reverse());
	});

	test('none twice and none missed while jobs come and go', async () => {
		const { server } = koldan;
		const jobs = server.jobs.seed(400);
		between(1, () => server.jobs.seed(5, { from: Date.now() + 1000 }));
		between(2, () => jobs.slice(-20).forEach(({ id }) => server.jobs.remove(id)));
		const found = await getAll({ limit: 300 });
		expect(server.jobs.list()).toHaveLength(385);
		expect(found).toHaveLength(300);
		expect(new Set(found).size).toBe(300);
		const expected = ids(jobs.slice(0, -20)).reverse();
		const common = found.filter((id) => expected.includes(id as string));
		expect(common).toEqual(expected.slice(0, common.length));
	});
});

describe('filters', () => {
	test('by status, file, deleted and purged', async () => {
		const { jobs } = koldan.server;
		const [completed] = jobs.seed(1);
		const [failed] = jobs.seed(1, { status: 'FAILED' });
		const [pending] = jobs.seed(1, { status: 'PENDING' });
		const [deleted] = jobs.seed(1, { isDeleted: true, deletedAt: Date.now() });
		const [purged] = jobs.seed(1, {
			isDeleted: true,
			isPurged: true,
			deletedAt: 1,
			purgedAt: 2,
			result: null,
		});
		const by = async (filters: INodeParameters) =>
			new Set(await getAll({ returnAll: true, filters }));
		expect(await by({ status: ['COMPLETED'] })).toEqual(new Set([completed.id]));
		expect(await by({ status: ['FAILED', 'PENDING'] })).toEqual(new Set([failed.id, pending.id]));
		expect(await by({ status: '={{ "failed, Pending" }}' })).toEqual(
			new Set([failed.id, pending.id]),
		);
		expect(await by({ fileId: completed.fileId })).toEqual(new Set([completed.id]));
		expect(await by({ fileId: completed.fileId.toUpperCase() })).toEqual(new Set([completed.id]));
		expect(await by({})).toEqual(new Set([completed.id, failed.id, pending.id]));
		expect(await by({ isDeleted: 'exclude' })).toEqual(
			new Set([completed.id, failed.id, pending.id]),
		);
		expect(await by({ isDeleted: 'only' })).toEqual(new Set([deleted.id, purged.id]));
		expect(await by({ isDeleted: 'only', isPurged: 'only' })).toEqual(new Set([purged.id]));
		expect(await by({ isDeleted: 'only', isPurged: 'exclude' })).toEqual(new Set([deleted.id]));
	});

	/** A day, in Berlin, as people and expressions write it. The workflow is in Berlin. */
	const DAY: Array<[string, unknown, string?]> = [
		['a date', '2026-03-05', '2026-03-04T23:00:00.000Z'],
		['a date and time', '2026-03-05T10:00:00', '2026-03-05T09:00:00.000Z'],
		[
			'what the editor’s calendar gives',
			'2026-03-05T10:00:00.000+01:00',
			'2026-03-05T09:00:00.000Z',
		],
		['UTC', '2026-03-05T09:00:00Z', '2026-03-05T09:00:00.000Z'],
		['a date as databases write it', '2026-03-05 10:00:00', '2026-03-05T09:00:00.000Z'],
		['a date of an e-mail', 'Thu, 05 Mar 2026 10:00:00 +0100', '2026-03-05T09:00:00.000Z'],
		['a date of a web server', 'Thu, 05 Mar 2026 09:00:00 GMT', '2026-03-05T09:00:00.000Z'],
		['a week', '2026-W10-4', '2026-03-04T23:00:00.000Z'],
		['milliseconds', '={{ 1772701200000 }}', '2026-03-05T09:00:00.000Z'],
		['milliseconds as text', '1772701200000', '2026-03-05T09:00:00.000Z'],
		['seconds', '={{ 1772701200 }}', '2026-03-05T09:00:00.000Z'],
		['a luxon date', '={{ DateTime.fromISO("2026-03-05T10:00:00") }}', '2026-03-05T09:00:00.000Z'],
		['a JavaScript date', '={{ new Date(1772701200000) }}', '2026-03-05T09:00:00.000Z'],
		['spaces around it', '  2026-03-05  ', '2026-03-04T23:00:00.000Z'],
		['nothing', '', undefined],
	];

	test.each(DAY)('%s', async (_name, value, sent) => {
		const { error } = await koldan.run(
			'getAll',
			{ filters: { createdAfter: value as string } },
			{ settings: { timezone: 'Europe/Berlin' } },
		);
		expect(error).toBeUndefined();
		expect(koldan.server.requests[0].query.createdAfter).toBe(sent);
	});

	test('$now and $today', async () => {
		await koldan.run(
			'getAll',
			{
				filters: {
					createdAfter: '={{ $today.minus({ days: 1 }) }}',
					completedBefore: '={{ $now }}',
				},
			},
			{ settings: { timezone: 'Asia/Jerusalem' } },
		);
		const { query } = koldan.server.requests[0];
		const yesterday = DateTime.now().setZone('Asia/Jerusalem').startOf('day').minus({ days: 1 });
		expect(Date.parse(String(query.createdAfter))).toBe(yesterday.toMillis());
		expect(Math.abs(Date.parse(String(query.completedBefore)) - Date.now())).toBeLessThan(60_000);
	});

	test('the dates hold for what comes out', async () => {
		const from = Date.UTC(2026, 0, 1);
		const jobs = koldan.server.jobs.seed(10, { from, stepMs: 3_600_000 });
		const at = (hour: number) => new Date(from + hour * 3_600_000).toISOString();
		const by = (filters: INodeParameters) =>
			getAll({ returnAll: true, filters, options: { sort: { settings: { direction: 'asc' } } } });
		expect(await by({ createdAfter: at(7) })).toEqual(ids(jobs.slice(7)));
		expect(await by({ createdBefore: at(2) })).toEqual(ids(jobs.slice(0, 3)));
		expect(await by({ createdAfter: at(3), createdBefore: at(5) })).toEqual(ids(jobs.slice(3, 6)));
		expect(await by({ completedAfter: at(8) })).toEqual(ids(jobs.slice(8)));
		expect(await by({ completedBefore: at(1) })).toEqual(ids(jobs.slice(0, 1)));
	});
});

describe('sorting', () => {
	const FIELDS = ['creationDate', 'completionDate', 'status'] as const;
	const DIRECTIONS = ['asc', 'desc'] as const;
	const seedAll = () => {
		const { jobs } = koldan.server;
		jobs.seed(1, { from: 1000, durationMs: 9000 });
		jobs.seed(1, { from: 2000, durationMs: 1000 });
		jobs.seed(1, { from: 3000, status: 'PENDING' });
		jobs.seed(1, { from: 4000, durationMs: 2000, status: 'FAILED' });
		jobs.seed(1, { from: 5000, status: 'CANCELLED' });
	};

	test.each(FIELDS.flatMap((field) => DIRECTIONS.map((direction) => [field, direction] as const)))(
		'by %s, %s: Return All sorts as Koldan does',
		async (field, direction) => {
			seedAll();
			const parameters = { options: { sort: { settings: { field, direction } } } };
			expect(await getAll({ ...parameters, returnAll: true })).toEqual(await getAll(parameters));
			expect(koldan.server.requests.at(-1)?.query.sort).toBe(`${field},${direction}`);
		},
	);
});

describe('what comes out', () => {
	test('simplified: what people use', async () => {
		koldan.server.jobs.seed(1);
		const { json } = await koldan.run('getAll', {});
		expect(Object.keys(json[0])).toEqual([
			'fileName',
			'status',
			'model',
			'id',
			'fileId',
			'creationDate',
			'completionDate',
		]);
	});

	test('as Koldan gives it: everything but secrets', async () => {
		const webhook = {
			url: 'https://n8n.example.com/hook?signature=of-the-url',
			secret: 'signing secret',
			headers: { 'X-Token': 'a token in a header' },
		};
		koldan.server.jobs.seed(1, { webhook });
		const { json } = await koldan.run('getAll', { simplify: false });
		expect(json[0]).toMatchObject({ webhook: { url: 'https://n8n.example.com/hook' } });
		expect(JSON.stringify(json)).not.toMatch(/signing secret|a token in|of-the-url/);
	});
});
