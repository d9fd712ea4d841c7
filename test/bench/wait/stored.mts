import type { Scene, Stage } from '../../suites/waiting/stage.mts';
import { waitingWorkflow } from '../../suites/waiting/workflow.mts';
import { waitNode } from '../wait-node.mts';

/** Bytes that n8n stores of an execution, as it gives them. */
async function storedOf(stage: Stage, executionId: string): Promise<number> {
	const { data } = await stage.n8n.request<{ data: string }>(
		'GET',
		`/rest/executions/${executionId}`,
	);
	return Buffer.byteLength(data);
}

/** Bytes stored of an execution with so many items that sleeps in the Koldan node, beyond those of one in n8n's Wait node. */
async function storedBeyondWait(stage: Stage, scene: Scene, count: number): Promise<number> {
	const items = scene.files(count);
	const ours = await scene.startWith(items, { parameters: { waitForCompletion: 'webhook' } });
	await ours.asleep();
	const workflow = await scene.importWorkflow(waitingWorkflow({ items, instead: [waitNode()] }));
	const theirs = await stage.n8n.run(workflow, 'Start');
	await stage.n8n.waitForExecution(theirs, undefined, ['waiting']);
	return (await storedOf(stage, ours.executionId)) - (await storedOf(stage, theirs));
}

/** What the Koldan node adds to what n8n stores of a sleeping execution, in bytes: for one item, and for each further one. */
export async function storedWhileParked(
	stage: Stage,
	count: number,
): Promise<{ first: number; each: number }> {
	const open = async () => await stage.open({ autoFinish: false });
	const first = await storedBeyondWait(stage, await open(), 1);
	const all = await storedBeyondWait(stage, await open(), count);
	return { first, each: (all - first) / (count - 1) };
}
