import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution } from '../../n8n/client.mts';
import { until } from '../../n8n/patience.mts';
import { callWebhook } from './callbacks.mts';
import { outcomes, requestCounts, runsOf, transcriptOf } from './stage.mts';
import type { Stage } from './stage.mts';

const webhook = { waitForCompletion: 'webhook' };

/** When n8n wakes the execution up without a call, in milliseconds since 1970. */
const wakesAt = ({ waitTill }: Execution): number => Date.parse(waitTill ?? '');

/** Calls that come before the API shows what they are about, and nodes that fail after each sleep. */
export function testEarlyCalls(stage: () => Stage): void {
	describe('calls that are ahead of the API', () => {
		// Without a further look, the execution would sleep on for at least five minutes.
		test.each([1, 3])(
			'resumes when the API shows the end later than the notification (%d items)',
			async (items) => {
				const scene = await stage().open({ autoFinish: false, apiLagMs: 2_500 });
				const run = await scene.start({ items, parameters: webhook });
				await run.parked();
				await run.finishJobs();
				const execution = await run.ended();

				expect(execution.status).toBe('success');
				expect(outcomes(execution)).toMatchObject(
					Array.from({ length: items }, (_, index) => ({
						label: `item ${index}`,
						text: transcriptOf(`item ${index}`),
					})),
				);
				expect(requestCounts(scene.koldan).createTranscription).toBe(items);
			},
		);

		test('sleeps on after calls that come too early, and looks by itself no later for it', async () => {
			const scene = await stage().open({ autoFinish: false });
			const run = await scene.start({ parameters: webhook });
			const before = await run.parked();
			const [{ webhook: registered, id, fileId }] = run.jobs();
			const call = async () =>
				await callWebhook({
					url: registered?.url ?? '',
					headers: registered?.headers ?? {},
					body: JSON.stringify({ id }),
				});
			for (let calls = 0; calls < 5; calls++) await call();
			// The first call wakes it up; those that came at the same moment do not do so again.
			await until(
				'look at the job',
				() => requestCounts(scene.koldan).getTranscription || undefined,
			);
			await sleep(3_000);
			const after = await run.parked();
			expect(Math.abs(wakesAt(after) - wakesAt(before))).toBeLessThan(1_000);
			await scene.koldan.jobs.finish(id, scene.outcomeOf(fileId));
			const execution = await run.ended();
			expect(execution.status).toBe('success');
			expect(runsOf(execution, 'After')).toBe(1);
		});
	});

	describe('a node that fails after each sleep', () => {
		test('starts one job, although Retry On Fail is set and its fields depend on the time', async () => {
			const scene = await stage().open({
				outcome: { status: 'FAILED', errorCode: 'FILE_CORRUPTED' },
			});
			const items = await scene.recordings(2);
			const run = await scene.startWith(items, {
				operation: 'upload',
				parameters: {
					...webhook,
					options: { name: '=call {{ $now.toMillis() }}', tags: '={{ $execution.id }}' },
				},
				node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 },
			});
			const execution = await run.ended();

			expect(execution.status).toBe('error');
			expect(execution.data.resultData.error?.message).toMatch(/^The recording is damaged/);
			expect(scene.koldan.counters.jobsCreated).toBe(2);
		});
	});
}
