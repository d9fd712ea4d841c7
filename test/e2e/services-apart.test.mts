/**
 * What n8n can do apart from its main loop: its durable scheduler (2.37 and later, off by default), which starts polls and gives
 * each of them 45 seconds, and task runners outside of n8n, in which Code nodes run.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { outputOf } from '../n8n/client.mts';
import { ensureN8n } from '../n8n/install.mts';
import { PATIENCE, until } from '../n8n/patience.mts';
import { freePorts } from '../n8n/ports.mts';
import { startGroup } from '../n8n/processes.mts';
import type { Group } from '../n8n/processes.mts';
import { Watching } from '../suites/triggers/watching.mts';
import { pollingWorkflow } from '../suites/triggers/workflow.mts';
import { useOwnN8n } from '../suites/use-n8n.mts';
import { transcriptOf } from '../suites/waiting/stage.mts';
import { connect, koldanNode, node } from '../suites/waiting/workflow.mts';

const authToken = randomBytes(16).toString('hex');
let brokerPort: number;
const running = useOwnN8n(async () => {
	[brokerPort] = await freePorts(1);
	return {
		env: {
			N8N_SCHEDULER_ENABLED: 'true',
			N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
			// n8n 2 has them in any case.
			N8N_RUNNERS_ENABLED: 'true',
			N8N_RUNNERS_MODE: 'external',
			N8N_RUNNERS_AUTH_TOKEN: authToken,
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		},
	};
});

/** A runner on its own, started as n8n's launcher starts it: with a token for a single use. */
async function startRunner(): Promise<Group> {
	const broker = `http://127.0.0.1:${brokerPort}`;
	const granted = await fetch(`${broker}/runners/auth`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ token: authToken }),
	});
	const { data } = (await granted.json()) as { data: { token: string } };
	const install = await ensureN8n();
	const { userFolder } = running.n8n;
	return await startGroup({
		command: install.node,
		args: [join(install.n8n, '..', '..', '..', '@n8n', 'task-runner', 'dist', 'start.js')],
		cwd: userFolder,
		env: {
			PATH: install.path,
			HOME: userFolder,
			N8N_RUNNERS_TASK_BROKER_URI: broker,
			N8N_RUNNERS_GRANT_TOKEN: data.token,
		},
		onOutput: () => {},
	});
}

test('between Code nodes in a runner of their own, the node sleeps and wakes up', async () => {
	const runner = await startRunner();
	const scene = await running.stage.open();
	const files = scene.files(2);
	const code = (name: string, position: number, jsCode: string) =>
		node(name, 'code', 2, position, { jsCode });
	const workflow = await scene.importWorkflow({
		name: 'Code',
		nodes: [
			node('Start', 'manualTrigger', 1, 0),
			code('Files', 1, `return ${JSON.stringify(files)}.map((json) => ({ json }));`),
			koldanNode(2, 'create', { waitForCompletion: 'webhook' }),
			code('After', 3, 'return $input.all().map(({ json }) => ({ json: { text: json.text } }));'),
		],
		connections: connect('Start', 'Files', 'Koldan', 'After'),
	});
	const execution = await running.n8n.runOnce(workflow, 'Start');
	runner.signal('SIGTERM');

	expect(execution.data.resultData.error).toBeUndefined();
	expect(outputOf(execution, 'After').map(({ json }) => json.text)).toEqual(
		files.map(({ label }) => transcriptOf(label)),
	);
});

test('a poll that would take longer than the scheduler allows gives what it has, and the rest next time', async () => {
	const scene = await running.stage.open();
	scene.koldan.jobs.seed(1);
	const polling = await Watching.save(running.n8n, scene, pollingWorkflow());
	await polling.activate();
	await until('first poll', () => scene.koldan.counters.requests.listTranscriptions);
	// Four at once and 5 s for each of 40 are 50 s.
	scene.koldan.faults.add({ kind: 'latency', ms: 5_000, path: /\/transcriptions\/[0-9a-f-]{36}/ });
	const jobs = scene.koldan.jobs.seed(40);
	let ids: unknown[] = [];
	await until(
		() => `${jobs.length} transcriptions, but ${ids.length}`,
		async () => {
			await sleep(5_000);
			ids = await polling.idsSoFar();
			return ids.length >= jobs.length || undefined;
		},
		2 * PATIENCE,
	);
	const executions = await running.n8n.executions(polling.id);

	expect([...ids].sort()).toEqual(jobs.map(({ id }) => id).sort());
	expect(executions.length).toBeGreaterThan(1);
	expect(running.n8n.logs.join('\n')).not.toContain('abandoned');
});
