/** Lets a node upload a recording, and measures what that takes. */
import type { IDataObject, INode } from 'n8n-workflow';

import { OWN_NODES, itemsNode } from '../../fixtures/nodes/own-nodes.mts';
import { outputOf } from '../../n8n/client.mts';
import { memoryOverIdle } from '../../n8n/memory.mts';
import { atWork, largeRecording, MB, readNode } from '../../suites/large-recording.mts';
import { connect, node } from '../../suites/waiting/workflow.mts';
import { inN8n } from '../place.mts';
import type { Place } from '../place.mts';
import { CONTENDERS, startReceiver } from './contenders.mts';
import type { Contender, Receiver } from './contenders.mts';

const settings = (mode: string) => ({
	N8N_DEFAULT_BINARY_DATA_MODE: mode,
	...OWN_NODES,
});

/** A recording in n8n's store on disk, read by n8n once, and the file that it was read from. */
export async function storedRecording({ n8n }: Place, size: number) {
	const path = await largeRecording(n8n, size);
	const nodes = [node('Start', 'manualTrigger', 1, 0), readNode(path)];
	const file = { name: 'Recording', nodes, connections: connect('Start', 'Read') };
	const execution = await n8n.runOnce(await n8n.importWorkflow(file), 'Start');
	const items = outputOf(execution, 'Read').map(({ json, binary }) => ({ json, binary }));
	return { path, source: await itemsNode(n8n.filesFolder, items) };
}

export interface Upload {
	receiver: Receiver;
	source: INode;
	contender: Contender;
	size: number;
}

/** Lets a node upload a recording that n8n has, and measures that; all of it must arrive. */
async function upload<T>(
	{ n8n }: Place,
	{ receiver, source, contender, size }: Upload,
	measure: (work: () => Promise<IDataObject>) => Promise<T>,
): Promise<T> {
	const worker = CONTENDERS[contender](receiver.url);
	const { credentials, received } = receiver;
	return await atWork(n8n, { source, worker, credentials }, async (work) => {
		received.length = 0;
		return await measure(async () => {
			const out = await work();
			if (out.error !== undefined) throw new Error(`${contender}: ${JSON.stringify(out.error)}`);
			if (received.length !== 1 || received[0] < size)
				throw new Error(`${contender}: ${received.join(', ')} bytes arrived, not ${size}`);
			return out;
		});
	});
}

/** The most memory that n8n takes over idle, in bytes, when it has loaded everything that it needs. */
export async function memoryOver(place: Place, job: Upload): Promise<number> {
	const { n8n, inspectorPort } = place;
	return await upload(
		place,
		job,
		async (work) => await memoryOverIdle(n8n.process, inspectorPort, work),
	);
}

/** A first small upload: what n8n loads for it, and keeps, is not what an upload takes. */
export async function warmUp(
	place: Place,
	receiver: Receiver,
	contender: Contender,
): Promise<void> {
	const size = MB;
	const source = readNode(await largeRecording(place.n8n, size));
	await upload(place, { receiver, source, contender, size }, async (work) => await work());
}

/** Starts an n8n that keeps files in this way, and a receiver. */
export async function withReceiver<T>(
	mode: string,
	more: Record<string, string>,
	work: (place: Place, receiver: Receiver) => Promise<T>,
): Promise<T> {
	return await inN8n({ ...settings(mode), ...more }, async (place) => {
		const receiver = await startReceiver(place);
		try {
			return await work(place, receiver);
		} finally {
			receiver.close();
		}
	});
}

export interface Cost {
	seconds: number;
	cpu: number;
}

/** Seconds, and seconds of the processor, that n8n takes for an upload. */
export async function costOf(place: Place, job: Upload): Promise<Cost> {
	const { process } = place.n8n;
	return await upload(place, job, async (work) => {
		const [begin, cpu] = [performance.now(), await process.cpuTime()];
		await work();
		return {
			seconds: (performance.now() - begin) / 1_000,
			cpu: (await process.cpuTime()) - cpu,
		};
	});
}
