/**
 * Stopping an execution: it ends the pause that it is in, and the jobs are cancelled if wanted. Pauses are a hundred times as long as
 * the node's own, a minute and more, so that an execution that ends within the half of one has not waited for it.
 */
import type { INodeParameters } from 'n8n-workflow';
import { useKoldan } from './support/koldan.mts';
import { underWay } from './support/long-pauses.mts';
import { MODEL, seed } from './support/operations.mts';
import { recording } from './support/recordings.mts';
import type { StartedWorkflow } from './support/workflow.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/long-pauses.mts'));

const HALF_A_PAUSE = 20_000;
const koldan = useKoldan({ autoFinish: false });

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((done) => setTimeout(done, 10));
}

/** Stops an execution in the midst of a pause; its code has ended too when this resolves. */
async function stopInPause(workflow: StartedWorkflow) {
	await until(() => underWay.pauses > 0);
	const stoppedAt = Date.now();
	workflow.cancel();
	const result = await workflow.finished;
	await until(() => underWay.pauses === 0);
	expect(Date.now() - stoppedAt).toBeLessThan(HALF_A_PAUSE);
	expect(result.run.status).toBe('canceled');
}

async function stopWhilePolling(settings: INodeParameters) {
	const items = [await recording(), await recording()];
	const options = { waiting: { settings } };
	const parameters = { model: MODEL, waitForCompletion: 'polling', options };
	await stopInPause(koldan.start('upload', parameters, { items }));
	expect(koldan.server.jobs.list()).toHaveLength(2);
}

test('polling stops, and the jobs go on', async () => {
	await stopWhilePolling({});
	expect(koldan.server.jobs.list().map(({ status }) => status)).toEqual(['PENDING', 'PENDING']);
	const before = koldan.server.requests.length;
	await new Promise((done) => setTimeout(done, 1500));
	expect(koldan.server.requests).toHaveLength(before);
});

test('polling stops, and the jobs are cancelled if wanted', async () => {
	await stopWhilePolling({ cancelUnfinished: true });
	expect(koldan.server.jobs.list().map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
});

test('a retry that is being waited for stops', async () => {
	koldan.server.faults.add({ kind: 'status', status: 429, retryAfter: 60 });
	await stopInPause(koldan.start('getAll', {}));
	expect(koldan.server.requests).toHaveLength(1);
});

test('a job that is waited for after Cancel First stops', async () => {
	const id = seed(koldan.server, { status: 'IN_PROGRESS' });
	// The server takes its time to cancel: the job still shows as running.
	const job = { id, status: 'IN_PROGRESS' };
	koldan.server.faults.add({
		kind: 'status',
		status: 200,
		operationId: 'getTranscription',
		body: JSON.stringify(job),
	});
	const parameters = {
		transcriptionId: { __rl: true, mode: 'id', value: id },
		options: { cancelFirst: true },
	};
	await stopInPause(koldan.start('delete', parameters));
	expect(koldan.server.requests).toHaveLength(2);
	expect(koldan.server.requests.some(({ method }) => method === 'DELETE')).toBe(false);
});
