/** What stands between n8n, Koldan and n8n's own public address: certificates, n8n's own protection, a path in front. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import type { Execution } from '../n8n/client.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { startLoadBalancer } from '../n8n/load-balancer.mts';
import type { LoadBalancer } from '../n8n/load-balancer.mts';
import { freePorts } from '../n8n/ports.mts';
import { removeFolder, temporaryFolder } from '../n8n/processes.mts';
import { chosenVersion, differencesOf } from '../n8n/versions.mts';
import { DONE, openJobs, Watching } from '../suites/triggers/watching.mts';
import { triggerWorkflow } from '../suites/triggers/workflow.mts';
import { useN8n, useOwnN8n } from '../suites/use-n8n.mts';
import type { InUse } from '../suites/use-n8n.mts';
import { outcomes, transcriptOf } from '../suites/waiting/stage.mts';
import type { Scene } from '../suites/waiting/stage.mts';

const byWebhook = { waitForCompletion: 'webhook' };

function errorOf(execution: Execution) {
	const error = execution.data.resultData.error as { message?: string; description?: string };
	return { message: error?.message, description: error?.description };
}

const hintsOf = (execution: Execution) =>
	execution.data.resultData.runData.Koldan[0].hints?.map(({ message }) => message) ?? [];

/** What the test of the scene's credential says. */
const testOf = async ({ n8n }: InUse<N8nInstance>, { koldan, credential }: Scene) =>
	await n8n.testCredentials(credential, {
		name: 'Koldan',
		type: 'koldanApi',
		data: { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: koldan.url },
	});

/** Sleeps until Koldan calls, and goes on. */
async function expectToWakeUp(scene: Scene): Promise<void> {
	const { koldan } = scene;
	koldan.behaviour.autoFinish = false;
	const run = await scene.start({ items: ['interview'], parameters: byWebhook });
	await run.parked();
	await run.finishJobs();

	expect(outcomes(await run.ended())).toMatchObject([{ text: transcriptOf('interview') }]);
}

describe('a Koldan with a certificate of one’s own', () => {
	const running = useN8n();

	test('is used when n8n was told of the authority (NODE_EXTRA_CA_CERTS)', async () => {
		const tls = running.authority.issue();
		const scene = await running.stage.open({}, { server: { tls } });

		expect(await testOf(running, scene)).toMatchObject({ status: 'OK' });
		await expectToWakeUp(scene);
	});

	test('is refused when n8n was not, with what to set', async () => {
		const scene = await running.stage.open({}, { server: { tls: 'self-signed' } });
		const message =
			'This n8n does not trust the certificate of the Koldan server (DEPTH_ZERO_SELF_SIGNED_CERT)';
		const run = await scene.startWith(await scene.recordings(1), {
			operation: 'upload',
			parameters: byWebhook,
		});
		const error = errorOf(await run.ended());

		expect(error.message).toBe(message);
		expect(error.description).toContain('NODE_EXTRA_CA_CERTS');
		expect(error.description).toContain('Nothing was sent.');
		expect((await testOf(running, scene)).message).toContain(message);
		expect(scene.koldan.requests).toEqual([]);
	});
});

/** Only this address is let through, so that Koldan can be reached and n8n's own address (127.0.0.1) can't. */
const LET_THROUGH = '127.0.0.2';
const PROTECTED = {
	N8N_SSRF_PROTECTION_ENABLED: 'true',
	N8N_SSRF_ALLOWED_IP_RANGES: `${LET_THROUGH}/32`,
};
const koldanLetThrough = { server: { host: LET_THROUGH } };

const { protectsRequests, protectsCredentialTests } = differencesOf(chosenVersion());

(protectsRequests ? describe : describe.skip)(
	'an n8n that is protected against requests to internal addresses (SSRF)',
	() => {
		const running = useOwnN8n({ env: PROTECTED });

		test('says that it blocks the address of the Koldan server', async () => {
			const scene = await running.stage.open();
			const message = 'This n8n does not allow requests to the address of the Koldan server';
			const run = await scene.startWith(await scene.recordings(1), {
				operation: 'upload',
				parameters: { waitForCompletion: 'polling' },
			});
			const error = errorOf(await run.ended());

			expect(error.message).toBe(message);
			expect(error.description).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
			expect(error.description).toContain('Nothing was sent.');
			expect(scene.koldan.requests).toEqual([]);
			const tested = await testOf(running, scene);
			expect(tested.message).toContain(protectsCredentialTests ? message : 'successful');
		});

		test('says that it blocks its own address, which sleeping needs', async () => {
			const scene = await running.stage.open({}, koldanLetThrough);
			const error = errorOf(await (await scene.start({ parameters: byWebhook })).ended());

			expect(error.message).toBe(
				'Waiting by webhook is not possible: n8n’s protection against requests to internal addresses (SSRF) keeps this n8n from calling its own webhook address',
			);
			expect(error.description).toContain('Add localhost to the environment variable');
			expect(error.description).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
		});

		test('polls instead where it may, and says why', async () => {
			const scene = await running.stage.open({}, koldanLetThrough);
			const execution = await (await scene.start({ items: ['interview'] })).ended();

			expect(outcomes(execution)).toMatchObject([{ text: transcriptOf('interview') }]);
			expect(hintsOf(execution)).toEqual([
				expect.stringMatching(
					/Waited by polling, because .*SSRF.* Add localhost .* Then executions sleep/,
				),
			]);
		});

		test('starts workflows when Koldan calls', async () => {
			const scene = await running.stage.open({ autoFinish: false }, koldanLetThrough);
			const [job] = openJobs(scene, 1);
			const watching = await Watching.save(running.n8n, scene, triggerWorkflow({ watch: 'all' }));
			await watching.activate();
			await scene.koldan.jobs.finish(job.id, DONE);

			expect(await watching.ids(1)).toEqual([job.id]);
		});
	},
);

describe('a protected n8n that lets its own address through, but does not trust its certificate', () => {
	const running = useOwnN8n({
		env: { ...PROTECTED, N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost', NODE_EXTRA_CA_CERTS: '' },
	});

	test('says what to set', async () => {
		const scene = await running.stage.open({}, koldanLetThrough);
		const error = errorOf(await (await scene.start({ parameters: byWebhook })).ended());

		expect(error.message).toBe(
			'Waiting by webhook is not possible: this n8n does not trust the certificate of its own webhook address',
		);
		expect(error.description).toContain('NODE_EXTRA_CA_CERTS');
	});
});

describe('an n8n below a path of a web server (N8N_PATH)', () => {
	const authority = makeCertificateAuthority();
	const folder = temporaryFolder('koldan-path-');
	let server: LoadBalancer;
	afterAll(async () => {
		await server.close();
		await removeFolder(folder);
	});
	// The web server takes the path away, as n8n's documentation asks.
	const running = useOwnN8n(async () => {
		const [port] = await freePorts(1);
		const ca = join(folder, 'ca.pem');
		await writeFile(ca, authority.ca);
		server = await startLoadBalancer({
			main: { port, isUp: () => true },
			webhooks: [],
			tls: authority.issue(),
			path: '/automation/',
		});
		const url = `https://localhost:${server.port}/automation/`;
		return {
			https: false,
			port,
			authority,
			env: {
				N8N_PATH: '/automation/',
				WEBHOOK_URL: url,
				N8N_EDITOR_BASE_URL: url,
				NODE_EXTRA_CA_CERTS: ca,
			},
		};
	});

	test('sleeps and wakes up', async () => {
		const scene = await running.stage.open();
		await expectToWakeUp(scene);

		expect(scene.koldan.deliveries[0].url).toContain('/automation/webhook-waiting/');
	});

	test('starts workflows when Koldan calls', async () => {
		const scene = await running.stage.open({ autoFinish: false });
		const [job] = openJobs(scene, 1);
		const watching = await Watching.save(running.n8n, scene, triggerWorkflow({ watch: 'all' }));
		await watching.activate();
		expect(job.webhook?.url).toContain('/automation/webhook/');
		await scene.koldan.jobs.finish(job.id, DONE);

		expect(await watching.ids(1)).toEqual([job.id]);
	});
});
