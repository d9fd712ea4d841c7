/** Deleting, purging and cancelling: in which states, in which order, and what is gone afterwards. */
import { useKoldan } from './support/koldan.mts';
import { CALLS, seed, UNKNOWN_ID } from './support/operations.mts';
import { pauses } from './support/short-pauses.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });
beforeEach(() => {
	pauses.length = 0;
});

const purging = (id: string) => ({ ...CALLS.delete.parameters(id), purge: true });
const cancelling = (id: string) => ({
	...CALLS.delete.parameters(id),
	options: { cancelFirst: true },
});
const methods = () =>
	koldan.server.requests.map(({ method, path }) => `${method} …${path.slice(-7)}`);

test('delete leaves the data, purge takes it', async () => {
	const id = seed(koldan.server);
	await koldan.run('delete', CALLS.delete.parameters(id));
	expect(koldan.server.jobs.get(id)).toMatchObject({ isDeleted: true, isPurged: false });
	const { json } = await koldan.run('purge', CALLS.purge.parameters(id));
	expect(json).toEqual([{ deleted: true, purged: true, id }]);
	expect(koldan.server.jobs.get(id)).toMatchObject({ isPurged: true, result: null });
	const { error } = await koldan.run('getResult', CALLS.getResult.parameters(id));
	expect(error).toMatchObject({ httpCode: '410' });
});

test('delete with Purge does both at once', async () => {
	const id = seed(koldan.server);
	const { json } = await koldan.run('delete', purging(id));
	expect(json).toEqual([{ deleted: true, purged: true, id }]);
	expect(koldan.server.jobs.get(id)).toMatchObject({ isDeleted: true, isPurged: true });
	expect(koldan.server.requests).toHaveLength(1);
});

test('a deleted one can still be deleted with Purge', async () => {
	const id = seed(koldan.server, { isDeleted: true, deletedAt: Date.now() });
	expect((await koldan.run('delete', purging(id))).error).toBeUndefined();
	expect(koldan.server.jobs.get(id)?.isPurged).toBe(true);
});

test('one that is purged already: as the server has it', async () => {
	const gone = { isDeleted: true, isPurged: true, deletedAt: 1, purgedAt: 2, result: null };
	const id = seed(koldan.server, gone);
	expect((await koldan.run('delete', purging(id))).error).toBeUndefined();
	koldan.server.behaviour.deletePurgedJobStatus = 409;
	expect((await koldan.run('delete', purging(id))).error).toMatchObject({ httpCode: '409' });
	expect((await koldan.run('purge', CALLS.purge.parameters(id))).error).toMatchObject({
		message: `Transcription ${id} can’t be purged now`,
	});
});

describe('Cancel First', () => {
	test.each(['PENDING', 'IN_PROGRESS'] as const)(
		'cancels one that is %s, then deletes it',
		async (status) => {
			const id = seed(koldan.server, { status });
			const { json } = await koldan.run('delete', cancelling(id));
			expect(json).toEqual([{ deleted: true, id }]);
			expect(koldan.server.jobs.get(id)).toMatchObject({ status: 'CANCELLED', isDeleted: true });
		},
	);

	test.each(['COMPLETED', 'FAILED', 'CANCELLED'] as const)(
		'deletes one that is %s',
		async (status) => {
			const id = seed(koldan.server, { status });
			const { json } = await koldan.run('delete', cancelling(id));
			expect(json).toEqual([{ deleted: true, id }]);
			expect(koldan.server.jobs.get(id)).toMatchObject({ status, isDeleted: true });
			expect(methods()).toEqual([
				expect.stringMatching(/^POST .*\/cancel$/),
				expect.stringMatching(/^DELETE/),
			]);
		},
	);

	test('waits for a server that takes its time to cancel', async () => {
		const id = seed(koldan.server, { status: 'IN_PROGRESS' });
		const running = JSON.stringify({ id, status: 'IN_PROGRESS' });
		koldan.server.faults.add({
			kind: 'status',
			status: 200,
			body: running,
			operationId: 'getTranscription',
			count: 3,
		});
		const { json } = await koldan.run('delete', cancelling(id));
		expect(json).toEqual([{ deleted: true, id }]);
		expect(pauses).toEqual([250, 500, 1000]);
	});

	test('together with Purge', async () => {
		const id = seed(koldan.server, { status: 'IN_PROGRESS' });
		const { json } = await koldan.run('delete', { ...cancelling(id), purge: true });
		expect(json).toEqual([{ deleted: true, purged: true, id }]);
	});

	test('one that does not exist is an error, and nothing is deleted', async () => {
		const { error } = await koldan.run('delete', cancelling(UNKNOWN_ID));
		expect(error).toMatchObject({ message: `Koldan has no transcription ${UNKNOWN_ID}` });
		expect(methods()).toHaveLength(1);
	});

	test('a key that may delete but not cancel: the error names the scope', async () => {
		const id = seed(koldan.server, { status: 'IN_PROGRESS' });
		const apiKey = koldan.server.createKey(['speech:transcriptions:delete']);
		const { error } = await koldan.run('delete', cancelling(id), { credential: { apiKey } });
		expect(error?.description).toMatch(/the scope speech:transcriptions:write/);
	});
});

test('somebody else’s transcription is refused, and stays', async () => {
	for (const foreignJobStatus of [403, 404] as const) {
		koldan.server.behaviour.foreignJobStatus = foreignJobStatus;
		const id = seed(koldan.server, { owner: 'somebody else' });
		for (const operation of ['get', 'getResult', 'delete', 'purge', 'cancel', 'deleteWebhook']) {
			const { error } = await koldan.run(operation, CALLS[operation].parameters(id));
			expect(error).toMatchObject({ httpCode: String(foreignJobStatus) });
		}
		expect(koldan.server.jobs.get(id)).toMatchObject({ isDeleted: false, status: 'COMPLETED' });
	}
});
