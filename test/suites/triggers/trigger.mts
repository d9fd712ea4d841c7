/** What the Koldan Webhook Trigger has to do in any n8n, whether it is one process or several. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import axios from 'axios';
import type { Behaviour } from '../../koldan-server/behaviour.mts';
import type { Stage } from '../waiting/stage.mts';
import { DONE, openJobs, Watching, webhookOf } from './watching.mts';
import { triggerWorkflow } from './workflow.mts';
import { until } from '../../n8n/patience.mts';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Calls an address as anybody could. Gives the status. */
async function call(url: string, body: unknown, headers: Record<string, string> = {}) {
	const { status } = await axios.post(url, body, {
		headers,
		httpsAgent: new Agent({ rejectUnauthorized: false }),
		proxy: false,
		validateStatus: () => true,
	});
	return status;
}

export function testTrigger(stageOf: () => Stage): void {
	describe('watching all unfinished transcriptions', () => {
		test('is registered on each of them, starts once for each, and is gone when it is deactivated', async () => {
			const stage = stageOf();
			const scene = await stage.open({ autoFinish: false });
			const [first, second, left] = openJobs(scene, 3);
			const [ended] = scene.koldan.jobs.seed(1);
			const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
			await watching.activate();

			const webhooks = [first, second, left].map((job) => webhookOf(scene, job));
			for (const webhook of webhooks) expect(webhook?.url).toBe(watching.url);
			const tokens = webhooks.map((webhook) => JSON.stringify(webhook?.headers));
			expect(new Set(tokens).size).toBe(3);
			expect(webhookOf(scene, ended)).toBeNull();

			await scene.koldan.jobs.finish(first.id, DONE);
			await watching.executions(1);
			await scene.koldan.jobs.finish(second.id, DONE);
			const outputs = await watching.outputs(2);
			expect(outputs.map((items) => items.map(({ id, text }) => [id, text]))).toEqual([
				[[first.id, 'hello there']],
				[[second.id, 'hello there']],
			]);
			expect(JSON.stringify(outputs)).not.toContain('webhook');

			await watching.deactivate();
			expect(webhookOf(scene, left)).toBeNull();
		});

		test('leaves webhooks of others alone unless asked to take them over', async () => {
			const stage = stageOf();
			const scene = await stage.open({ autoFinish: false });
			const foreign = { url: 'https://other.example.com/hook', secret: 'theirs' };
			const [taken] = openJobs(scene, 1, { webhook: foreign });
			const [free] = openJobs(scene, 1);
			const polite = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
			await polite.activate();
			expect(webhookOf(scene, free)?.url).toBe(polite.url);
			expect(webhookOf(scene, taken)).toEqual(foreign);
			await polite.deactivate();
			expect(webhookOf(scene, free)).toBeNull();
			expect(webhookOf(scene, taken)).toEqual(foreign);

			const one = await Watching.save(
				stage.n8n,
				scene,
				triggerWorkflow({ watch: 'one', transcriptionId: byId(taken.id) }),
			);
			await expect(one.activate()).rejects.toThrow(
				new RegExp(`${taken.id} has a webhook of its own already.*Overwrite Webhooks`),
			);

			const bold = await Watching.save(
				stage.n8n,
				scene,
				triggerWorkflow({
					watch: 'one',
					transcriptionId: byId(taken.id),
					options: { overwriteWebhooks: true },
				}),
			);
			await bold.activate();
			await scene.koldan.jobs.finish(taken.id, DONE);
			expect(await bold.ids(1)).toEqual([taken.id]);
			await bold.deactivate();
		});

		test('does not lose a transcription that ends while it is registered', async () => {
			const stage = stageOf();
			const scene = await stage.open({ autoFinish: false });
			const jobs = openJobs(scene, 12);
			const finish = until('registration', async () => {
				const [job] = jobs.filter((each) => webhookOf(scene, each));
				if (!job) return undefined;
				// The first is told when n8n can't know its token yet; the last ends before it is registered.
				await scene.koldan.jobs.finish(job.id, DONE);
				await scene.koldan.jobs.finish(jobs[11].id, DONE);
				return job;
			});
			const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
			await watching.activate();
			const early = await finish;
			expect((await watching.ids(2)).sort()).toEqual([early.id, jobs[11].id].sort());
			await watching.deactivate();
		});

		test('says which transcriptions can’t be watched and why, and registers none then', async () => {
			const stage = stageOf();
			const scene = await stage.open({ autoFinish: false });
			const jobs = openJobs(scene, 3);
			scene.koldan.faults.add({
				kind: 'status',
				status: 403,
				operationId: 'updateTranscriptionWebhook',
				path: new RegExp(jobs[1].id),
			});
			const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
			const failure = await watching.activate().catch((error: Error) => error.message);
			expect(failure).toMatch(
				/1 of 3 transcriptions can’t be watched: .* is not allowed to set the webhook/,
			);
			expect(jobs.filter(({ id }) => String(failure).includes(id))).toEqual([jobs[1]]);
			await until('clean-up', () =>
				jobs.every((job) => webhookOf(scene, job) === null) ? true : undefined,
			);
		});

		test('filters by the recording, and starts nothing for what nobody listens to', async () => {
			const stage = stageOf();
			const scene = await stage.open({ autoFinish: false });
			const { id: fileId } = scene.koldan.files.add({ name: 'Interview with Dana' });
			const [wanted, failing] = openJobs(scene, 2, { fileId });
			const [other] = openJobs(scene, 1);
			const watching = await Watching.save(
				stage.n8n,
				scene,
				triggerWorkflow({ watch: 'all', filters: { name: 'INTERVIEW' } }),
			);
			await watching.activate();
			expect(webhookOf(scene, other)).toBeNull();
			await scene.koldan.jobs.finish(failing.id, { status: 'FAILED', errorCode: 'EMPTY_AUDIO' });
			await watching.executions(0);
			const [refused] = scene.koldan.deliveries;
			expect([scene.koldan.deliveries.length, refused.status]).toEqual([1, 200]);
			await scene.koldan.jobs.finish(wanted.id, DONE);
			expect(await watching.ids(1)).toEqual([wanted.id]);
			await watching.deactivate();
		});
	});

	describe('deliveries', () => {
		const fiveTimes = async (atOnce: boolean) => {
			const stage = stageOf();
			const scene = await stage.open({
				autoFinish: false,
				webhookCopies: 5,
				webhookCopiesAtOnce: atOnce,
			});
			const [job] = openJobs(scene, 1);
			const watching = await Watching.save(
				stage.n8n,
				scene,
				triggerWorkflow({ watch: 'one', transcriptionId: byId(job.id) }),
			);
			await watching.activate();
			await scene.koldan.jobs.finish(job.id, DONE);
			await scene.koldan.deliveriesSettled();
			expect(scene.koldan.deliveries.map(({ status }) => status)).toEqual([
				200, 200, 200, 200, 200,
			]);
			return { watching, job };
		};

		test('starts once when the same end is told five times one after the other', async () => {
			const { watching, job } = await fiveTimes(false);
			expect(await watching.ids(1)).toEqual([job.id]);
			await watching.deactivate();
		});

		test('starts once when it is told five times at once', async () => {
			const { watching, job } = await fiveTimes(true);
			expect(await watching.ids(1)).toEqual([job.id]);
			await watching.deactivate();
		});

		/** Many end at the same moment, and each starts the workflow once. */
		const manyAtOnce = async (count: number, behaviour: Partial<Behaviour> = {}) => {
			const stage = stageOf();
			const scene = await stage.open({ autoFinish: false, ...behaviour });
			const jobs = openJobs(scene, count);
			const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
			await watching.activate();
			await scene.koldan.jobs.finishAll(DONE);
			await scene.koldan.deliveriesSettled();
			const ids = jobs.map(({ id }) => id).sort();
			expect(((await watching.ids(count)) as string[]).sort()).toEqual(ids);
			return { scene, watching };
		};

		test('starts once for each of many that are told twice at once', async () => {
			const { watching } = await manyAtOnce(30, { webhookCopies: 2, webhookCopiesAtOnce: true });
			await watching.deactivate();
		});

		test('starts once for each of many that end at the same moment, also when all is told again', async () => {
			const { scene, watching } = await manyAtOnce(60);
			// What one process has started, another one knows from the database.
			await until(
				'database that holds all starts',
				async () => (await watching.storedStarts()) === 60 || undefined,
			);
			for (const { url, headers, body } of [...scene.koldan.deliveries])
				expect(await call(url, body, headers)).toBe(200);
			await watching.executions(60);
			await watching.deactivate();
		});

		test('refuses forged ones with 401, and the true one works after them', async () => {
			const stage = stageOf();
			const scene = await stage.open({ autoFinish: false }, { webhookSecret: 'a shared secret' });
			const [job, other] = openJobs(scene, 2);
			const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
			await watching.activate();
			const body = { id: job.id, status: 'COMPLETED' };
			const token = webhookOf(scene, other)?.headers?.['X-Koldan-N8n-Token'] ?? '';
			expect(token).not.toBe('');
			const signature = createHmac('sha256', 'a shared secret').update('other body').digest('hex');
			const forgeries: Array<Record<string, string>> = [
				{},
				{ 'X-Koldan-N8n-Token': randomBytes(32).toString('hex') },
				{ 'X-Koldan-N8n-Token': `${job.id}.${randomBytes(32).toString('hex')}` },
				{ 'X-Koldan-N8n-Token': token.replace(other.id, job.id) },
				{ 'X-Koldan-N8n-Token': `${job.id}.` },
				{ 'X-Koldan-Signature': signature },
				{ 'X-Koldan-Signature': `sha256=${signature}` },
				{ 'X-Koldan-Signature': '' },
			];
			for (const headers of forgeries) expect(await call(watching.url, body, headers)).toBe(401);
			// A true token says that the other one has ended: it has not, and nothing is believed.
			expect(await call(watching.url, body, { 'X-Koldan-N8n-Token': token })).toBe(200);
			await watching.executions(0);
			await scene.koldan.jobs.finish(job.id, DONE);
			expect(await watching.ids(1)).toEqual([job.id]);
			await watching.deactivate();
		});
	});

	describe('watching what is sent to it', () => {
		test('starts for a transcription that a Koldan node sends to its URL, by the credential’s secret', async () => {
			const stage = stageOf();
			const scene = await stage.open(
				// Nothing that could be recognised but the token: a signature of another kind, and a body without an id.
				{ webhookSignedContent: 'timestamp.body', webhookPayload: 'empty' },
				{ webhookSecret: 'any long text' },
			);
			const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'sent' }));
			await watching.activate();
			const sending = await scene.start({
				items: 2,
				parameters: {
					waitForCompletion: 'none',
					options: { webhook: { settings: { url: watching.url } } },
				},
			});
			await sending.ended();
			const sent = sending.jobs().map(({ id }) => id);
			expect(((await watching.ids(2)) as string[]).sort()).toEqual(sent.sort());
			await watching.deactivate();
		});

		test('starts for a summary whose webhook a Koldan node has set to its URL', async () => {
			const stage = stageOf();
			const scene = await stage.open(
				{ summaryOutcome: 'open' },
				{ webhookSecret: 'any long text' },
			);
			const [job] = scene.koldan.jobs.seed(1);
			const summary = scene.koldan.summaries.add(job, { promptTemplateId: 'brief' });
			const events = ['completed', 'summaryCompleted'];
			const watching = await Watching.save(
				stage.n8n,
				scene,
				triggerWorkflow({ watch: 'sent', events }),
			);
			await watching.activate();
			const sending = await scene.start({
				operation: 'wait',
				parameters: {
					resource: 'summary',
					operation: 'updateWebhook',
					summaryId: byId(summary.id),
					url: watching.url,
				},
			});
			await sending.ended();
			scene.koldan.summaries.finish(summary.id);
			const [[item]] = await watching.outputs(1);
			expect(item).toMatchObject({ id: summary.id, transcriptionId: job.id, status: 'COMPLETED' });
			expect(item.summary).toMatch(/^Extract: /);
			await watching.deactivate();
		});

		test('takes nothing without the secret, and says where to set it', async () => {
			const stage = stageOf();
			const scene = await stage.open();
			const watching = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'sent' }));
			await expect(watching.activate()).rejects.toThrow(
				/The credential has no Webhook Secret\. Open the Koldan credential and enter/,
			);
		});
	});

	describe('life cycle', () => {
		test('works for a workflow that is deactivated and activated again, and for its duplicate', async () => {
			const stage = stageOf();
			const scene = await stage.open({ autoFinish: false });
			const [first, second, third] = openJobs(scene, 3);
			const original = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
			await original.activate();
			await scene.koldan.jobs.finish(first.id, DONE);
			await original.executions(1);
			await original.deactivate();
			await original.activate();
			await scene.koldan.jobs.finish(second.id, DONE);
			expect(await original.ids(2)).toEqual([first.id, second.id]);
			await original.deactivate();

			const duplicate = await Watching.save(stage.n8n, scene, triggerWorkflow({ watch: 'all' }));
			await duplicate.activate();
			expect(duplicate.url).not.toBe(original.url);
			expect(webhookOf(scene, third)?.url).toBe(duplicate.url);
			await scene.koldan.jobs.finish(third.id, DONE);
			expect(await duplicate.ids(1)).toEqual([third.id]);
			await original.executions(2);
			await duplicate.deactivate();
		});

		test('refuses to be activated on an address that Koldan can’t reach', async () => {
			const stage = stageOf();
			const scene = await stage.open();
			const elsewhere = await stage.n8n.importCredentials({
				name: 'Koldan elsewhere',
				type: 'koldanApi',
				data: {
					authentication: 'apiKey',
					apiKey: 'kk-none',
					baseUrl: 'https://koldan.example.com',
				},
			});
			const id = await stage.n8n.importWorkflow(triggerWorkflow({ watch: 'all' }), {
				koldanApi: elsewhere,
			});
			await expect(stage.n8n.publish(id)).rejects.toThrow(
				/only reachable on its own machine \(localhost\)\. Set the environment variable WEBHOOK_URL .* Or use the Koldan Trigger/,
			);
			expect(scene.koldan.requests).toHaveLength(0);
		});

		test('starts at once for one transcription that has ended already, but not again', async () => {
			const stage = stageOf();
			const scene = await stage.open();
			const [job] = scene.koldan.jobs.seed(1);
			const watching = await Watching.save(
				stage.n8n,
				scene,
				triggerWorkflow({ watch: 'one', transcriptionId: byId(job.id) }),
			);
			await watching.activate();
			expect(await watching.ids(1)).toEqual([job.id]);
			await watching.deactivate();
			await watching.activate();
			await watching.executions(1);
			await watching.deactivate();
			const missing = await Watching.save(
				stage.n8n,
				scene,
				triggerWorkflow({ watch: 'one', transcriptionId: byId(randomUUID()) }),
			);
			await expect(missing.activate()).rejects.toThrow(/Koldan has no/);
		});
	});
}
