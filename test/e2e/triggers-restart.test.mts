import { setTimeout as sleep } from 'node:timers/promises';

import { DONE, openJobs, Watching } from '../suites/triggers/watching.mts';
import { pollingWorkflow, triggerWorkflow } from '../suites/triggers/workflow.mts';
import { useOwnN8n } from '../suites/use-n8n.mts';
import { until } from '../n8n/patience.mts';

const running = useOwnN8n();

describe('the Koldan Webhook Trigger in regular mode', () => {
	test('catches up with what ended while n8n was down', async () => {
		const scene = await running.stage.open(
			{ autoFinish: false },
			{ webhookSecret: 'any long text' },
		);
		const [before, during, after] = openJobs(scene, 3);
		const watching = await Watching.save(running.n8n, scene, triggerWorkflow({ watch: 'all' }));
		await watching.activate();
		const [sent] = openJobs(scene, 1, { webhook: { url: watching.url } });
		await scene.koldan.jobs.finish(before.id, DONE);
		await watching.executions(1);
		await running.n8n.kill9();
		await scene.koldan.jobs.finish(during.id, DONE);
		await scene.koldan.jobs.finish(sent.id, DONE);
		await scene.koldan.deliveriesSettled();
		await running.n8n.restart();
		await scene.koldan.jobs.finish(after.id, DONE);
		const ids = (await watching.ids(4)) as string[];
		expect(ids.sort()).toEqual([before.id, during.id, sent.id, after.id].sort());
		await watching.deactivate();
	});
});

describe('the Koldan Trigger', () => {
	test('gives each transcription that ends once, in order, also over a restart', async () => {
		const scene = await running.stage.open({ autoFinish: false, failedCompletionDate: 'null' });
		scene.koldan.jobs.seed(3);
		const jobs = openJobs(scene, 5);
		const [second, first, failed, cancelled, late] = jobs;
		const polling = await Watching.save(
			running.n8n,
			scene,
			pollingWorkflow({ events: ['completed', 'failed', 'cancelled'] }),
		);
		await polling.activate();
		await polling.executions(0);
		await scene.koldan.jobs.finish(first.id, DONE);
		await sleep(20);
		await scene.koldan.jobs.finish(failed.id, { status: 'FAILED', errorCode: 'EMPTY_AUDIO' });
		await scene.koldan.jobs.finish(second.id, DONE);
		const one = await polling.outputs(1);
		expect(one.map((items) => items.map(({ id, text }) => [id, text]))).toEqual([
			[
				[first.id, 'hello there'],
				[second.id, 'hello there'],
				[failed.id, undefined],
			],
		]);
		await running.n8n.kill9();
		await scene.koldan.jobs.finish(cancelled.id, { status: 'CANCELLED' });
		await running.n8n.restart();
		await scene.koldan.jobs.finish(late.id, DONE);
		const rest = await until('rest', async () => {
			const ids = await polling.idsSoFar();
			return ids.length >= 5 ? ids.slice(3) : undefined;
		});
		expect(rest.sort()).toEqual([cancelled.id, late.id].sort());
		await polling.deactivate();
		const [unseen] = scene.koldan.jobs.seed(1);
		await polling.activate();
		const count = (await running.n8n.executions(polling.id)).length;
		expect((await polling.ids(count)).at(-1)).toBe(unseen.id);
		await polling.deactivate();
	});
});
