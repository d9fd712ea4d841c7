/** The first example in a real n8n, with this package installed from its packed tarball. */
import { randomBytes } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { outputOf } from '../n8n/client.mts';
import type { Execution } from '../n8n/client.mts';
import { HarnessError } from '../n8n/harness-error.mts';
import { ensureN8n } from '../n8n/install.mts';
import { recordInstalledPackage } from '../n8n/installed-packages.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance, StartN8nOptions } from '../n8n/instance.mts';
import { packPackage } from '../n8n/package.mts';
import { startProgress } from '../n8n/progress.mts';
import { exampleFor, RECORDING, WORKFLOW, type DemoStage } from './in-engine.mts';

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
	koldan: DemoStage['koldan'],
): Promise<{ id: string; trigger: string; last: string }> {
	const recording = join(n8n.filesFolder, basename(RECORDING));
	await copyFile(RECORDING, recording);
	const file = await exampleFor(recording);
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

/**
 * Fetches n8n if need be, runs the example in it, and says how to get into its editor.
 *
 * @param port of the editor; 0 takes any free one
 * @param once without the way into the editor, which then ends at once
 * @throws {HarnessError} when there is no transcript
 */
export async function showInEditor(stage: DemoStage, port: number, once: boolean): Promise<void> {
	const { koldan, say } = stage;
	const install = await ensureN8n();
	say(`✓ n8n ${install.version} is at hand`);
	const packed = await packPackage();
	const n8n = await startWithProgress({ install, package: packed, port });
	stage.atEnd(() => n8n.stop());
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
	say(`✓ It has transcribed ${basename(RECORDING)}: ${text}\n`);
	if (once) return;
	say(`Editor:    ${n8n.url}/workflow/${workflow.id}`);
	say(`Email:     ${owner.email}`);
	say(`Password:  ${owner.password}`);
}
