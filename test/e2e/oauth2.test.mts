/** A sign-in that lasts: tokens that live for seconds, in everything that the nodes do, without anybody signing in again. */
import { setTimeout as sleep } from 'node:timers/promises';

import { signIn } from '../fixtures/sign-in.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import { DONE, openJobs, Watching } from '../suites/triggers/watching.mts';
import { pollingWorkflow, triggerWorkflow } from '../suites/triggers/workflow.mts';
import { useOwnN8n } from '../suites/use-n8n.mts';
import { credentialOf, outcomes } from '../suites/waiting/stage.mts';
import type { Scene } from '../suites/waiting/stage.mts';
import { until } from '../n8n/patience.mts';
import { chosenVersion, differencesOf } from '../n8n/versions.mts';

/** Seconds that a token lives. */
const TOKEN_SECONDS = 5;

const running = useOwnN8n({ env: { N8N_LOG_LEVEL: 'debug' } });

const open = async (behaviour: Parameters<typeof running.stage.open>[0] = {}): Promise<Scene> =>
	await running.stage.open(behaviour, { server: { issuer: { tokenSeconds: TOKEN_SECONDS } } });

function issuerOf({ issuer }: KoldanServer) {
	if (!issuer) throw new Error('There is no sign-in service.');
	return issuer;
}

/** Waits until no token that was given out is of use any more. */
async function tokensExpired({ koldan }: Scene): Promise<void> {
	const { given, verify } = issuerOf(koldan);
	await until('end of all tokens', async () =>
		(await Promise.all(given.map(verify))).some(Boolean) ? undefined : true,
	);
}

/** No secret of the sign-in service, and no token, may be in what n8n stores of executions or writes into its log. */
async function expectNoSecrets({ koldan }: Scene): Promise<void> {
	const { clientSecret, given } = issuerOf(koldan);
	const executions = await running.n8n.executions();
	const stored = await Promise.all(
		executions.map(async ({ id }) =>
			JSON.stringify(await running.n8n.request('GET', `/rest/executions/${id}`)),
		),
	);
	const shown = [...stored, ...running.n8n.logs].join('\n');
	expect(given.length).toBeGreaterThan(1);
	expect([clientSecret, ...given].filter((secret) => shown.includes(secret))).toEqual([]);
}

test('the test of the credential signs in, and says what is wrong', async () => {
	const { koldan, credential } = await open();
	const file = credentialOf(koldan);
	const tested = async (data: object = {}, baseUrl = koldan.url) =>
		await running.n8n.testCredentials(credential, {
			...file,
			data: { ...file.data, baseUrl, ...data },
		});

	expect(await tested()).toMatchObject({ status: 'OK' });
	expect(await tested({}, `${koldan.url}/api/v1/`)).toMatchObject({ status: 'OK' });
	const { testsSignInAnew } = differencesOf(chosenVersion());
	expect(await tested({ clientSecret: 'a-wrong-secret-of-the-client' })).toMatchObject({
		status: testsSignInAnew ? 'Error' : 'OK',
	});
	expect(await tested({}, issuerOf(koldan).url)).toMatchObject({
		status: 'Error',
		// n8n 1 says it in its own words.
		message: expect.stringMatching(/^There is no Koldan server at this Base URL$|not be found$/),
	});
});

test('20 uploads that sleep longer than a token lives, and one job each', async () => {
	const scene = await open({ autoFinish: false });
	const labels = Array.from({ length: 20 }, (_, index) => `call ${index}`);
	const run = await scene.startWith(await scene.recordings(labels), {
		operation: 'upload',
		parameters: { waitForCompletion: 'webhook' },
	});
	await run.parked();
	await tokensExpired(scene);
	for (const { id } of scene.koldan.jobs.list()) await scene.koldan.jobs.finish(id, DONE);
	const execution = await run.ended();

	expect(execution.data.resultData.error).toBeUndefined();
	expect(outcomes(execution)).toMatchObject(
		labels.map((label) => ({ label, text: 'hello there' })),
	);
	expect(scene.koldan.counters.jobsCreated).toBe(20);
	await expectNoSecrets(scene);
});

test('a wait by polling that outlives several tokens', async () => {
	const scene = await open({ autoFinish: false });
	const run = await scene.startWith(await scene.recordings(['long call']), {
		operation: 'upload',
		parameters: { waitForCompletion: 'polling' },
	});
	const [job] = await until('a job', () => {
		const jobs = scene.koldan.jobs.list();
		return jobs.length > 0 ? jobs : undefined;
	});
	await until('the third token', () =>
		issuerOf(scene.koldan).tokens.client_credentials > 2 ? true : undefined,
	);
	await scene.koldan.jobs.finish(job.id, DONE);
	const execution = await run.ended();

	expect(execution.data.resultData.error).toBeUndefined();
	expect(outcomes(execution)).toMatchObject([{ id: job.id, text: 'hello there' }]);
	expect(scene.koldan.counters.jobsCreated).toBe(1);
	await expectNoSecrets(scene);
});

test('both triggers go on when tokens expire', async () => {
	const scene = await open({ autoFinish: false });
	const [first, second] = openJobs(scene, 2);
	const watching = await Watching.save(running.n8n, scene, triggerWorkflow({ watch: 'all' }));
	const polling = await Watching.save(running.n8n, scene, pollingWorkflow());
	await watching.activate();
	await polling.activate();
	for (const { id } of [first, second]) {
		await tokensExpired(scene);
		await scene.koldan.jobs.finish(id, DONE);
	}

	expect((await watching.ids(2)).sort()).toEqual([first.id, second.id].sort());
	const polled = await until('both in the polling trigger', async () => {
		const ids = await polling.idsSoFar();
		return ids.length >= 2 ? ids : undefined;
	});
	expect(polled.sort()).toEqual([first.id, second.id].sort());
	await tokensExpired(scene);
	await watching.deactivate();
	await polling.deactivate();
	await expectNoSecrets(scene);
});

test('a person signs in once, and the workflows go on for them', async () => {
	const redirectUri = `${running.n8n.url}/rest/oauth2-credential/callback`;
	const scene = await running.stage.open(
		{ autoFinish: false },
		{ server: { issuer: { tokenSeconds: TOKEN_SECONDS, redirectUri } } },
	);
	const { authorizationUrl: authUrl, tokens } = issuerOf(scene.koldan);
	const { name, type, data } = credentialOf(scene.koldan);
	await running.n8n.request('PATCH', `/rest/credentials/${scene.credential}`, {
		name,
		type,
		data: { ...data, grantType: 'pkce', authUrl, requestedScope: 'openid offline_access' },
	});
	const before = await scene.startWith(await scene.recordings(['too early']), {
		operation: 'upload',
	});
	const { data: early } = await before.ended();
	expect(early.resultData.error?.message).toBe('Nobody has signed in with the credential yet');

	const address = await running.n8n.request<string>(
		'GET',
		`/rest/oauth2-credential/auth?id=${scene.credential}`,
	);
	expect(new URL(address).searchParams.get('code_challenge_method')).toBe('S256');
	expect(new URL(address).searchParams.get('scope')).toBe('openid offline_access');
	const back = new URL(await signIn(address));
	expect(`${back.origin}${back.pathname}`).toBe(redirectUri);
	await running.n8n.request('GET', `${back.pathname}${back.search}`);
	expect(tokens).toEqual({ authorization_code: 1 });

	const run = await scene.startWith(await scene.recordings(['interview']), {
		operation: 'upload',
		parameters: { waitForCompletion: 'webhook' },
	});
	await run.parked();
	await tokensExpired(scene);
	await scene.koldan.jobs.finish(scene.koldan.jobs.list()[0].id, DONE);
	const execution = await run.ended();
	expect(execution.data.resultData.error).toBeUndefined();
	expect(outcomes(execution)).toMatchObject([{ label: 'interview', text: 'hello there' }]);
	expect(tokens.refresh_token).toBeGreaterThan(0);
	expect(scene.koldan.counters.jobsCreated).toBe(1);
	await expectNoSecrets(scene);
});

test('waits of a minute, by webhook and by polling, outlive many tokens', async () => {
	const scene = await open({ autoFinish: false });
	const runs = await Promise.all(
		['webhook', 'polling'].map(
			async (waitForCompletion) =>
				await scene.startWith(await scene.recordings([waitForCompletion]), {
					operation: 'upload',
					parameters: { waitForCompletion },
				}),
		),
	);
	await sleep(60_000);
	for (const { id } of scene.koldan.jobs.list()) await scene.koldan.jobs.finish(id, DONE);
	for (const run of runs) {
		const execution = await run.ended();
		expect(execution.data.resultData.error).toBeUndefined();
		expect(outcomes(execution)).toMatchObject([{ text: 'hello there' }]);
	}
	expect(scene.koldan.counters.jobsCreated).toBe(2);
	await expectNoSecrets(scene);
});

test('an execution wakes up after n8n was killed, when its token is of no use any more', async () => {
	const scene = await open({ autoFinish: false });
	const run = await scene.startWith(await scene.recordings(['interview']), {
		operation: 'upload',
		parameters: { waitForCompletion: 'webhook' },
	});
	await run.parked();
	await running.n8n.kill9();
	await tokensExpired(scene);
	await running.n8n.restart();
	await scene.koldan.jobs.finish(scene.koldan.jobs.list()[0].id, DONE);
	const execution = await run.ended();
	expect(execution.data.resultData.error).toBeUndefined();
	expect(outcomes(execution)).toMatchObject([{ label: 'interview', text: 'hello there' }]);
	expect(scene.koldan.counters.jobsCreated).toBe(1);
	await expectNoSecrets(scene);
});
