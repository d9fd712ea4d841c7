import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INode } from 'n8n-workflow';

import { itemsNode } from '../../fixtures/nodes/own-nodes.mts';
import { endOf } from '../place.mts';
import type { Place } from '../place.mts';
import type { Stage } from '../../suites/waiting/stage.mts';
import { callWebhook } from '../../suites/waiting/callbacks.mts';
import { connect, koldanNode, node } from '../../suites/waiting/workflow.mts';
import { makeWav } from '../../fixtures/wav.mts';
import { outputOf } from '../../n8n/client.mts';
import type { Execution } from '../../n8n/client.mts';
import { collectedIdleMemory, peakMemory } from '../../n8n/memory.mts';
import { WITH_CREDENTIAL } from '../../suites/large-recording.mts';
import { httpReadNode } from '../http-read-node.mts';
import { longTranscript } from '../transcript/long-transcript.mts';

/** How many recordings, and how many words each of their transcripts has: a meeting of an hour. */
export const RECORDINGS = 500;
export const WORDS = 9_000;

/** How long transcriptions take: shortest and longest, in milliseconds. */
const TRANSCRIPTION = [5_000, 60_000] as const;

/** Resident memory of one n8n in bytes: when nothing happened yet, and the most while it worked. */
export interface Memory {
	idle: number;
	peak: number;
}

export interface BatchOutcome {
	memory: Memory;
	/** Items that are right: of the right recording, in order, with a transcript. */
	right: number;
	/** All requests to Koldan. */
	requests: number;
	/** Transcripts that were read exactly once. */
	readOnce: number;
	/** The items' JSON. */
	items: IDataObject[];
}

const labels = Array.from(
	{ length: RECORDINGS },
	(_, index) => `recording ${String(index).padStart(3, '0')}`,
);

/** Without its extension. */
const nameOf = (file: unknown): string => String(file).replace(/\.wav$/, '');

const start = () => node('Start', 'manualTrigger', 1, 0);

/** The workflow Start → `nodes`. */
async function importBatch(
	stage: Stage,
	nodes: INode[],
	credentials: Record<string, string> = {},
): Promise<string> {
	const all = [start(), ...nodes];
	const file = { name: 'Batch', nodes: all, connections: connect(...all.map(({ name }) => name)) };
	return await stage.n8n.importWorkflow(file, credentials);
}

/** The node that reads all recordings, from files that are written for it. */
async function recordings({ n8n }: Place): Promise<INode> {
	const folder = join(n8n.filesFolder, 'recordings');
	await mkdir(folder, { recursive: true });
	for (const label of labels)
		await writeFile(join(folder, `${label}.wav`), makeWav({ seconds: 0.1 }));
	return node('Files', 'readWriteFile', 1, 1, {
		operation: 'read',
		fileSelector: `${folder}/*.wav`,
		options: {},
	});
}

/** Runs Start → `nodes` to its end, seldom looked at, and gives the memory of n8n before and meanwhile. */
async function memoryOf(
	{ stage, n8n, inspectorPort }: Place,
	nodes: INode[],
	credentials: Record<string, string> = {},
): Promise<{ memory: Memory; execution: Execution }> {
	const workflowId = await importBatch(stage, nodes, credentials);
	const idle = await collectedIdleMemory(n8n.process, inspectorPort);
	const { result: executionId, peak } = await peakMemory(n8n.process, async () => {
		const id = await stage.n8n.run(workflowId, 'Start');
		await endOf(n8n, workflowId, 2_000);
		return id;
	});
	const execution = await stage.n8n.execution(executionId);
	if (execution.status !== 'success')
		throw new Error(
			`The execution is ${execution.status}: ${execution.data.resultData.error?.message}`,
		);
	return { memory: { idle, peak }, execution };
}

/** Uploads recordings whose transcriptions end after 5 to 60 s in any order, and waits for their transcripts. */
export async function batchOfKoldan(place: Place, parameters: IDataObject): Promise<BatchOutcome> {
	const { koldan, credential } = await place.stage.open({
		outcome: 'auto',
		jobDurationMs: [...TRANSCRIPTION],
		transcriptWords: WORDS,
		webhookPayload: 'job-without-result',
	});
	const upload = koldanNode(2, 'upload', { diarization: 'SPEAKER', ...parameters });
	const { memory, execution } = await memoryOf(place, [await recordings(place), upload], {
		koldanApi: credential,
	});
	const given = outputOf(execution, 'Koldan');
	const sent = outputOf(execution, 'Files').map(({ json }) => nameOf(json.fileName));
	const reads = koldan.jobs.list().map(({ id }) => koldan.counters.resultsRead[id] ?? 0);
	const isRight = ({ json, binary }: (typeof given)[number], index: number) =>
		nameOf(json.fileName) === sent[index] &&
		(typeof json.text === 'string' ? json.text.split(' ').length === WORDS : binary !== undefined);
	return {
		memory,
		right: given.filter(isRight).length,
		requests: Object.values(koldan.counters.requests).reduce((sum, count) => sum + count),
		readOnce: reads.filter((times) => times === 1).length,
		items: given.map(({ json }) => json),
	};
}

/** What the same items cost when a node puts them out that does nothing else. */
export async function memoryOfItems(place: Place, items: IDataObject[]): Promise<Memory> {
	const itemsAlone = await itemsNode(
		place.n8n.filesFolder,
		items.map((json) => ({ json })),
	);
	const { memory } = await memoryOf(place, [itemsAlone]);
	return memory;
}

/**
 * What as many calls cost an execution that n8n's own Wait node has put to sleep with the same recordings: n8n reads the whole
 * execution for each of them. They bring no token, and so change nothing.
 */
export async function memoryOfCalls(place: Place): Promise<Memory> {
	const { stage, n8n, inspectorPort } = place;
	const sleeper = node('Wait', 'wait', 1.1, 2, { resume: 'webhook', options: {} });
	const workflowId = await importBatch(stage, [await recordings(place), sleeper]);
	const idle = await collectedIdleMemory(n8n.process, inspectorPort);
	const { peak } = await peakMemory(n8n.process, async () => {
		const id = await stage.n8n.run(workflowId, 'Start');
		await stage.n8n.waitForExecution(id, undefined, ['waiting']);
		const [shortest, longest] = TRANSCRIPTION;
		await Promise.all(
			labels.map(async () => {
				await sleep(shortest + Math.random() * (longest - shortest));
				await callWebhook({ url: `${n8n.url}/webhook-waiting/${id}` });
			}),
		);
	});
	return { idle, peak };
}

const byId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

/** Nodes that give out all of what Koldan has of a transcription. */
export const READERS: Record<string, (koldanUrl: string) => INode> = {
	'Koldan node': () =>
		node(
			'Reader',
			'n8n-nodes-koldan.koldan',
			1,
			2,
			{
				resource: 'transcription',
				operation: 'get',
				transcriptionId: byId,
				outputFormat: 'json',
			},
			WITH_CREDENTIAL,
		),
	'HTTP Request': (koldanUrl) => httpReadNode('Reader', 2, koldanUrl, '{{ $json.id }}'),
};

/** What a node takes that reads so many transcripts of an hour and puts them out as they are. */
export async function memoryOfReads(
	place: Place,
	reader: (koldanUrl: string) => INode,
	count: number,
): Promise<Memory> {
	const { koldan, credential } = await place.stage.open();
	const result = longTranscript(WORDS, 3_600);
	const jobs = koldan.jobs.seed(count, { result });
	const ids = await itemsNode(
		place.n8n.filesFolder,
		jobs.map(({ id }) => ({ json: { id } })),
	);
	const { memory, execution } = await memoryOf(place, [ids, reader(koldan.url)], {
		koldanApi: credential,
	});
	const right = outputOf(execution, 'Reader').filter(
		({ json }, index) =>
			json.id === jobs[index].id && (json.result as IDataObject | null)?.text === result.text,
	).length;
	if (right !== count) throw new Error(`${right} of ${count} transcripts came out`);
	return memory;
}
