import { setTimeout as sleep } from 'node:timers/promises';

import { httpReadNode } from '../http-read-node.mts';
import type { Outcome } from '../../koldan-server/behaviour.mts';
import { callWebhook } from '../../suites/waiting/callbacks.mts';
import type { Scene, Stage } from '../../suites/waiting/stage.mts';
import type { Execution } from '../../n8n/client.mts';
import { waitNode } from '../wait-node.mts';

const AT_ONCE = 10;

type Result = NonNullable<Extract<Outcome, { status: 'COMPLETED' }>['result']>;

/** When the node after the waiting one started, in milliseconds since 1970. */
const startOfNext = (execution: Execution): number =>
	execution.data.resultData.runData.After[0].startTime;

async function waitingIds(stage: Stage, workflowId: string, count: number): Promise<string[]> {
	for (;;) {
		const waiting = (await stage.n8n.executions(workflowId)).filter(
			({ status }) => status === 'waiting',
		);
		if (waiting.length >= count) return waiting.map(({ id }) => id);
		await sleep(100);
	}
}

interface Taken {
	jobId: string;
	/** From the call to the start of the next node. */
	milliseconds: number;
}

/** Koldan calls back. */
async function ours(
	stage: Stage,
	scene: Scene,
	executionId: string,
	result: Result | undefined,
): Promise<Taken> {
	const job = scene.koldan.jobs
		.list()
		.find(({ webhook }) => webhook?.url.includes(`/webhook-waiting/${executionId}/`));
	if (!job) throw new Error(`Execution ${executionId} has no job`);
	const outcome = scene.outcomeOf(job.fileId);
	await scene.koldan.jobs.finish(job.id, result ? { status: 'COMPLETED', result } : outcome);
	const execution = await stage.n8n.waitForExecution(executionId);
	const delivery = scene.koldan.deliveries.find(({ jobId }) => jobId === job.id);
	if (!delivery) throw new Error(`Koldan did not call back about job ${job.id}`);
	return {
		jobId: job.id,
		milliseconds: startOfNext(execution) - delivery.startedAt.getTime(),
	};
}

/** The same call to an execution that n8n's own Wait node has parked. */
async function theirs(stage: Stage, executionId: string, body: string): Promise<number> {
	const { data } = await stage.n8n.execution(executionId);
	const url = `${stage.n8n.url}/webhook-waiting/${executionId}?signature=${data.resumeToken}`;
	const begin = Date.now();
	const status = await callWebhook({ url, body, headers: { 'content-type': 'application/json' } });
	if (status !== 200) throw new Error(`n8n answered ${status} to a call of its own Wait node`);
	return startOfNext(await stage.n8n.waitForExecution(executionId)) - begin;
}

/**
 * The time from a callback to the start of the next node, in milliseconds: of the Koldan node and of n8n's own Wait node, in
 * turn, in one n8n.
 *
 * @param result the transcript, which an HTTP Request node reads behind the Wait node; undefined for a sentence, which it does not
 */
export async function resumeLatencies(
	stage: Stage,
	rounds: number,
	result?: Result,
): Promise<{ ours: number[]; theirs: number[] }> {
	const scene = await stage.open({ autoFinish: false });
	const koldan = await scene.publish({ parameters: { waitForCompletion: 'webhook' } });
	// The transcription that the call names.
	const read = httpReadNode('Read', 5, scene.koldan.url, '{{ $json.body.id }}');
	const n8nWaits = await scene.publish({ instead: [waitNode(), ...(result ? [read] : [])] });
	const taken: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
	for (let round = 0; round < rounds; round += AT_ONCE) {
		for (const item of scene.files(AT_ONCE)) {
			await koldan.fire([item]);
			await n8nWaits.fire([item]);
		}
		const ids = await waitingIds(stage, koldan.workflowId, AT_ONCE);
		const waitIds = await waitingIds(stage, n8nWaits.workflowId, AT_ONCE);
		// The Koldan nodes call themselves once after parking.
		await sleep(5_000);
		for (const [index, id] of ids.entries()) {
			const { jobId, milliseconds } = await ours(stage, scene, id, result);
			taken.ours.push(milliseconds);
			const body = JSON.stringify({ id: jobId, status: 'COMPLETED' });
			taken.theirs.push(await theirs(stage, waitIds[index], body));
		}
	}
	return taken;
}
