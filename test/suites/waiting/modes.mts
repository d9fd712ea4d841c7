import { isTerminal } from '../../koldan-server/jobs.mts';
import { outputOf } from '../../n8n/client.mts';
import { outcomes, requestCounts, runsOf, transcriptOf } from './stage.mts';
import type { Stage } from './stage.mts';
import { until } from '../../n8n/patience.mts';

const texts = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		label: `item ${index}`,
		text: transcriptOf(`item ${index}`),
		status: 'COMPLETED',
	}));

/** Every mode of waiting, for every operation that waits. */
export function testModes(stage: () => Stage): void {
	describe('the modes', () => {
		test('parks an upload of several recordings, and gives each its transcript in order', async () => {
			const scene = await stage().open({ autoFinish: false, labelSimulation: false });
			const items = await scene.recordings(5);
			const run = await scene.startWith(items, {
				operation: 'upload',
				parameters: { waitForCompletion: 'webhook' },
			});
			await run.parked();
			const jobs = scene.koldan.jobs.list();
			const words = new Map<string, string>();
			// They end in another order than they came, and one after the other: nothing resumes before the last.
			for (const [index, { id, fileId }] of [...jobs].reverse().entries()) {
				const { name } = scene.koldan.files.get(fileId) ?? {};
				words.set(String(name).replace('.wav', ''), `heard ${index}`);
				await scene.koldan.jobs.finish(id, {
					status: 'COMPLETED',
					result: {
						text: `heard ${index}`,
						detectedLanguages: null,
						confidence: null,
						duration: 1,
						segments: null,
					},
				});
			}
			const execution = await run.ended();

			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(
				items.map(({ label }) => ({ label, text: words.get(label), status: 'COMPLETED' })),
			);
			expect(outputOf(execution, 'Koldan').map(({ pairedItem }) => pairedItem)).toEqual(
				items.map((_, item) => ({ item })),
			);
			expect([runsOf(execution, 'Koldan'), runsOf(execution, 'After')]).toEqual([1, 1]);
		});

		test('sends nothing to Koldan while the execution is parked', async () => {
			const scene = await stage().open({ autoFinish: false });
			const run = await scene.start({ items: 2, parameters: { waitForCompletion: 'webhook' } });
			await run.asleep();
			const before = scene.koldan.requests.length;
			await new Promise((resolve) => setTimeout(resolve, 4_000));

			expect(scene.koldan.requests.length).toBe(before);
			await run.finishJobs();
			expect(outcomes(await run.ended())).toMatchObject(texts(2));
		});

		test('creates jobs on files and waits by webhook where n8n has https', async () => {
			const scene = await stage().open({ autoFinish: false });
			const run = await scene.start({ items: 3 });
			await run.parked();
			expect(run.jobs().every(({ webhook }) => webhook?.url.includes('/webhook-waiting/'))).toBe(
				true,
			);
			await run.finishJobs();

			expect(outcomes(await run.ended())).toMatchObject(texts(3));
		});

		test('waits for jobs that exist, ended or not', async () => {
			const scene = await stage().open({ autoFinish: false });
			const files = scene.files(4);
			const jobs = files.map(({ fileId }) => {
				const [job] = scene.koldan.jobs.seed(1, { fileId, status: 'IN_PROGRESS' });
				return job;
			});
			await scene.koldan.jobs.finish(jobs[1].id, scene.outcomeOf(jobs[1].fileId));
			const run = await scene.startWith(
				files.map(({ label, fileId }, index) => ({
					label,
					fileId,
					transcriptionId: jobs[index].id,
				})),
				{ operation: 'wait', parameters: { waitForCompletion: 'webhook' } },
			);
			await run.parked();
			await run.finishJobs();

			expect(outcomes(await run.ended())).toMatchObject(texts(4));
			expect(requestCounts(scene.koldan).updateTranscriptionWebhook).toBe(3);
		});

		test('waits for jobs that were created days ago without waking up in vain', async () => {
			const scene = await stage().open({ autoFinish: false });
			const files = scene.files(6);
			const jobs = files.map(({ fileId }) => {
				const [job] = scene.koldan.jobs.seed(1, {
					fileId,
					status: 'IN_PROGRESS',
					from: Date.now() - 3 * 86_400_000,
				});
				return job;
			});
			const run = await scene.startWith(
				files.map(({ label, fileId }, index) => ({
					label,
					fileId,
					transcriptionId: jobs[index].id,
				})),
				{ operation: 'wait', parameters: { waitForCompletion: 'webhook' } },
			);
			await run.parked();
			// The node calls itself once after parking, and looks then.
			await new Promise((resolve) => setTimeout(resolve, 2_500));
			await run.finishJobs();

			expect(outcomes(await run.ended())).toMatchObject(texts(6));
			// Each job is read once at the start and once at the end.
			expect(requestCounts(scene.koldan).getTranscription).toBe(12);
		});

		test('polls, with pauses that grow', async () => {
			const scene = await stage().open({ autoFinish: false });
			const run = await scene.start({ items: 6, parameters: { waitForCompletion: 'polling' } });
			await run.started();
			const looks = await until('third look', () => {
				const moments = scene.koldan.requests
					.filter(({ operationId }) => operationId === 'listTranscriptions')
					.map(({ startedAt }) => startedAt.getTime());
				return moments.length >= 3 ? moments : undefined;
			});
			await run.finishJobs();
			const execution = await run.ended();

			expect(outcomes(execution)).toMatchObject(texts(6));
			expect(run.jobs().every(({ webhook }) => webhook === null)).toBe(true);
			// 1.5 s and 2.3 s, a tenth more or less.
			expect(looks[1] - looks[0]).toBeGreaterThan(1_200);
			expect(looks[2] - looks[1]).toBeGreaterThan(1_800);
		});

		test('does not wait where it is told not to', async () => {
			const scene = await stage().open({ autoFinish: false });
			const run = await scene.start({ items: 2, parameters: { waitForCompletion: 'none' } });
			const execution = await run.ended();

			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(
				run
					.jobOfItems()
					.map(({ id }, index) => ({ id, status: 'PENDING', label: `item ${index}` })),
			);
			expect(run.jobs().some(isTerminal)).toBe(false);
			expect(run.jobs().every(({ webhook }) => webhook === null)).toBe(true);
		});

		test('waits for a result that comes later than the end of its job', async () => {
			const scene = await stage().open({ resultDelayMs: 2_500 });
			const [webhook, polling] = await Promise.all(
				['webhook', 'polling'].map(
					async (waitForCompletion) =>
						await scene.start({ items: 2, parameters: { waitForCompletion } }),
				),
			);

			expect(outcomes(await webhook.ended())).toMatchObject(texts(2));
			expect(outcomes(await polling.ended())).toMatchObject(texts(2));
		});
	});
}
