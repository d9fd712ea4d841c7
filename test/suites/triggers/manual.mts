/** "Listen for test event" in the editor. */
import type { Stage } from '../waiting/stage.mts';
import { DONE, openJobs, Watching, webhookOf } from './watching.mts';
import { pollingWorkflow, triggerWorkflow } from './workflow.mts';
import { until } from '../../n8n/patience.mts';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

export function testManual(stageOf: () => Stage): void {
	test('listens for the end of a transcription, and then no more', async () => {
		const stage = stageOf();
		const scene = await stage.open({ autoFinish: false });
		const [job, later] = openJobs(scene, 2);
		const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
		await stage.n8n.listenForTestEvent(watching.id, 'Koldan Webhook Trigger');
		expect(webhookOf(scene, job)?.url).toBe(watching.url.replace('/webhook/', '/webhook-test/'));
		await scene.koldan.jobs.finish(job.id, DONE);
		expect(await watching.ids(1)).toEqual([job.id]);
		await until('clean-up', () => (webhookOf(scene, later) === null ? true : undefined));
	});

	test('shows a transcription that has ended already', async () => {
		const stage = stageOf();
		const scene = await stage.open();
		const [first, second] = scene.koldan.jobs.seed(2);
		const one = await Watching.save(
			stage.n8n,
			scene,
			triggerWorkflow({ watch: 'one', transcriptionId: byId(first.id) }),
		);
		for (const count of [1, 2]) {
			await stage.n8n.listenForTestEvent(one.id, 'Koldan Webhook Trigger');
			expect(await one.ids(count)).toEqual(Array(count).fill(first.id));
		}
		const all = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
		await stage.n8n.listenForTestEvent(all.id, 'Koldan Webhook Trigger');
		expect(await all.ids(1)).toEqual([second.id]);
	});

	test('leaves the transcriptions of the active workflow alone', async () => {
		const stage = stageOf();
		const scene = await stage.open({ autoFinish: false });
		const [ended] = scene.koldan.jobs.seed(1);
		const [job] = openJobs(scene, 1);
		const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
		await watching.activate();
		await stage.n8n.listenForTestEvent(watching.id, 'Koldan Webhook Trigger');
		expect(await watching.ids(1)).toEqual([ended.id]);
		expect(webhookOf(scene, job)?.url).toBe(watching.url);
		await scene.koldan.jobs.finish(job.id, DONE);
		expect(await watching.ids(2)).toEqual([ended.id, job.id]);
		await watching.deactivate();
	});

	test('says what is missing when there is nothing to test with', async () => {
		const stage = stageOf();
		const scene = await stage.open();
		const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
		await expect(
			stage.n8n.listenForTestEvent(watching.id, 'Koldan Webhook Trigger'),
		).rejects.toThrow(/There is no transcription to test with/);
	});

	test('shows the newest transcriptions of the polling trigger, in order of completion', async () => {
		const stage = stageOf();
		const scene = await stage.open();
		const jobs = scene.koldan.jobs.seed(5);
		const polling = await Watching.save(stage.n8n, scene, pollingWorkflow());
		const execution = await stage.n8n.runOnce(polling.id, 'Koldan Trigger');
		expect(execution.status).toBe('success');
		expect(await polling.ids(1)).toEqual(jobs.slice(2).map(({ id }) => id));
	});

	test('shows the newest transcriptions and summaries beside each other', async () => {
		const stage = stageOf();
		const scene = await stage.open({ summaryDurationMs: 0 });
		const [job] = scene.koldan.jobs.seed(1);
		const summary = scene.koldan.summaries.add(job, { promptTemplateId: 'brief' });
		await until('summary', async () => summary.status === 'COMPLETED' || undefined);
		const polling = await Watching.save(
			stage.n8n,
			scene,
			pollingWorkflow({ events: ['completed', 'summaryCompleted'] }),
		);
		const execution = await stage.n8n.runOnce(polling.id, 'Koldan Trigger');
		expect(execution.status).toBe('success');
		const [[transcript, summarized]] = await polling.outputs(1);
		expect(transcript).toMatchObject({ id: job.id });
		expect(summarized).toMatchObject({ id: summary.id, transcriptionId: job.id });
		expect(summarized.summary).toMatch(/^Extract: /);
	});
}
