/** What it costs n8n to upload a large recording. */
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { IDataObject, INode } from 'n8n-workflow';

import { OWN_NODES } from '../fixtures/nodes/own-nodes.mts';
import { wavStream } from '../fixtures/wav.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { memoryOverIdle } from '../n8n/memory.mts';
import { freePorts } from '../n8n/ports.mts';
import { useOwnN8n } from './use-n8n.mts';
import type { InUse } from './use-n8n.mts';
import type { AnyN8n } from './waiting/stage.mts';
import { koldanNode, node } from './waiting/workflow.mts';

export const MB = 1_000_000;
/** Bytes of the recording. */
export const SIZE = 200 * MB;
/** What an upload may take beside what n8n itself holds. */
export const BOUND = 100 * MB;

type Settings = Record<string, string>;

/** Who works on which recording. */
export interface AtWork {
	/** Brings the recording. */
	source: INode;
	worker: INode;
	/** The id of a credential of each type. */
	credentials: Record<string, string>;
}

/** An n8n with these settings that an inspector can look into. */
export function useInspectedN8n(settings: Settings | (() => Settings | Promise<Settings>)) {
	let port: number;
	const running = useOwnN8n(async () => {
		[port] = await freePorts(1);
		const inspected = { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` };
		const more = typeof settings === 'function' ? await settings() : settings;
		return { env: { ...OWN_NODES, ...inspected, ...more } };
	});
	return { running, port: () => port };
}

export const readNode = (path: string): INode =>
	node('Read', 'readWriteFile', 1.1, 1, {
		operation: 'read',
		fileSelector: path,
		options: {},
	});

/** Waits until somebody asks for `url`, and answers when told. */
async function startHold() {
	let answer = () => {};
	let reach: (body: string) => void = () => {};
	const reached = new Promise<string>((resolve) => (reach = resolve));
	const server = createServer((request, response) => {
		answer = () => response.end('{}');
		void text(request).then(reach);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/`,
		reached,
		release: () => answer(),
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

/**
 * Has a node work on a recording that has been read already: the workflow is held up before that node and after it. `measure`
 * is called when it is held up before, and lets the node work; it resolves with what the node put out, when that is there.
 */
export async function atWork<T>(
	n8n: AnyN8n,
	{ source, worker, credentials }: AtWork,
	measure: (work: () => Promise<IDataObject>) => Promise<T>,
): Promise<T> {
	const [before, after] = [await startHold(), await startHold()];
	const hold = (name: string, position: number, parameters: IDataObject) =>
		node(name, 'httpRequest', 4.2, position, { ...parameters, options: {} });
	const to = (name: string, index = 0) => ({ node: name, type: 'main' as const, index });
	try {
		const workflow = await n8n.importWorkflow(
			{
				name: 'Large recording',
				// What n8n takes to save a recording that it keeps in memory is not measured here.
				settings: { saveManualExecutions: false, saveDataSuccessExecution: 'none' },
				nodes: [
					node('Start', 'manualTrigger', 1, 0),
					source,
					hold('Before', 2, { url: before.url }),
					node('Recording', 'merge', 3.1, 3, {
						mode: 'chooseBranch',
						output: 'specifiedInput',
						useDataOfInput: '1',
					}),
					{ ...worker, onError: 'continueRegularOutput' },
					hold('After', 5, {
						method: 'POST',
						url: after.url,
						sendBody: true,
						specifyBody: 'json',
						jsonBody: '={{ JSON.stringify($json) }}',
					}),
				],
				connections: {
					Start: { main: [[to(source.name)]] },
					[source.name]: { main: [[to('Recording'), to('Before')]] },
					Before: { main: [[to('Recording', 1)]] },
					Recording: { main: [[to(worker.name)]] },
					[worker.name]: { main: [[to('After')]] },
				},
			},
			credentials,
		);
		await n8n.run(workflow, 'Start');
		await before.reached;
		const measured = await measure(async () => {
			before.release();
			return JSON.parse(await after.reached) as IDataObject;
		});
		after.release();
		return measured;
	} finally {
		before.close();
		after.close();
	}
}

/** The most memory (bytes over before) that n8n takes while a node works on a recording that has been read already. */
export async function memoryOf(
	{ n8n, stage }: InUse<N8nInstance>,
	source: INode,
	worker: INode,
	inspector: number,
): Promise<number> {
	const scene = await stage.open({ autoFinish: false });
	const credentials = { koldanApi: scene.credential };
	return await atWork(n8n, { source, worker, credentials }, async (work) => {
		return await memoryOverIdle(n8n.process, inspector, async () => {
			const { error } = await work();
			if (error !== undefined) throw new Error(JSON.stringify(error));
		});
	});
}

/** A recording on the disk of n8n. */
export async function largeRecording({ filesFolder }: N8nInstance, size = SIZE): Promise<string> {
	const path = join(filesFolder, 'large.wav');
	await pipeline(wavStream(size), createWriteStream(path));
	return path;
}

/** Uploads a recording, and no more than that. */
export const uploadNode = (): INode => koldanNode(4, 'upload', { waitForCompletion: 'none' });

export const WITH_CREDENTIAL = { credentials: { koldanApi: { id: '', name: 'Koldan' } } };

/** How a recording is to be transcribed, as the form has it. */
export const TRANSCRIPTION = '{"model":"general","language":{"defaultLanguageCode":"en"}}';

/** Where uploads go, at a Koldan. */
export const UPLOAD_PATH = '/api/v1/speech-services/transcriptions/upload';

/** n8n's own node that uploads the same. */
export const httpUploadNode = (url: string): INode =>
	node(
		'HTTP Request',
		'httpRequest',
		4.2,
		4,
		{
			method: 'POST',
			url,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'koldanApi',
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: {
				parameters: [
					{ name: 'name', value: 'long meeting' },
					{ name: 'transcription', value: TRANSCRIPTION },
					{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
				],
			},
			options: {},
		},
		WITH_CREDENTIAL,
	);
