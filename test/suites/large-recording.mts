/** How much memory n8n takes to upload a large recording. */
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { INode } from 'n8n-workflow';

import { ITEMS_NODE } from '../fixtures/items-node/items-node.mts';
import { wavStream } from '../fixtures/wav.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { collectedIdleMemory } from '../n8n/memory.mts';
import { freePorts } from '../n8n/ports.mts';
import { useOwnN8n } from './use-n8n.mts';
import type { InUse } from './use-n8n.mts';
import { koldanNode, node } from './waiting/workflow.mts';

export const MB = 1_000_000;
/** Bytes of the recording. */
export const SIZE = 200 * MB;
/** What an upload may take beside what n8n itself holds. */
export const BOUND = 100 * MB;

type Settings = Record<string, string>;

/** An n8n with these settings that an inspector can look into. */
export function useInspectedN8n(settings: Settings | (() => Settings | Promise<Settings>)) {
	let port: number;
	const running = useOwnN8n(async () => {
		[port] = await freePorts(1);
		const inspected = { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` };
		const more = typeof settings === 'function' ? await settings() : settings;
		return { env: { ...ITEMS_NODE, ...inspected, ...more } };
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
	let reach = () => {};
	const reached = new Promise<void>((resolve) => (reach = resolve));
	const server = createServer((_, response) => {
		answer = () => response.end('{}');
		reach();
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
 * The most memory (bytes over before) that n8n takes while a node works on a recording that has been read already. The workflow
 * is held up before that node and after it.
 */
export async function memoryOf(
	{ n8n, stage }: InUse<N8nInstance>,
	source: INode,
	worker: INode,
	inspector: number,
): Promise<number> {
	const scene = await stage.open({ autoFinish: false });
	const [before, after] = [await startHold(), await startHold()];
	const hold = (name: string, url: string, position: number) =>
		node(name, 'httpRequest', 4.2, position, { url, options: {} });
	const to = (name: string, index = 0) => ({ node: name, type: 'main' as const, index });
	try {
		const workflow = await scene.importWorkflow({
			name: 'Large recording',
			// What n8n takes to save a recording that it keeps in memory is not measured here.
			settings: { saveManualExecutions: false, saveDataSuccessExecution: 'none' },
			nodes: [
				node('Start', 'manualTrigger', 1, 0),
				source,
				hold('Before', before.url, 2),
				node('Recording', 'merge', 3.1, 3, {
					mode: 'chooseBranch',
					output: 'specifiedInput',
					useDataOfInput: '1',
				}),
				worker,
				hold('After', after.url, 5),
			],
			connections: {
				Start: { main: [[to(source.name)]] },
				[source.name]: { main: [[to('Recording'), to('Before')]] },
				Before: { main: [[to('Recording', 1)]] },
				Recording: { main: [[to(worker.name)]] },
				[worker.name]: { main: [[to('After')]] },
			},
		});
		await n8n.run(workflow, 'Start');
		await before.reached;
		const idle = await collectedIdleMemory(n8n.process, inspector);
		await n8n.process.resetPeak();
		before.release();
		await after.reached;
		const { peak } = await n8n.rss();
		after.release();
		return peak - idle;
	} finally {
		before.close();
		after.close();
	}
}

/** A recording of {@link SIZE} on the disk of n8n. */
export async function largeRecording({ filesFolder }: N8nInstance): Promise<string> {
	const path = join(filesFolder, 'large.wav');
	await pipeline(wavStream(SIZE), createWriteStream(path));
	return path;
}

/** Uploads a recording, and no more than that. */
export const uploadNode = (): INode => koldanNode(4, 'upload', { waitForCompletion: 'none' });
