/** n8n is upgraded process by process: for a while, workers run another version than the other processes. */
import type { N8nProcess } from '../n8n/n8n-process.mts';
import { ensureN8n } from '../n8n/install.mts';
import { MAIN_VERSION, OLDER_VERSIONS } from '../n8n/versions.mts';
import { useQueue } from '../suites/use-n8n.mts';
import { outcomes, runsOf, transcriptOf } from '../suites/waiting/stage.mts';

const [OLD] = OLDER_VERSIONS;

const running = useQueue(async () => ({
	install: await ensureN8n({ version: MAIN_VERSION }),
	workerInstalls: [await ensureN8n({ version: OLD })],
}));

/** An execution goes to sleep on one worker and wakes up on the other one. */
async function sleepsAndWakes(sleepsOn: N8nProcess, wakesOn: N8nProcess): Promise<void> {
	const labels = ['a', 'b', 'c'];
	if (!sleepsOn.isRunning) await sleepsOn.start();
	await wakesOn.stop();
	const scene = await running.stage.open({ autoFinish: false });
	const run = await scene.start({
		items: labels,
		parameters: { waitForCompletion: 'webhook' },
	});
	await run.parked();
	await sleepsOn.stop();
	await wakesOn.start();
	await run.finishJobs();
	const execution = await run.ended();
	expect(execution.status).toBe('success');
	expect(outcomes(execution)).toMatchObject(
		labels.map((label) => ({ label, text: transcriptOf(label) })),
	);
	expect([runsOf(execution, 'Koldan'), runsOf(execution, 'After')]).toEqual([1, 1]);
	expect(scene.koldan.counters.jobsCreated).toBe(3);
}

test(`an execution goes to sleep on a worker with n8n ${OLD} and wakes up on one with ${MAIN_VERSION}`, async () => {
	const [older, newer] = running.n8n.workers;
	await sleepsAndWakes(older, newer);
});

test(`an execution goes to sleep on a worker with n8n ${MAIN_VERSION} and wakes up on one with ${OLD}`, async () => {
	const [older, newer] = running.n8n.workers;
	await sleepsAndWakes(newer, older);
});
