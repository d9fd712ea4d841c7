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
	/** Workflows with the polling trigger and with the webhook trigger. */
	pollingWorkflow: string;
	triggerWorkflow: string;
	/** Recordings that each execution was started with, and the workflow that ran it. */
	executions: Array<{ workflowId: string; labels: string[] }>;
	/** Labels of those that are to be summarized, too. */
	summarized: Set<string>;
	/** Labels of those whose end the webhook trigger is told. */
	sent: Set<string>;
}

/** Starts executions. */
export interface Loading {
	/** Keeps the load going. @param end milliseconds since 1970 */
	run: (end: number) => Promise<Load>;
	/** Starts some executions more whose ends the webhook trigger is told. */
	sendMore: () => Promise<void>;
}

const EXECUTIONS_MORE = 4;

/** A trigger's workflow that tells the sink what started it. */
function telling(file: WorkflowFile, url: string): WorkflowFile {
	const [trigger] = file.nodes;
	const nodes = [...file.nodes, tellNode(url, 2)];
	return { ...file, nodes, connections: connect(trigger.name, 'After', 'Tell') };
}

/** Sets everything up. */
export async function prepareLoad(n8n: N8nQueue, scene: Scene, sink: Sink): Promise<Loading> {
	const polling = telling(
		pollingWorkflow({ events: ['completed', 'summaryCompleted'] }),
		sink.url(POLLED),
	);
	const polls = await (await Watching.save(n8n, scene, polling)).activate();
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
		pollingWorkflow: polls.id,
		triggerWorkflow: watching.id,
		executions: [],
		summarized: new Set(),
		sent: new Set(),
	};
	const senders = turns.filter(({ sends }) => sends);
	let turn = 0;
	const start = async (from: typeof turns) => {
		await startOne(scene, load, turn, from[turn % from.length]);
		turn += 1;
		await sleep(PAUSE);
	};
	return {
		async run(end) {
			while (Date.now() < end) await start(turns);
			return load;
		},
		async sendMore() {
			for (let count = 0; count < EXECUTIONS_MORE; count++) await start(senders);
		},
	};
}

interface Kind {
	workflowId: string;
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
	{ workflowId, operation, sends, summarizes, fire }: Kind,
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
	load.executions.push({ workflowId, labels });
	for (const label of labels) {
		if (sends) load.sent.add(label);
		if (summarizes) load.summarized.add(label);
	}
}
