/** Tokens that live for seconds, where the processes of n8n renew them for one another. */
import { DONE } from '../suites/triggers/watching.mts';
import { useQueue } from '../suites/use-n8n.mts';
import { outcomes } from '../suites/waiting/stage.mts';
import { until } from '../n8n/patience.mts';

const running = useQueue();

test.each(['webhook', 'polling'])(
	'uploads and waits that outlive several tokens (%s)',
	async (waitForCompletion) => {
		const { stage } = running;
		const scene = await stage.open(
			{ autoFinish: false },
			{ server: { issuer: { tokenSeconds: 5 } } },
		);
		const labels = Array.from({ length: 10 }, (_, index) => `call ${index}`);
		const run = await scene.startWith(await scene.recordings(labels), {
			operation: 'upload',
			parameters: { waitForCompletion },
		});
		const { koldan } = scene;
		await until('all jobs', () => (koldan.counters.jobsCreated >= 10 ? true : undefined));
		if (waitForCompletion === 'webhook') await run.parked();
		const { given = [], verify } = koldan.issuer ?? {};
		await until('end of all tokens', async () =>
			(await Promise.all(given.map(async (token) => await verify?.(token)))).some(Boolean)
				? undefined
				: true,
		);
		for (const { id } of koldan.jobs.list()) await koldan.jobs.finish(id, DONE);
		const execution = await run.ended();

		expect(execution.data.resultData.error).toBeUndefined();
		expect(outcomes(execution)).toMatchObject(
			labels.map((label) => ({ label, text: 'hello there' })),
		);
		expect(koldan.counters.jobsCreated).toBe(10);
		expect(koldan.issuer?.tokens.client_credentials).toBeGreaterThan(1);
	},
);
