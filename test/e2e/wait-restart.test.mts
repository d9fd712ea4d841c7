import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import {
	outcomes,
	requestCounts,
	runsOf,
	Stage,
	transcriptOf,
} from '../fixtures/waiting/stage.mts';
import type { Scene } from '../fixtures/waiting/stage.mts';
import { startKoldanServer } from '../koldan-server/server.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { freePorts } from '../n8n/ports.mts';

let n8n: N8nInstance;
let stage: Stage;
const authority = makeCertificateAuthority();

beforeAll(async () => {
	n8n = await startN8n({
		https: { ...authority.issue(), ca: authority.ca },
		env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '2' },
	});
	await n8n.setupOwner();
	stage = new Stage(n8n, authority);
}, 900_000);

afterAll(async () => {
	const violations = await stage?.close();
	await n8n?.stop();
	expect(violations).toEqual([]);
}, 60_000);

const webhook = { waitForCompletion: 'webhook' };
const texts = (...labels: string[]) =>
	labels.map((label) => ({ label, text: transcriptOf(label) }));

/** Waits until Koldan was asked for something so many times. */
const requested = async (scene: Scene, operation: string, count: number, seconds = 100) => {
	const deadline = Date.now() + seconds * 1000;
	const counts = () => requestCounts(scene.koldan);
	while ((counts()[operation] ?? 0) < count) {
		if (Date.now() > deadline)
			throw new Error(`No ${count} × ${operation} in ${seconds} s: ${JSON.stringify(counts())}`);
		await sleep(25);
	}
};

/** Makes it time to wake a sleeping execution up, as minutes or hours would: moves the end of its nap to now. */
function passTime({
	executionId,
	waitTill,
}: {
	executionId: string;
	waitTill?: string | null;
}): void {
	const database = new DatabaseSync(join(n8n.userFolder, '.n8n', 'database.sqlite'));
	const now = new Date().toISOString();
	database
		.prepare('UPDATE execution_entity SET waitTill = ? WHERE id = ?')
		.run(now.replace('T', ' ').replace('Z', ''), Number(executionId));
	const { changes } = database
		.prepare(
			'UPDATE execution_data SET data = replace(data, ?, ?) WHERE executionId = ? AND data LIKE ?',
		)
		.run(String(waitTill), now, Number(executionId), `%${String(waitTill)}%`);
	database.close();
	if (changes !== 1)
		throw new Error(`The end of the nap, ${String(waitTill)}, is not in the execution's data`);
}

describe('n8n is killed while executions wait', () => {
	it('resumes them by callback, by looking again, or at the time limit', async () => {
		// The callbacks come after the restart.
		const later = await stage.open({ autoFinish: false });
		const first = await later.start({ items: 2, parameters: webhook });
		// The callbacks come while n8n is down, and never again.
		const lost = await stage.open({ autoFinish: false });
		const second = await lost.start({ items: 5, parameters: webhook });
		// There are no callbacks, the jobs go on, and the time is up.
		const never = await stage.open({ autoFinish: false, webhookNotifyOn: [] });
		const third = await never.start({
			items: ['done', 'late'],
			parameters: {
				...webhook,
				waiting: { limitWaitTime: 'duration', waitAmount: 20, waitUnit: 'seconds' },
			},
		});
		for (const run of [first, second, third]) await run.parked();
		await sleep(3_000);
		const asleep = await second.parked();
		await n8n.kill9();
		await second.finishJobs();
		await lost.koldan.deliveriesSettled();
		expect(lost.koldan.deliveries.every(({ error }) => error !== undefined)).toBe(true);
		passTime({ executionId: second.executionId, waitTill: asleep.waitTill });
		const [done] = third.jobOfItems();
		await never.koldan.jobs.finish(done.id, never.outcomeOf(done.fileId));
		await n8n.restart();
		await first.finishJobs();

		expect(outcomes(await first.ended())).toMatchObject(texts('item 0', 'item 1'));
		const late = await third.ended(90_000);
		expect(late.data.resultData.error?.message).toBe(
			`Transcription ${third.jobOfItems()[1].id} had not ended at the time limit`,
		);
		await third.finishJobs();
		const wait = await never.startWith(
			third.items.map((item, index) => ({
				...item,
				transcriptionId: third.jobOfItems()[index].id,
			})),
			{ operation: 'wait' },
		);
		expect(outcomes(await wait.ended())).toMatchObject(texts('done', 'late'));
		const found = await second.ended(90_000);
		expect(outcomes(found)).toMatchObject(texts('item 0', 'item 1', 'item 2', 'item 3', 'item 4'));
		expect(requestCounts(lost.koldan).createTranscription).toBe(5);
	}, 400_000);

	it('lets an execution that was killed while it resumed be retried without new jobs', async () => {
		const scene = await stage.open({ autoFinish: false });
		const run = await scene.start({ items: 2, parameters: webhook });
		await run.parked();
		await sleep(3_000);
		const reads = requestCounts(scene.koldan).getTranscription ?? 0;
		const slow = scene.koldan.faults.add({
			kind: 'latency',
			ms: 5_000,
			operationId: 'getTranscription',
			// Two for the look that the last callback causes.
			skip: 2,
		});
		for (const [index, { id, fileId }] of run.jobs().entries()) {
			await scene.koldan.jobs.finish(id, scene.outcomeOf(fileId));
			if (index === 0) await requested(scene, 'getTranscription', reads + 2);
		}
		await n8n.waitForExecution(run.executionId, 30_000, ['running']);
		await n8n.kill9();
		slow();
		await n8n.restart();
		const crashed = await n8n.waitForExecution(run.executionId, 30_000);
		expect(crashed.status).toBe('crashed');
		const { id } = await n8n.request<{ id: string }>(
			'POST',
			`/rest/executions/${run.executionId}/retry`,
			{ loadWorkflow: false },
		);
		const execution = await n8n.waitForExecution(id);

		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(texts('item 0', 'item 1'));
		expect(requestCounts(scene.koldan).createTranscription).toBe(2);
	}, 120_000);
});

describe('waking up now and then', () => {
	/** Minutes from now until n8n wakes an execution up by itself. */
	const minutesLeft = async (executionId: string) => {
		const { waitTill } = await n8n.execution(executionId);
		return Math.round((Date.parse(waitTill ?? '') - Date.now()) / 60_000);
	};

	it('looks at the jobs after a few minutes, and goes on sleeping if one is open', async () => {
		const scene = await stage.open({ autoFinish: false, webhookNotifyOn: [] });
		const run = await scene.start({ items: 5, parameters: webhook });
		await run.parked();
		await sleep(3_000);
		const { waitTill } = await run.parked();
		expect(await minutesLeft(run.executionId)).toBe(5);
		const before = requestCounts(scene.koldan);
		passTime({ executionId: run.executionId, waitTill });
		// n8n looks for executions to wake up when it starts, and then once a minute.
		await n8n.restart();
		await requested(scene, 'listTranscriptions', before.listTranscriptions + 2);
		const again = await run.parked();

		expect(await minutesLeft(run.executionId)).toBe(10);
		// Only the list was asked: once because of the time, and once when the node called itself.
		expect(requestCounts(scene.koldan)).toEqual({
			...before,
			listTranscriptions: before.listTranscriptions + 2,
		});
		await run.finishJobs();
		passTime({ executionId: run.executionId, waitTill: again.waitTill });
		await n8n.restart();
		const execution = await run.ended(90_000);
		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(
			texts('item 0', 'item 1', 'item 2', 'item 3', 'item 4'),
		);
		expect(scene.koldan.deliveries).toEqual([]);
	}, 240_000);
});

describe('Koldan is restarted while executions wait', () => {
	it('goes on waiting, by webhook and by polling', async () => {
		const dataDir = await mkdtemp(join(tmpdir(), 'koldan-restart-'));
		const [port] = await freePorts(1);
		const scene = await stage.open({ autoFinish: false }, { server: { dataDir, port } });
		const sleeping = await scene.start({ items: 2, parameters: webhook });
		const polling = await scene.start({ items: 5, parameters: { waitForCompletion: 'polling' } });
		await sleeping.parked();
		await polling.started();
		const items = [...sleeping.items, ...polling.items];
		await scene.koldan.close();
		// Longer than a look is retried.
		await sleep(4_000);
		const again = await startKoldanServer({
			dataDir,
			port,
			ca: authority.ca,
			recognizer: 'simulation',
			behaviour: {
				jobDurationMs: 2_000,
				outcome: ({ fileId }) => ({
					status: 'COMPLETED',
					result: {
						text: transcriptOf(items.find((item) => item.fileId === fileId)?.label ?? ''),
						detectedLanguages: null,
						confidence: null,
						duration: 1,
						segments: null,
					},
				}),
			},
		});
		try {
			expect(outcomes(await sleeping.ended())).toMatchObject(texts('item 0', 'item 1'));
			expect(outcomes(await polling.ended(90_000))).toMatchObject(
				texts('item 0', 'item 1', 'item 2', 'item 3', 'item 4'),
			);
			expect(again.contractViolations).toEqual([]);
		} finally {
			await again.close();
			await rm(dataDir, { recursive: true });
		}
	}, 150_000);
});

describe('with a limit on concurrent executions', () => {
	it('parks and resumes more executions than may run at once', async () => {
		const scene = await stage.open({ jobDurationMs: [0, 2_000] });
		const { workflowId, fire } = await scene.publish({ parameters: webhook });
		const items = scene.files(12);
		await Promise.all(items.map(async (item) => await fire([item])));
		const deadline = Date.now() + 60_000;
		for (;;) {
			const executions = await n8n.executions(workflowId);
			if (executions.filter(({ status }) => status === 'success').length === 12) break;
			if (Date.now() > deadline)
				throw new Error(executions.map(({ id, status }) => `${id} ${status}`).join(', '));
			await sleep(500);
		}
		const executions = await Promise.all(
			(await n8n.executions(workflowId)).map(async ({ id }) => await n8n.execution(id)),
		);
		const labels = executions.flatMap((execution) =>
			outcomes(execution).map(({ text }) => String(text)),
		);

		expect(labels.sort()).toEqual(items.map(({ label }) => transcriptOf(label)).sort());
		expect(executions.every((execution) => runsOf(execution, 'After') === 1)).toBe(true);
	}, 120_000);
});
