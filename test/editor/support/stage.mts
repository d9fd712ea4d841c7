/** A real n8n with the package, and a local Koldan server that calls it back: what a picture or a demonstration is made with. */
import { randomBytes } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { makeCertificateAuthority } from '../../fixtures/certificates.mts';
import { startWebhookReceiver } from '../../fixtures/webhook-receiver.mts';
import type { WebhookReceiver } from '../../fixtures/webhook-receiver.mts';
import { startKoldanServer } from '../../koldan-server/server.mts';
import type { KoldanServer } from '../../koldan-server/server.mts';
import type { Owner, WorkflowFile } from '../../n8n/client.mts';
import { recordInstalledPackage } from '../../n8n/installed-packages.mts';
import { startN8n } from '../../n8n/instance.mts';
import type { N8nInstance } from '../../n8n/instance.mts';
import { packPackage } from '../../n8n/package.mts';

export const examplesFolder = join(import.meta.dirname, '..', '..', '..', 'examples');
export const RECORDING = join(examplesFolder, 'go-forward-ten-meters.wav');

export interface Stage {
	koldan: KoldanServer;
	n8n: N8nInstance;
	owner: Owner;
	/** The id of a credential for the Koldan server, tested by its own test. */
	credential: string;
	/** Stands in for the other app that a workflow sends something to. */
	app: WebhookReceiver;
	close(): Promise<void>;
}

/**
 * Starts both. n8n is served over https, so that executions sleep while they wait.
 *
 * @throws {HarnessError} with a sentence for people
 */
export async function openStage(): Promise<Stage> {
	const authority = makeCertificateAuthority();
	const koldan = await startKoldanServer({ ca: authority.ca });
	const app = await startWebhookReceiver(authority);
	const closeServers = async () => {
		await koldan.close();
		await app.close();
	};
	try {
		const packed = await packPackage();
		const n8n = await startN8n({
			package: packed,
			https: { ...authority.issue(), ca: authority.ca },
		});
		const close = async () => {
			await n8n.stop();
			await closeServers();
		};
		try {
			const owner = {
				email: 'demo@example.com',
				password: `Demo-${randomBytes(6).toString('hex')}`,
			};
			await n8n.setupOwner(owner);
			// Without it, the editor's search does not show the nodes.
			await recordInstalledPackage(n8n, packed);
			const credential = await n8n.importCredentials({
				name: 'Koldan account',
				type: 'koldanApi',
				data: { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: koldan.url },
			});
			return { koldan, n8n, owner, credential, app, close };
		} catch (error) {
			await close();
			throw error;
		}
	} catch (error) {
		await closeServers();
		throw error;
	}
}

/** What somebody said on the phone: a transcription that has ended before anything runs. */
function addFinishedJob({ files, jobs }: KoldanServer): void {
	const { id } = files.add({ name: 'Front desk, Monday' });
	const text =
		'Good morning, how can I help? I would like a table for two. For this evening, at eight.';
	const result = { text, detectedLanguages: ['en'], confidence: 0.94, duration: 9, segments: null };
	jobs.seed(1, { fileId: id, result });
}

/**
 * Imports an example as a user would: with the credential chosen, reading the recording from a folder that n8n may read, and
 * sending to an app that is there.
 *
 * @param file name in `examples/`
 * @returns the workflow's id, and the workflow as it was imported
 */
export async function importExample(
	{ n8n, koldan, credential, app }: Stage,
	file: string,
): Promise<{ id: string; workflow: WorkflowFile }> {
	const text = await readFile(join(examplesFolder, file), 'utf8');
	const recording = join(n8n.filesFolder, basename(RECORDING));
	await copyFile(RECORDING, recording);
	const workflow = JSON.parse(text) as WorkflowFile;
	for (const { type, parameters } of workflow.nodes) {
		if (type === 'n8n-nodes-base.readWriteFile' && 'fileSelector' in parameters)
			parameters.fileSelector = recording;
		if (type === 'n8n-nodes-base.httpRequest') parameters.url = `${app.url}/your-app`;
		if (type === 'n8n-nodes-koldan.koldanPollingTrigger') addFinishedJob(koldan);
	}
	return { id: await n8n.importWorkflow(workflow, { koldanApi: credential }), workflow };
}
