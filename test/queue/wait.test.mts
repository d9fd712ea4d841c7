import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import { testCallbacks } from '../fixtures/waiting/callbacks.mts';
import { testModes } from '../fixtures/waiting/modes.mts';
import { testOnError } from '../fixtures/waiting/on-error.mts';
import { testScale } from '../fixtures/waiting/scale-tests.mts';
import { outcomes, runsOf, Stage, transcriptOf } from '../fixtures/waiting/stage.mts';
import { testTimeLimit } from '../fixtures/waiting/time-limit.mts';
import { servicesMissing, startQueue } from '../n8n/queue.mts';
import type { N8nQueue } from '../n8n/queue.mts';

let queue: N8nQueue;
let stage: Stage;

async function open(webhooks: number): Promise<void> {
	const missing = await servicesMissing();
	if (missing) throw new Error(missing);
	const authority = makeCertificateAuthority();
	queue = await startQueue({ webhooks, https: { ...authority.issue(), ca: authority.ca } });
	await queue.setupOwner();
	stage = new Stage(queue, authority);
}

async function close(): Promise<void> {
	const violations = await stage?.close();
	await queue?.stop();
	expect(violations).toEqual([]);
}

const webhook = { waitForCompletion: 'webhook' };
const texts = (...labels: string[]) =>
	labels.map((label) => ({ label, text: transcriptOf(label) }));

describe('waiting in queue mode, with two workers and a webhook processor', () => {
	beforeAll(async () => await open(1), 900_000);
	afterAll(close, 60_000);

	testModes(() => stage);
	testOnError(() => stage);
	testCallbacks(() => stage);
	testTimeLimit(() => stage);

	testScale(() => stage, 'queue');

	it('resumes when a callback comes after all workers were killed and have come back', async () => {
		const scene = await stage.open({ autoFinish: false });
		const run = await scene.start({ items: 2, parameters: webhook });
		await run.parked();
		await sleep(2_000);
		await Promise.all(queue.workers.map(async (worker) => await worker.kill9()));
		await Promise.all(queue.workers.map(async (worker) => await worker.start()));
		await run.finishJobs();

		expect(outcomes(await run.ended())).toMatchObject(texts('item 0', 'item 1'));
	}, 120_000);

	it('resumes when a callback comes while there is no worker, once a new one has started', async () => {
		const scene = await stage.open({ autoFinish: false });
		const run = await scene.start({ items: 2, parameters: webhook });
		await run.parked();
		await sleep(2_000);
		await Promise.all(queue.workers.map(async (worker) => await worker.kill9()));
		await run.finishJobs();
		await scene.koldan.deliveriesSettled();
		// New containers have no event log. With the old one, n8n takes for crashed whatever was queued meanwhile.
		for (const number of [1, 2])
			await rm(join(queue.filesFolder, '..', `worker-${number}`, '.n8n', 'n8nEventLog-worker.log'));
		await Promise.all(queue.workers.map(async (worker) => await worker.start()));
		const execution = await run.ended();

		expect(outcomes(execution)).toMatchObject(texts('item 0', 'item 1'));
		expect(runsOf(execution, 'After')).toBe(1);
	}, 120_000);

	it('resumes, or ends at the time limit, when main is killed while it waits', async () => {
		const scene = await stage.open({ autoFinish: false });
		const called = await scene.start({ items: 2, parameters: webhook });
		const late = await scene.start({
			items: ['late'],
			parameters: {
				...webhook,
				waiting: { limitWaitTime: 'duration', waitAmount: 15, waitUnit: 'seconds' },
			},
		});
		await Promise.all([called.parked(), late.parked()]);
		await sleep(2_000);
		await queue.main.kill9();
		await called.finishJobs();
		await scene.koldan.deliveriesSettled();
		await sleep(15_000);
		await queue.main.start();

		expect(outcomes(await called.ended())).toMatchObject(texts('item 0', 'item 1'));
		expect((await late.ended(90_000)).data.resultData.error?.message).toBe(
			`Transcription ${late.jobOfItems()[0].id} had not ended at the time limit`,
		);
		await late.finishJobs();
		const wait = await scene.startWith(
			[{ ...late.items[0], transcriptionId: late.jobOfItems()[0].id }],
			{ operation: 'wait' },
		);
		expect(outcomes(await wait.ended())).toMatchObject(texts('late'));
	}, 180_000);
});

describe('waiting in queue mode, with three webhook processors', () => {
	beforeAll(async () => await open(3), 900_000);
	afterAll(close, 60_000);

	it.each([1, 10])(
		'resumes once when %d callbacks for each job come at once, to all of them',
		async (webhookCopies) => {
			const scene = await stage.open({ webhookCopies, autoFinish: false });
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
		90_000,
	);
});
