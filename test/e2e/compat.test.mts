/**
 * What a user does first, in the n8n that was chosen. With `sub-workflows.test.mts` these are the tests of compatibility: they
 * run on the older versions that `version.json` pins (`npm run test:compat -- --n8n 1.123.81`), and every day on the newest.
 */
import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';

import { outputOf } from '../n8n/client.mts';
import { chosenVersion } from '../n8n/versions.mts';
import { DONE, openJobs, Watching } from '../suites/triggers/watching.mts';
import { pollingWorkflow, triggerWorkflow } from '../suites/triggers/workflow.mts';
import { useN8n } from '../suites/use-n8n.mts';
import { outcomes, requestCounts, runsOf, transcriptOf } from '../suites/waiting/stage.mts';
import type { Plan } from '../suites/waiting/stage.mts';

const running = useN8n();
const FAILED = { status: 'FAILED', errorCode: 'FILE_CORRUPTED' } as const;

test('is the n8n that was chosen', async () => {
	const { versionCli } = await running.n8n.request<{ versionCli: string }>('GET', '/rest/settings');

	expect(versionCli).toBe(chosenVersion());
});

test('brings the nodes and the credential', async () => {
	const nodes = await running.n8n.request<INodeTypeDescription[]>('GET', '/types/nodes.json');
	const names = nodes.map(({ name }) => name);
	const credentials = await running.n8n.request<ICredentialType[]>(
		'GET',
		'/types/credentials.json',
	);

	for (const name of ['koldan', 'koldanTool', 'koldanTrigger', 'koldanPollingTrigger'])
		expect(names).toContain(`n8n-nodes-koldan.${name}`);
	expect(credentials.map(({ name }) => name)).toContain('koldanApi');
});

test('tests the credential, with a right and a wrong key', async () => {
	const { koldan, credential } = await running.stage.open();
	const type = 'koldanApi';
	const data = { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: koldan.url };
	const right = { name: 'Right', type, data };
	const wrong = { name: 'Wrong', type, data: { ...data, apiKey: `kk-${'0'.repeat(64)}` } };

	expect(await running.n8n.testCredentials(credential, right)).toMatchObject({ status: 'OK' });
	expect(await running.n8n.testCredentials(credential, wrong)).toMatchObject({ status: 'Error' });
});

test('uploads a recording, sleeps, and wakes up with its transcript', async () => {
	const scene = await running.stage.open({ autoFinish: false });
	const run = await scene.startWith(await scene.recordings(['interview']), {
		operation: 'upload',
		parameters: { waitForCompletion: 'webhook' },
	});
	await run.parked();
	const [job] = scene.koldan.jobs.list();
	expect(job.webhook?.url).toContain(`${running.n8n.url}/webhook-waiting/`);
	await scene.koldan.jobs.finish(job.id, DONE);
	const execution = await run.ended();

	expect(execution.status).toBe('success');
	expect(outcomes(execution)).toMatchObject([
		{ id: job.id, label: 'interview', text: 'hello there' },
	]);
	expect([runsOf(execution, 'Koldan'), runsOf(execution, 'After')]).toEqual([1, 1]);
	expect(requestCounts(scene.koldan).uploadAndTranscribe).toBe(1);
});

describe('10 items of which 4 fail, with On Error: Continue (using error output)', () => {
	const all = Array.from({ length: 10 }, (_, index) => `item ${index}`);
	const bad = all.filter((_, index) => index % 3 === 0);
	const plan: Plan = Object.fromEntries(bad.map((label) => [label, FAILED]));

	test.each(['webhook', 'polling'])(
		'gives 6 to the success output and 4 to the error output (%s)',
		async (waitForCompletion) => {
			const scene = await running.stage.open();
			const run = await scene.start({
				items: all,
				plan,
				parameters: { waitForCompletion },
				node: { onError: 'continueErrorOutput' },
			});
			const execution = await run.ended();

			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(
				all
					.filter((label) => !bad.includes(label))
					.map((label) => ({ label, text: transcriptOf(label) })),
			);
			const jobs = run.jobOfItems();
			expect(outcomes(execution, 'Errors')).toMatchObject(
				bad.map((label) => ({
					label,
					error: expect.any(String) as string,
					message: expect.any(String) as string,
					details: expect.objectContaining({
						transcriptionId: jobs[all.indexOf(label)].id,
						code: 'FILE_CORRUPTED',
					}) as object,
				})),
			);
			expect(outputOf(execution, 'Koldan', 1).map(({ pairedItem }) => pairedItem)).toEqual(
				bad.map((label) => ({ item: all.indexOf(label) })),
			);
		},
	);
});

test('starts a workflow when a transcription ends', async () => {
	const scene = await running.stage.open({ autoFinish: false });
	const [job, left] = openJobs(scene, 2);
	const watching = await Watching.save(running.n8n, scene, triggerWorkflow({ watch: 'all' }));
	await watching.activate();
	expect(left.webhook?.url).toBe(watching.url);
	await scene.koldan.jobs.finish(job.id, DONE);

	expect(await watching.ids(1)).toEqual([job.id]);
	await watching.deactivate();
	expect(left.webhook).toBeNull();
});

test('starts a workflow when polling finds a transcription and a summary that have ended', async () => {
	const scene = await running.stage.open({ summaryOutcome: 'open' });
	scene.koldan.jobs.seed(2);
	const events = ['completed', 'summaryCompleted'];
	const polling = await Watching.save(running.n8n, scene, pollingWorkflow({ events }));
	await polling.activate();
	await polling.executions(0);
	const [job] = scene.koldan.jobs.seed(1);
	const summary = scene.koldan.summaries.add(job, { promptTemplateId: 'brief' });
	scene.koldan.summaries.finish(summary.id);

	expect(await polling.ids(1)).toEqual([job.id, summary.id]);
	await polling.deactivate();
});
