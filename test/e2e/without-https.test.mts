import { Watching } from '../suites/triggers/watching.mts';
import { pollingWorkflow, triggerWorkflow } from '../suites/triggers/workflow.mts';
import { outcomes, transcriptOf } from '../suites/waiting/stage.mts';
import type { Execution } from '../n8n/client.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { useOwnN8n } from '../suites/use-n8n.mts';
import type { InUse } from '../suites/use-n8n.mts';

function testWaiting(running: InUse<N8nInstance>, reason: string): void {
	const hintsOf = (execution: Execution) =>
		execution.data.resultData.runData.Koldan[0].hints?.map(({ message }) => message) ?? [];

	test('refuses to wait by webhook, and says what to set and what to use instead', async () => {
		const scene = await running.stage.open();
		const run = await scene.start({ parameters: { waitForCompletion: 'webhook' } });
		const { error } = (await run.ended()).data.resultData;

		expect(error?.message).toBe(`Waiting by webhook is not possible: ${reason}`);
		const { description } = error as { description?: string };
		expect(description).toContain('variable WEBHOOK_URL');
		expect(description).toContain('"By Polling"');
		// Nothing was started, so nothing is paid for.
		expect(scene.koldan.requests).toEqual([]);
	});

	test('waits by polling where the best way is asked for, and says why', async () => {
		const scene = await running.stage.open();
		const run = await scene.start({ items: 2 });
		const execution = await run.ended();

		expect(outcomes(execution)).toMatchObject(
			['item 0', 'item 1'].map((label) => ({ label, text: transcriptOf(label) })),
		);
		expect(hintsOf(execution)).toEqual([
			expect.stringContaining(`Waited by polling, because ${reason}`) as string,
		]);
		expect(hintsOf(execution)[0]).toContain('variable WEBHOOK_URL');
	});

	test('says nothing where polling was asked for', async () => {
		const scene = await running.stage.open();
		const run = await scene.start({ parameters: { waitForCompletion: 'polling' } });

		expect(hintsOf(await run.ended())).toEqual([]);
	});
}

describe('an n8n whose webhook address is http only', () => {
	const running = useOwnN8n({ https: false });

	testWaiting(
		running,
		'the webhook address of this n8n is not https, and Koldan only calls https addresses',
	);

	test('refuses to activate the trigger, and polls', async () => {
		const scene = await running.stage.open();
		const [job] = scene.koldan.jobs.seed(1);
		const watching = await Watching.save(running.n8n, scene, triggerWorkflow({ watch: 'all' }));
		await expect(watching.activate()).rejects.toThrow(
			/Koldan can’t call this trigger: the webhook address of this n8n is not https, .* Set the environment variable WEBHOOK_URL to the public https address of this n8n and restart it\. Or use the Koldan Trigger/,
		);
		const polling = await Watching.save(running.n8n, scene, pollingWorkflow());
		await running.n8n.runOnce(polling.id, 'Koldan Trigger');
		expect(await polling.ids(1)).toEqual([job.id]);
	});
});

describe('an n8n whose webhook address is https, but out of reach', () => {
	testWaiting(
		useOwnN8n({ https: false, env: { WEBHOOK_URL: 'https://localhost:1/' } }),
		'this n8n can’t reach its own webhook address',
	);
});
