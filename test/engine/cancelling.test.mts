/** Stopping an execution, with the node's real pauses: it ends within a second, and the jobs are cancelled if wanted. */
import type { INodeParameters } from 'n8n-workflow';
import { useKoldan } from './koldan.mts';
import { MODEL, seed } from './operations.mts';
import { recording } from './recordings.mts';

const koldan = useKoldan({ autoFinish: false });

async function stopWhilePolling(waiting: INodeParameters) {
	const items = [await recording(), await recording()];
	const parameters = { model: MODEL, waitForCompletion: 'polling', waiting };
	const workflow = koldan.start('upload', parameters, { items });
	while (koldan.server.jobs.list().length < 2) await new Promise((done) => setTimeout(done, 10));
	// In the midst of the first pause, which is about a second long.
	await new Promise((done) => setTimeout(done, 300));
	const stoppedAt = Date.now();
	workflow.cancel();
	const result = await workflow.finished;
	return { ...result, took: Date.now() - stoppedAt };
}

test('polling stops within a second, and the jobs go on', async () => {
	const { run, took } = await stopWhilePolling({});
	expect(took).toBeLessThan(1000);
	expect(run.status).toBe('canceled');
	expect(koldan.server.jobs.list().map(({ status }) => status)).toEqual(['PENDING', 'PENDING']);
	const before = koldan.server.requests.length;
	await new Promise((done) => setTimeout(done, 1500));
	expect(koldan.server.requests).toHaveLength(before);
});

test('polling stops within a second, and the jobs are cancelled if wanted', async () => {
	const { run, took } = await stopWhilePolling({ cancelJobs: true });
	expect(took).toBeLessThan(1000);
	expect(run.status).toBe('canceled');
	expect(koldan.server.jobs.list().map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
});

test('a retry that is being waited for stops within a second', async () => {
	koldan.server.faults.add({ kind: 'status', status: 429, retryAfter: 60 });
	const workflow = koldan.start('getAll', {});
	while (koldan.server.requests.length < 1) await new Promise((done) => setTimeout(done, 10));
	await new Promise((done) => setTimeout(done, 200));
	const stoppedAt = Date.now();
	workflow.cancel();
	const { run } = await workflow.finished;
	expect(Date.now() - stoppedAt).toBeLessThan(1000);
	expect(run.status).toBe('canceled');
	expect(koldan.server.requests).toHaveLength(1);
});

test('a job that is waited for after Cancel First stops within a second', async () => {
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
	const workflow = koldan.start('delete', parameters);
	while (koldan.server.requests.length < 2) await new Promise((done) => setTimeout(done, 10));
	const stoppedAt = Date.now();
	workflow.cancel();
	const { run } = await workflow.finished;
	expect(Date.now() - stoppedAt).toBeLessThan(1000);
	expect(run.status).toBe('canceled');
	expect(koldan.server.requests.some(({ method }) => method === 'DELETE')).toBe(false);
});
