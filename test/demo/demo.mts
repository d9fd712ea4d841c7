/**
 * The whole way on one machine: a local Koldan server, a real n8n with this package installed from its packed tarball, and the
 * example workflow run on a recording of real speech. Run it with `npm run demo`.
 */
import { randomBytes } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import { startKoldanServer } from '../koldan-server/server.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import { outputOf } from '../n8n/client.mts';
import type { Execution, WorkflowFile } from '../n8n/client.mts';
import { HarnessError } from '../n8n/harness-error.mts';
import { ensureN8n } from '../n8n/install.mts';
import { recordInstalledPackage } from '../n8n/installed-packages.mts';
import { portTaken, startN8n } from '../n8n/instance.mts';
import type { N8nInstance, StartN8nOptions } from '../n8n/instance.mts';
import { packPackage } from '../n8n/package.mts';
import { isPortTaken } from '../n8n/ports.mts';
import { startProgress } from '../n8n/progress.mts';

const examples = join(import.meta.dirname, '..', '..', 'examples');
const RECORDING = join(examples, 'go-forward-ten-meters.wav');
const WORKFLOW = join(examples, 'transcribe-a-recording.json');

const RECOGNIZERS: Record<KoldanServer['recognizer'], string> = {
	pocketsphinx: 'recognised from the audio by PocketSphinx',
	whisper: 'recognised from the audio by whisper.cpp',
	simulation:
		'SIMULATED: made up, since no speech recogniser is installed (on Debian: apt-get install pocketsphinx pocketsphinx-en-us)',
};

const say = (text: string) => process.stdout.write(`${text}\n`);

function parsePort(text: string): number {
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535)
		throw new InvalidArgumentError('It must be a number from 0 (any free port) to 65535.');
	return port;
}

const { once, port } = new Command()
	.name('npm run demo --')
	.description(
		'Runs the example workflow in a real n8n against a local Koldan server, and keeps the editor open.',
	)
	.option('--once', 'end after the transcript; the exit status is 0 only if it came', false)
	.option('--port <number>', 'port of the n8n editor; 0 takes any free one', parsePort, 0)
	.parse()
	.opts<{ once: boolean; port: number }>();

/** What to undo at the end, in reverse order. */
const started: Array<() => Promise<void>> = [];
let ending: Promise<void> | undefined;

/** Ends everything that the demo started; a second call waits for the first. */
function endAll(): Promise<void> {
	ending ??= (async () => {
		for (const end of started.reverse()) await end().catch(() => {});
	})();
	return ending;
}

/** Why an execution gave no transcript, in n8n's own words. */
function failure({ status, data }: Execution): string {
	const { error } = data.resultData;
	const details =
		error && 'description' in error && error.description ? ` ${error.description}` : '';
	return `The workflow ended with "${status}"${error ? `: ${error.message}${details}` : ' and without a transcript'}`;
}

/** Imports the credential and the example workflow as a user would, and points the workflow at the recording. */
async function prepareWorkflow(
	n8n: N8nInstance,
	koldan: KoldanServer,
): Promise<{ id: string; trigger: string; last: string }> {
	const file = JSON.parse(await readFile(WORKFLOW, 'utf8')) as WorkflowFile;
	const recording = join(n8n.filesFolder, basename(RECORDING));
	await copyFile(RECORDING, recording);
	for (const node of file.nodes) {
		if (node.type === 'n8n-nodes-base.readWriteFile') node.parameters.fileSelector = recording;
	}
	const credential = await n8n.importCredentials({
		name: 'Koldan account',
		type: 'koldanApi',
		data: { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: koldan.url },
	});
	const id = await n8n.importWorkflow(file, { koldanApi: credential });
	const trigger = file.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	const last = file.nodes.findLast(({ name }) => !file.connections[name] && name !== 'Note');
	if (!trigger || !last)
		throw new HarnessError(`${basename(WORKFLOW)} has no manual trigger or no last node.`);
	return { id, trigger: trigger.name, last: last.name };
}

/** n8n takes some seconds to start, more on a busy machine: show that something happens. */
async function startWithProgress(options: StartN8nOptions): Promise<N8nInstance> {
	const progress = startProgress(process.stdout);
	progress.step('Starting n8n');
	try {
		return await startN8n(options);
	} finally {
		progress.done();
	}
}

async function demo(): Promise<void> {
	say('Koldan in n8n\n');
	if (port && (await isPortTaken(port))) throw portTaken(port);
	const install = await ensureN8n();
	say(`✓ n8n ${install.version} is at hand`);

	const koldan = await startKoldanServer({ port: 0, log: 'silent' });
	started.push(() => koldan.close());
	say(`✓ A local Koldan server runs at ${koldan.url}`);

	const packed = await packPackage();
	const n8n = await startWithProgress({ install, package: packed, port });
	started.push(() => n8n.stop());
	const owner = { email: 'demo@example.com', password: `Demo-${randomBytes(6).toString('hex')}` };
	await n8n.setupOwner(owner);
	await recordInstalledPackage(n8n, packed);
	say(`✓ n8n runs, with ${packed.name} ${packed.version} installed from its packed tarball`);

	const workflow = await prepareWorkflow(n8n, koldan);
	say(`✓ The credential and the workflow ${basename(WORKFLOW)} are imported`);
	const execution = await n8n.runOnce(workflow.id, workflow.trigger, 120_000);
	const text = outputOf(execution, workflow.last)[0]?.json.text;
	if (execution.status !== 'success' || typeof text !== 'string' || text === '')
		throw new HarnessError(failure(execution));

	say(`✓ It has transcribed ${basename(RECORDING)}\n`);
	say(`Transcript (${RECOGNIZERS[koldan.recognizer]}):\n\n    ${text}\n`);
	if (once) return;
	say(`Editor:    ${n8n.url}/workflow/${workflow.id}`);
	say(`Email:     ${owner.email}`);
	say(`Password:  ${owner.password}`);
	say('\nPress Ctrl-C to end n8n and the Koldan server.');
}

let transcribed = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		// A second Ctrl-C doesn't wait.
		if (ending) process.exit(130);
		say('\nEnding …');
		void endAll().then(() => process.exit(transcribed ? 0 : 130));
	});
}
try {
	await demo();
	transcribed = true;
	if (once) await endAll();
} catch (error) {
	process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
	await endAll();
	process.exitCode = 1;
}
