import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { outcomes, runsOf, transcriptOf } from '../suites/waiting/stage.mts';
import { useQueue } from '../suites/use-n8n.mts';
import { callWebhook } from '../suites/waiting/callbacks.mts';

const webhook = { waitForCompletion: 'webhook' };
const texts = (...labels: string[]) =>
	labels.map((label) => ({ label, text: transcriptOf(label) }));

describe('waiting in queue mode when processes are killed', () => {
	const running = useQueue();

	test('resumes when a callback comes after all workers were killed and have come back', async () => {
		const scene = await running.stage.open({ autoFinish: false });
		const run = await scene.start({ items: 2, parameters: webhook });
		await run.asleep();
		await Promise.all(running.n8n.workers.map(async (worker) => await worker.kill9()));
		await Promise.all(running.n8n.workers.map(async (worker) => await worker.start()));
		await run.finishJobs();

		expect(outcomes(await run.ended())).toMatchObject(texts('item 0', 'item 1'));
	});

	test('resumes when a callback comes while there is no worker, once a new one has started', async () => {
		const scene = await running.stage.open({ autoFinish: false });
		const run = await scene.start({ items: 2, parameters: webhook });
		await run.asleep();
		await Promise.all(running.n8n.workers.map(async (worker) => await worker.kill9()));
		await run.finishJobs();
		await scene.koldan.deliveriesSettled();
		// New containers have no event log. With the old one, n8n takes for crashed whatever was queued meanwhile.
		for (const number of [1, 2])
			await rm(
				join(running.n8n.filesFolder, '..', `worker-${number}`, '.n8n', 'n8nEventLog-worker.log'),
			);
		await Promise.all(running.n8n.workers.map(async (worker) => await worker.start()));
		const execution = await run.ended();

		expect(outcomes(execution)).toMatchObject(texts('item 0', 'item 1'));
		expect(runsOf(execution, 'After')).toBe(1);
	});

	test('resumes, or ends at the time limit, when main is killed while it waits', async () => {
		const scene = await running.stage.open({ autoFinish: false });
		const called = await scene.start({ items: 2, parameters: webhook });
		const late = await scene.start({
			items: ['late'],
			parameters: {
				...webhook,
				options: {
					waiting: { settings: { limitType: 'duration', amount: 15, unit: 'seconds' } },
				},
			},
		});
		await Promise.all([called.asleep(2), late.asleep(2)]);
		await running.n8n.main.kill9();
		await called.finishJobs();
		await scene.koldan.deliveriesSettled();
		await sleep(15_000);
		await running.n8n.main.start();

		expect(outcomes(await called.ended())).toMatchObject(texts('item 0', 'item 1'));
		expect((await late.ended()).data.resultData.error?.message).toBe(
			`Transcription ${late.jobOfItems()[0].id} had not ended at the time limit`,
		);
		await late.finishJobs();
		const wait = await scene.startWith(
			[{ ...late.items[0], transcriptionId: late.jobOfItems()[0].id }],
			{ operation: 'wait' },
		);
		expect(outcomes(await wait.ended())).toMatchObject(texts('late'));
	});
});

describe('waiting in queue mode, with three webhook processors', () => {
	const running = useQueue({ webhooks: 3 });

	test.each([1, 10])(
		'resumes once when %d callbacks for each job come at once, to all of them',
		async (webhookCopies) => {
			const scene = await running.stage.open({ webhookCopies, autoFinish: false });
			const run = await scene.start({ items: 12, parameters: webhook });
			await run.parked();
			await Promise.all(
				run
					.jobs()
					.map(
						async ({ id, fileId }) => await scene.koldan.jobs.finish(id, scene.outcomeOf(fileId)),
					),
			);
			await scene.koldan.deliveriesSettled();
			const execution = await run.ended();

			expect(scene.koldan.deliveries).toHaveLength(12 * webhookCopies);
			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(
				texts(...Array.from({ length: 12 }, (_, index) => `item ${index}`)),
			);
			expect([runsOf(execution, 'Koldan'), runsOf(execution, 'After')]).toEqual([1, 1]);
		},
	);

	/** How often a worker has run an execution. */
	const workedOn = (executionId: string): number =>
		running.n8n.workers
			.flatMap(({ logs }) => logs)
			.filter((line) => line.includes(`Worker started execution ${executionId} `)).length;

	test.each([1, 5])(
		'goes on once when all of them are called at the same moment (%d items)',
		async (items) => {
			// Koldan itself says nothing: the calls are sent here.
			const scene = await running.stage.open({ autoFinish: false, webhookNotifyOn: [] });
			const runs = await Promise.all(
				Array.from({ length: 4 }, async () => await scene.start({ items, parameters: webhook })),
			);
			for (const run of runs) await run.parked();
			// Until the node has called itself, and looked at the jobs.
			await sleep(5_000);
			for (const run of runs) await run.finishJobs();
			const calls = runs.flatMap((run) =>
				run.jobs().flatMap(({ id, webhook: set }) =>
					Array.from({ length: 6 }, async () => {
						const { url = '', headers = {} } = set ?? {};
						return await callWebhook({ url, headers, body: JSON.stringify({ id }) });
					}),
				),
			);
			await Promise.all(calls);
			for (const run of runs) {
				const execution = await run.ended();
				expect(outcomes(execution)).toMatchObject(
					texts(...Array.from({ length: items }, (_, index) => `item ${index}`)),
				);
			}
			// Time for whoever would come second.
			await sleep(20_000);
			expect(runs.map(({ executionId }) => workedOn(executionId))).toEqual(runs.map(() => 2));
		},
	);
});
