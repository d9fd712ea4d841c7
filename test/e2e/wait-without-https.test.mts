import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import { outcomes, Stage, transcriptOf } from '../fixtures/waiting/stage.mts';
import type { Execution } from '../n8n/client.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance } from '../n8n/instance.mts';

const authority = makeCertificateAuthority();

describe.each<{ address: string; env: Record<string, string>; reason: string }>([
	{
		address: 'http only',
		env: {},
		reason: 'the webhook address of this n8n is not https, and Koldan only calls https addresses',
	},
	{
		address: 'https, but out of reach',
		env: { N8N_WEBHOOK_URL: 'https://localhost:1/' },
		reason: 'this n8n can’t reach its own webhook address',
	},
])('an n8n whose webhook address is $address', ({ env, reason }) => {
	let n8n: N8nInstance;
	let stage: Stage;

	beforeAll(async () => {
		n8n = await startN8n({ env });
		await n8n.setupOwner();
		stage = new Stage(n8n, authority);
	}, 900_000);

	afterAll(async () => {
		const violations = await stage?.close();
		await n8n?.stop();
		expect(violations).toEqual([]);
	}, 60_000);

	const hintsOf = (execution: Execution) =>
		execution.data.resultData.runData.Koldan[0].hints?.map(({ message }) => message) ?? [];

	it('refuses to wait by webhook, and says what to set and what to use instead', async () => {
		const scene = await stage.open();
		const run = await scene.start({ parameters: { waitForCompletion: 'webhook' } });
		const { error } = (await run.ended()).data.resultData;

		expect(error?.message).toBe(`Waiting by webhook is not possible: ${reason}`);
		const { description } = error as { description?: string };
		expect(description).toContain('N8N_WEBHOOK_URL');
		expect(description).toContain('"Yes, by Polling"');
		// Nothing was started, so nothing is paid for.
		expect(scene.koldan.requests).toEqual([]);
	}, 60_000);

	it('waits by polling where the best way is asked for, and says why', async () => {
		const scene = await stage.open();
		const run = await scene.start({ items: 2 });
		const execution = await run.ended();

		expect(outcomes(execution)).toMatchObject(
			['item 0', 'item 1'].map((label) => ({ label, text: transcriptOf(label) })),
		);
		expect(hintsOf(execution)).toEqual([
			expect.stringContaining(`Waited by polling, because ${reason}`) as string,
		]);
		expect(hintsOf(execution)[0]).toContain('N8N_WEBHOOK_URL');
	}, 60_000);

	it('says nothing where polling was asked for', async () => {
		const scene = await stage.open();
		const run = await scene.start({ parameters: { waitForCompletion: 'polling' } });

		expect(hintsOf(await run.ended())).toEqual([]);
	}, 60_000);
});
