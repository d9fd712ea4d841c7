/** The load: workflows of every kind, started again and again by their webhooks, and the two triggers. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { WorkflowFile } from '../n8n/client.mts';
import type { N8nQueue } from '../n8n/queue.mts';
import { Watching } from '../suites/triggers/watching.mts';
import { pollingWorkflow, triggerWorkflow } from '../suites/triggers/workflow.mts';
import type { Scene } from '../suites/waiting/stage.mts';
import { WITH_SUMMARY } from '../suites/waiting/summaries.mts';
import { connect, tellNode } from '../suites/waiting/workflow.mts';
import type { SourceItem } from '../suites/waiting/workflow.mts';
import type { Sink } from './sink.mts';

/** Paths of the sink. */
export const TRANSCRIPTS = 'transcripts';
export const POLLED = 'polled';
export const SENT = 'sent';

/** Between two executions that are started, in milliseconds. */
const PAUSE = 1_500;
const MOST_ITEMS = 3;

export interface Load {
	/** The workflows that transcribe. */
	workflows: string[];
	/** Labels of all recordings that workflows were started with. */
	labels: Set<string>;
	/** Labels of those that are to be summarized, too. */
	summarized: Set<string>;
	/** Labels of those whose end the webhook trigger is told. */
	sent: Set<string>;
	/** How many executions were started. */
	started: number;
}

/** A trigger's workflow that tells the sink what started it. */
function telling(file: WorkflowFile, url: string): WorkflowFile {
	const [trigger] = file.nodes;
	const nodes = [...file.nodes, tellNode(url, 2)];
	return { ...file, nodes, connections: connect(trigger.name, 'After', 'Tell') };
}

/** Sets everything up. The function that comes out keeps the load going until `end` (milliseconds since 1970). */
export async function prepareLoad(
	n8n: N8nQueue,
	scene: Scene,
	sink: Sink,
): Promise<(end: number) => Promise<Load>> {
	const polling = telling(
		pollingWorkflow({ events: ['completed', 'summaryCompleted'] }),
		sink.url(POLLED),
	);
	await (await Watching.save(n8n, scene, polling)).activate();
	const trigger = telling(triggerWorkflow({ watch: 'sent' }), sink.url(SENT));
	const watching = await (await Watching.save(n8n, scene, trigger)).activate();

	const tell = sink.url(TRANSCRIPTS);
	const asleep = { waitForCompletion: 'webhook' };
	const awake = { waitForCompletion: 'polling' };
	const send = {
		waitForCompletion: 'polling',
		options: { webhook: { settings: { url: watching.url } } },
	};
	const kinds = await Promise.all(
		(
			[
				['create', send, 2],
				['upload', asleep, 5],
				['create', asleep, 3],
				['upload', WITH_SUMMARY, 3],
				['upload', awake, 1],
				['create', awake, 2],
			] as const
		).map(async ([operation, parameters, weight]) => ({
			operation,
			sends: parameters === send,
			summarizes: parameters === WITH_SUMMARY,
			weight,
			...(await scene.publish({ operation, parameters, tell })),
		})),
	);
	const turns = kinds.flatMap((kind) => Array<typeof kind>(kind.weight).fill(kind));
	const load: Load = {
		workflows: kinds.map(({ workflowId }) => workflowId),
		labels: new Set(),
		summarized: new Set(),
		sent: new Set(),
		started: 0,
	};
	return async (end) => {
		for (let turn = 0; Date.now() < end; turn++) {
			await startOne(scene, load, turn, turns[turn % turns.length]);
			await sleep(PAUSE);
		}
		return load;
	};
}

interface Kind {
	operation: 'upload' | 'create';
	/** Whether the webhook trigger is told of the ends. */
	sends: boolean;
	summarizes: boolean;
	fire: (items: SourceItem[]) => Promise<void>;
}

/** Starts one execution. Where n8n does not take the start, because a process was down, nothing is expected of it. */
async function startOne(
	scene: Scene,
	load: Load,
	turn: number,
	{ operation, sends, summarizes, fire }: Kind,
): Promise<void> {
	const labels = Array.from(
		{ length: 1 + (turn % MOST_ITEMS) },
		(_, index) => `recording ${turn}-${index}`,
	);
	const items = operation === 'upload' ? await scene.recordings(labels) : scene.files(labels);
	try {
		await fire(items);
	} catch {
		return;
	}
	load.started += 1;
	for (const label of labels) {
		load.labels.add(label);
		if (sends) load.sent.add(label);
		if (summarizes) load.summarized.add(label);
	}
}
