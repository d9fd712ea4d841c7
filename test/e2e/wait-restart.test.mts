import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import { outcomes, requestCounts, runsOf, transcriptOf } from '../suites/waiting/stage.mts';
import type { Scene } from '../suites/waiting/stage.mts';
import { startKoldanServer } from '../koldan-server/server.mts';
import type { Execution } from '../n8n/client.mts';
import { freePorts } from '../n8n/ports.mts';
import { WITH_SUMMARY } from '../suites/waiting/summaries.mts';
import { useOwnN8n } from '../suites/use-n8n.mts';
import { until } from '../n8n/patience.mts';

const running = useOwnN8n({ env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '2' } });

const webhook = { waitForCompletion: 'webhook' };
const texts = (...labels: string[]) =>
	labels.map((label) => ({ label, text: transcriptOf(label) }));

/** Waits until Koldan was asked for something so many times. */
const requested = async (scene: Scene, operation: string, count: number) =>
	await until(
		() => `${count} × ${operation}: ${JSON.stringify(requestCounts(scene.koldan))}`,
		() => (requestCounts(scene.koldan)[operation] ?? 0) >= count || undefined,
	);

/**
 * What a killed n8n takes to start, in milliseconds. When it starts, n8n wakes up what should have woken up meanwhile, and at
 * the same time marks as crashed what it finds running: it may take the one for the other.
 */
const START = 40_000;

/** Brings the time to wake a sleeping execution up near, as minutes or hours would: moves it to just after n8n's start. */
function passTime({
	executionId,
	waitTill,
}: {
	executionId: string;
	waitTill?: string | null;
}): void {
	const database = new DatabaseSync(join(running.n8n.userFolder, '.n8n', 'database.sqlite'));
	const soon = new Date(Date.now() + START).toISOString();
	database
		.prepare('UPDATE execution_entity SET waitTill = ? WHERE id = ?')
		.run(soon.replace('T', ' ').replace('Z', ''), Number(executionId));
	const { changes } = database
		.prepare(
			'UPDATE execution_data SET data = replace(data, ?, ?) WHERE executionId = ? AND data LIKE ?',
		)
		.run(String(waitTill), soon, Number(executionId), `%${String(waitTill)}%`);
	database.close();
	if (changes !== 1)
		throw new Error(`The end of the nap, ${String(waitTill)}, is not in the execution's data`);
}

/** What became of it says more than that nothing came out. */
const expectSuccess = ({ status, data }: Execution) =>
	expect([status, data.resultData.error?.message]).toEqual(['success', undefined]);

describe('n8n is killed while executions wait', () => {
	test('resumes them by callback, by looking again, or at the time limit', async () => {
		// The callbacks come after the restart.
		const later = await running.stage.open({ autoFinish: false });
		const first = await later.start({ items: 2, parameters: webhook });
		// The callbacks come while n8n is down, and never again.
		const lost = await running.stage.open({ autoFinish: false });
		const second = await lost.start({ items: 5, parameters: webhook });
		// There are no callbacks, the jobs go on, and the time is up.
		const never = await running.stage.open({ autoFinish: false, webhookNotifyOn: [] });
		const third = await never.start({
			items: ['done', 'late'],
			parameters: {
				...webhook,
				options: {
					waiting: { settings: { limitType: 'duration', amount: 20, unit: 'seconds' } },
				},
			},
		});
		for (const run of [first, second, third]) await run.parked();
		await sleep(3_000);
		const asleep = await second.parked();
		await running.n8n.kill9();
		await second.finishJobs();
		await lost.koldan.deliveriesSettled();
		expect(lost.koldan.deliveries.every(({ error }) => error !== undefined)).toBe(true);
		passTime({ executionId: second.executionId, waitTill: asleep.waitTill });
		const [done] = third.jobOfItems();
		await never.koldan.jobs.finish(done.id, never.outcomeOf(done.fileId));
		await running.n8n.restart();
		await first.finishJobs();

		expect(outcomes(await first.ended())).toMatchObject(texts('item 0', 'item 1'));
		const late = await third.ended();
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
		const found = await second.ended();
		expectSuccess(found);
		expect(outcomes(found)).toMatchObject(texts('item 0', 'item 1', 'item 2', 'item 3', 'item 4'));
		expect(requestCounts(lost.koldan).createTranscription).toBe(5);
	});

	test('resumes one whose transcripts came before, and whose summaries while n8n was down', async () => {
		const scene = await running.stage.open({ jobDurationMs: 300, summaryOutcome: 'open' });
		const { koldan } = scene;
		const recordings = await scene.recordings(5);
		const run = await scene.startWith(recordings, {
			operation: 'upload',
			parameters: WITH_SUMMARY,
		});
		await run.asleep();
		for (const { id } of koldan.jobs.list()) await koldan.jobs.ended(id);
		await koldan.deliveriesSettled();
		const asleep = await run.parked();
		await running.n8n.kill9();
		for (const { id } of koldan.summaries.all()) koldan.summaries.finish(id);
		await koldan.deliveriesSettled();
		passTime({ executionId: run.executionId, waitTill: asleep.waitTill });
		await running.n8n.restart();

		const execution = await run.ended();
		expectSuccess(execution);
		expect(outcomes(execution)).toMatchObject(
			recordings.map(({ label }) => ({
				label,
				text: transcriptOf(label),
				summary: `Extract: ${transcriptOf(label)}`,
			})),
		);
		expect([koldan.counters.jobsCreated, koldan.counters.summariesCreated]).toEqual([5, 5]);
	});

	test('lets an execution that was killed while it resumed be retried without new jobs', async () => {
		const scene = await running.stage.open({ autoFinish: false });
		const run = await scene.start({ items: 2, parameters: webhook });
		await run.asleep();
		const looks = requestCounts(scene.koldan).listTranscriptions ?? 0;
		const slow = scene.koldan.faults.add({
			kind: 'latency',
			ms: 5_000,
			// Only results are read so: whether the jobs have ended is in the list.
			operationId: 'getTranscription',
		});
		for (const [index, { id, fileId }] of run.jobs().entries()) {
			await scene.koldan.jobs.finish(id, scene.outcomeOf(fileId));
			if (index === 0) await requested(scene, 'listTranscriptions', looks + 1);
		}
		await running.n8n.waitForExecution(run.executionId, undefined, ['running']);
		await running.n8n.kill9();
		slow();
		await running.n8n.restart();
		const crashed = await running.n8n.waitForExecution(run.executionId);
		expect(crashed.status).toBe('crashed');
		const { id } = await running.n8n.request<{ id: string }>(
			'POST',
			`/rest/executions/${run.executionId}/retry`,
			{ loadWorkflow: false },
		);
		const execution = await running.n8n.waitForExecution(id);

		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(texts('item 0', 'item 1'));
		expect(requestCounts(scene.koldan).createTranscription).toBe(2);
	});
});

describe('waking up now and then', () => {
	/** Minutes from now until n8n wakes an execution up by itself. */
	const minutesLeft = async (executionId: string) => {
		const { waitTill } = await running.n8n.execution(executionId);
		return (Date.parse(waitTill ?? '') - Date.now()) / 60_000;
	};
	/** Delays differ by a tenth, so that many executions don't wake up together; and half a minute may have passed. */
	const expectMinutes = (left: number, delay: number) => {
		expect(left).toBeGreaterThan(delay * 0.9 - 0.5);
		expect(left).toBeLessThanOrEqual(delay * 1.1);
	};

	test('looks at the jobs after a few minutes, and goes on sleeping if one is open', async () => {
		const scene = await running.stage.open({ autoFinish: false, webhookNotifyOn: [] });
		const run = await scene.start({ items: 5, parameters: webhook });
		const { waitTill } = await run.asleep();
		expectMinutes(await minutesLeft(run.executionId), 5);
		const before = requestCounts(scene.koldan);
		passTime({ executionId: run.executionId, waitTill });
		// n8n looks for executions to wake up when it starts, and then once a minute.
		await running.n8n.restart();
		await requested(scene, 'listTranscriptions', before.listTranscriptions + 2);
		const again = await run.parked();

		expectMinutes(await minutesLeft(run.executionId), 10);
		// Only the list was asked: once because of the time, and once when the node called itself.
		expect(requestCounts(scene.koldan)).toEqual({
			...before,
			listTranscriptions: before.listTranscriptions + 2,
		});
		await run.finishJobs();
		passTime({ executionId: run.executionId, waitTill: again.waitTill });
		await running.n8n.restart();
		const execution = await run.ended();
		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(
			texts('item 0', 'item 1', 'item 2', 'item 3', 'item 4'),
		);
		expect(scene.koldan.deliveries).toEqual([]);
	});
});

describe('Koldan is restarted while executions wait', () => {
	test('goes on waiting, by webhook and by polling', async () => {
		const dataDir = await mkdtemp(join(tmpdir(), 'koldan-restart-'));
		const [port] = await freePorts(1);
		const scene = await running.stage.open({ autoFinish: false }, { server: { dataDir, port } });
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
			ca: running.authority.ca,
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
			expect(outcomes(await polling.ended())).toMatchObject(
				texts('item 0', 'item 1', 'item 2', 'item 3', 'item 4'),
			);
			expect(again.contractViolations).toEqual([]);
		} finally {
			await again.close();
			await rm(dataDir, { recursive: true });
		}
	});
});

describe('with a limit on concurrent executions', () => {
	test('parks and resumes more executions than may run at once', async () => {
		const scene = await running.stage.open({ jobDurationMs: [0, 2_000] });
		const { workflowId, fire } = await scene.publish({ parameters: webhook });
		const items = scene.files(12);
		await Promise.all(items.map(async (item) => await fire([item])));
		await until('12 executions that succeeded', async () => {
			const executions = await running.n8n.executions(workflowId);
			return executions.filter(({ status }) => status === 'success').length === 12 || undefined;
		});
		const executions = await Promise.all(
			(await running.n8n.executions(workflowId)).map(
				async ({ id }) => await running.n8n.execution(id),
			),
		);
		const labels = executions.flatMap((execution) =>
			outcomes(execution).map(({ text }) => String(text)),
		);

		expect(labels.sort()).toEqual(items.map(({ label }) => transcriptOf(label)).sort());
		expect(executions.every((execution) => runsOf(execution, 'After') === 1)).toBe(true);
	});
});
