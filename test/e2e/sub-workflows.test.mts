import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Execution } from '../n8n/client.mts';
import { until } from '../n8n/patience.mts';
import { outcomes, transcriptOf } from '../suites/waiting/stage.mts';
import type { Scene } from '../suites/waiting/stage.mts';
import { connect, koldanNode, node } from '../suites/waiting/workflow.mts';
import type { SourceItem } from '../suites/waiting/workflow.mts';
import { useN8n } from '../suites/use-n8n.mts';

const running = useN8n();

/** Saves a workflow that calls another one, in which the Koldan node is. */
async function save(
	scene: Scene,
	items: SourceItem[],
	koldan: IDataObject,
	call: INodeParameters = {},
): Promise<{ parent: string; child: string }> {
	const child = await scene.importWorkflow({
		name: 'Child',
		nodes: [
			node('When Called', 'executeWorkflowTrigger', 1.1, 0, { inputSource: 'passthrough' }),
			koldanNode(1, 'create', koldan),
		],
		connections: connect('When Called', 'Koldan'),
	});
	await running.n8n.publish(child);
	const parent = await scene.importWorkflow({
		name: 'Parent',
		nodes: [
			node('Start', 'manualTrigger', 1, 0),
			node('Items', 'set', 3.4, 1, {
				mode: 'raw',
				jsonOutput: JSON.stringify({ items }),
				options: {},
			}),
			node('Source', 'splitOut', 1, 2, { fieldToSplitOut: 'items', options: {} }),
			node('Call', 'executeWorkflow', 1.2, 3, {
				workflowId: { __rl: true, mode: 'id', value: child },
				workflowInputs: { mappingMode: 'defineBelow', value: {} },
				options: {},
				...call,
			}),
			node('After', 'noOp', 1, 4),
		],
		connections: connect('Start', 'Items', 'Source', 'Call', 'After'),
	});
	return { parent, child };
}

/** The executions of a workflow, once there are that many and all have ended. */
async function endedExecutions(workflowId: string, count: number): Promise<Execution[]> {
	const summaries = await until(`${count} executions`, async () => {
		const found = await running.n8n.executions(workflowId);
		return found.length >= count ? found : undefined;
	});
	return await Promise.all(summaries.map(async ({ id }) => await running.n8n.waitForExecution(id)));
}

const hintsOf = ({ data }: Execution): string[] =>
	(data.resultData.runData.Koldan?.at(-1)?.hints ?? []).map(({ message }) => message);

const CALLER_WAITS =
	/^Waited by polling, because another workflow has called this one and waits for its output/;

/**
 * n8n gives a waiting caller wrong data where a sub-workflow has slept: its own input, or the output of one call of several,
 * by version. Nobody would notice.
 */
describe('a sub-workflow whose caller waits for it', () => {
	test.each([
		['once', 'webhook', 1],
		['once', 'auto', 1],
		['each', 'webhook', 3],
		['each', 'auto', 3],
	])(
		'polls, and gives the caller all transcripts (called %s, %s)',
		async (mode, waitForCompletion, calls) => {
			const scene = await running.stage.open({ jobDurationMs: 2_000 });
			const { parent, child } = await save(scene, scene.files(3), { waitForCompletion }, { mode });
			const execution = await running.n8n.runOnce(parent, 'Start');

			expect(execution.data.resultData.error?.message).toBeUndefined();
			expect(outcomes(execution).map(({ text }) => text)).toEqual(
				['item 0', 'item 1', 'item 2'].map(transcriptOf),
			);
			const children = await endedExecutions(child, calls);
			expect(children.map(({ status }) => status)).toEqual(Array(calls).fill('success'));
			for (const each of children)
				expect(hintsOf(each)).toEqual([expect.stringMatching(CALLER_WAITS)]);
			expect(scene.koldan.jobs.list().map((job) => job.webhook)).toEqual([null, null, null]);
		},
	);

	test('gives the caller the error of a transcription that failed', async () => {
		const scene = await running.stage.open({
			jobDurationMs: 2_000,
			outcome: { status: 'FAILED', errorCode: 'FILE_CORRUPTED' },
		});
		const { parent } = await save(scene, scene.files(2), { waitForCompletion: 'webhook' });
		const execution = await running.n8n.runOnce(parent, 'Start');

		expect(execution.status).toBe('error');
		expect(execution.data.resultData.error?.message).toMatch(/^The recording is damaged/);
		expect(outcomes(execution)).toEqual([]);
	});
});

test('a sub-workflow whose caller does not wait for it sleeps', async () => {
	const scene = await running.stage.open({ autoFinish: false });
	const { parent, child } = await save(
		scene,
		scene.files(2),
		{ waitForCompletion: 'webhook' },
		{ options: { waitForSubWorkflow: false } },
	);
	expect((await running.n8n.runOnce(parent, 'Start')).status).toBe('success');
	const [{ id }] = await until('sub-workflow that sleeps', async () => {
		const executions = await running.n8n.executions(child);
		return executions.some(({ status }) => status === 'waiting') ? executions : undefined;
	});
	for (const job of scene.koldan.jobs.list())
		await scene.koldan.jobs.finish(job.id, scene.outcomeOf(job.fileId));
	const execution = await running.n8n.waitForExecution(id);

	expect(execution.status).toBe('success');
	expect(outcomes(execution, 'Koldan').map(({ text }) => text)).toEqual(
		['item 0', 'item 1'].map(transcriptOf),
	);
});
