/** n8n is upgraded while executions sleep: from the oldest pinned version to the newest, with the same data folder. */
import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import { ensureN8n } from '../n8n/install.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { removeFolder, temporaryFolder } from '../n8n/processes.mts';
import { MAIN_VERSION, OLDER_VERSIONS } from '../n8n/versions.mts';
import { outcomes, runsOf, Stage, transcriptOf, Waiting } from '../suites/waiting/stage.mts';

const OLD = OLDER_VERSIONS.at(-1) ?? MAIN_VERSION;
/** Fetching and starting two versions. */
const TIMEOUT = 1_800_000;

const authority = makeCertificateAuthority();
const https = { ...authority.issue(), ca: authority.ca };
const userFolder = temporaryFolder('koldan-upgrade-');
let n8n: N8nInstance | undefined;
let stage: Stage | undefined;

async function start(version: string, port?: number): Promise<N8nInstance> {
	const install = await ensureN8n({ version });
	n8n = await startN8n({ install, https, userFolder, port });
	return n8n;
}

afterAll(async () => {
	expect(await stage?.close()).toEqual([]);
	await n8n?.stop();
	await removeFolder(userFolder);
});

test(
	`executions that went to sleep in n8n ${OLD} wake up in ${MAIN_VERSION} with their transcripts`,
	async () => {
		const old = await start(OLD);
		await old.setupOwner();
		stage = new Stage(old, authority);
		const scene = await stage.open({ autoFinish: false });
		const parameters = { waitForCompletion: 'webhook' };
		const created = await scene.start({ items: ['a', 'b', 'c'], parameters });
		const failing = await scene.start({
			items: ['good', 'bad'],
			plan: { bad: { status: 'FAILED', errorCode: 'FILE_CORRUPTED' } },
			parameters,
			node: { onError: 'continueErrorOutput' },
		});
		const late = await scene.start({
			items: ['late'],
			parameters: {
				...parameters,
				options: { waiting: { settings: { limitType: 'duration', amount: 90, unit: 'seconds' } } },
			},
		});
		for (const run of [created, failing, late]) await run.parked();
		await old.stop();

		const upgraded = await start(MAIN_VERSION, old.port);
		await upgraded.signIn();
		const after = (run: Waiting) => new Waiting(scene, upgraded, run);
		await created.finishJobs();
		await failing.finishJobs();
		const execution = await after(created).ended();
		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(
			['a', 'b', 'c'].map((label) => ({ label, text: transcriptOf(label) })),
		);
		expect([runsOf(execution, 'Koldan'), runsOf(execution, 'After')]).toEqual([1, 1]);
		const partly = await after(failing).ended();
		expect(outcomes(partly)).toMatchObject([{ label: 'good', text: transcriptOf('good') }]);
		expect(outcomes(partly, 'Errors')).toMatchObject([
			{ label: 'bad', details: { code: 'FILE_CORRUPTED' } },
		]);
		const error = (await after(late).ended()).data.resultData.error?.message;
		expect(error).toBe(`Transcription ${late.jobOfItems()[0].id} had not ended at the time limit`);
		expect(scene.koldan.counters.jobsCreated).toBe(6);
	},
	TIMEOUT,
);
