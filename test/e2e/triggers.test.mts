import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import { testManual } from '../fixtures/triggers/manual.mts';
import { testTrigger } from '../fixtures/triggers/trigger.mts';
import { DONE, openJobs, until, Watching } from '../fixtures/triggers/watching.mts';
import { pollingWorkflow, triggerWorkflow } from '../fixtures/triggers/workflow.mts';
import { Stage } from '../fixtures/waiting/stage.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance } from '../n8n/instance.mts';

/** The polling trigger polls once a minute. */
const NEXT_POLL = 80_000;

let n8n: N8nInstance;
let stage: Stage;

beforeAll(async () => {
	const authority = makeCertificateAuthority();
	n8n = await startN8n({ https: { ...authority.issue(), ca: authority.ca } });
	await n8n.setupOwner();
	stage = new Stage(n8n, authority);
}, 900_000);

afterAll(async () => {
	const violations = await stage?.close();
	await n8n?.stop();
	expect(violations).toEqual([]);
}, 60_000);

describe('the Koldan Trigger in regular mode', () => {
	testTrigger(() => stage);

	it('catches up with what ended while n8n was down', async () => {
		const scene = await stage.open({ autoFinish: false }, { webhookSecret: 'any long text' });
		const [before, during, after] = openJobs(scene, 3);
		const watching = await Watching.save(n8n, scene, triggerWorkflow({ watch: 'all' }));
		await watching.activate();
		const [sent] = openJobs(scene, 1, { webhook: { url: watching.url } });
		await scene.koldan.jobs.finish(before.id, DONE);
		await watching.executions(1);
		await n8n.kill9();
		await scene.koldan.jobs.finish(during.id, DONE);
		await scene.koldan.jobs.finish(sent.id, DONE);
		await scene.koldan.deliveriesSettled();
		await n8n.restart();
		await scene.koldan.jobs.finish(after.id, DONE);
		const ids = (await watching.ids(4, 120_000)) as string[];
		expect(ids.sort()).toEqual([before.id, during.id, sent.id, after.id].sort());
		await watching.deactivate();
	}, 240_000);
});

describe('a test event', () => {
	testManual(() => stage);
});

describe('the Koldan Polling Trigger', () => {
	it('gives each transcription that ends once, in order, also over a restart', async () => {
		const scene = await stage.open({ autoFinish: false, failedCompletionDate: 'null' });
		scene.koldan.jobs.seed(3);
		const jobs = openJobs(scene, 5);
		const [second, first, failed, cancelled, late] = jobs;
		const polling = await Watching.save(
			n8n,
			scene,
			pollingWorkflow({ events: ['completed', 'failed', 'cancelled'] }),
		);
		await polling.activate();
		await polling.executions(0);
		await scene.koldan.jobs.finish(first.id, DONE);
		await sleep(20);
		await scene.koldan.jobs.finish(failed.id, { status: 'FAILED', errorCode: 'EMPTY_AUDIO' });
		await scene.koldan.jobs.finish(second.id, DONE);
		const one = await polling.outputs(1, NEXT_POLL);
		expect(one.map((items) => items.map(({ id, text }) => [id, text]))).toEqual([
			[
				[first.id, 'hello there'],
				[second.id, 'hello there'],
				[failed.id, undefined],
			],
		]);
		await n8n.kill9();
		await scene.koldan.jobs.finish(cancelled.id, { status: 'CANCELLED' });
		await n8n.restart();
		await scene.koldan.jobs.finish(late.id, DONE);
		const rest = await until(
			'rest',
			async () => {
				const ids = await polling.idsSoFar();
				return ids.length >= 5 ? ids.slice(3) : undefined;
			},
			NEXT_POLL,
		);
		expect(rest.sort()).toEqual([cancelled.id, late.id].sort());
		await polling.deactivate();
		const [unseen] = scene.koldan.jobs.seed(1);
		await polling.activate();
		const count = (await n8n.executions(polling.id)).length;
		expect((await polling.ids(count)).at(-1)).toBe(unseen.id);
		await polling.deactivate();
	}, 400_000);
});

describe('an n8n without https', () => {
	it('refuses to activate the trigger, and polls', async () => {
		const plain = await startN8n();
		try {
			await plain.setupOwner();
			const plainStage = new Stage(plain, makeCertificateAuthority());
			const scene = await plainStage.open();
			const [job] = scene.koldan.jobs.seed(1);
			const watching = await Watching.save(plain, scene, triggerWorkflow({ watch: 'all' }));
			await expect(watching.activate()).rejects.toThrow(
				/Koldan can’t call this trigger: the webhook address of this n8n is not https, .* Set the environment variable N8N_WEBHOOK_URL to the public https address of this n8n and restart it\. Or use the Koldan Polling Trigger/,
			);
			const polling = await Watching.save(plain, scene, pollingWorkflow());
			await plain.runOnce(polling.id, 'Koldan Polling Trigger');
			expect(await polling.ids(1)).toEqual([job.id]);
			expect(await plainStage.close()).toEqual([]);
		} finally {
			await plain.stop();
		}
	}, 300_000);
});
