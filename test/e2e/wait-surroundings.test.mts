import type { INode } from 'n8n-workflow';

import { startChatModel } from '../fixtures/chat-model.mts';
import type { ChatRequest } from '../fixtures/chat-model.mts';
import { outcomes, requestCounts, runsOf, transcriptOf } from '../suites/waiting/stage.mts';
import {
	connect,
	koldanNode,
	labelled,
	node,
	waitingWorkflow,
} from '../suites/waiting/workflow.mts';
import type { SourceItem } from '../suites/waiting/workflow.mts';
import { outputOf } from '../n8n/client.mts';
import { useN8n } from '../suites/use-n8n.mts';

const running = useN8n();

const webhook = { waitForCompletion: 'webhook' };
const FAILED = { status: 'FAILED', errorCode: 'FILE_CORRUPTED' } as const;

const labelsAndTexts = (labels: string[]) =>
	labels.map((label) => ({ label, text: transcriptOf(label) }));

/** The nodes that bring the items, up to the one named Source. */
const source = (items: SourceItem[]): INode[] => [
	node('Items', 'set', 3.4, 1, { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} }),
	node('Source', 'splitOut', 1, 2, { fieldToSplitOut: 'items', options: {} }),
];

describe('an AI agent’s tool', () => {
	test('polls, since the agent can’t be parked', async () => {
		const scene = await running.stage.open({ jobDurationMs: 1_500 });
		const [one, two] = scene.files(['one', 'two']);
		const model = await startChatModel(({ messages, tools }: ChatRequest) => {
			if (messages.some(({ role }) => role === 'tool')) return { text: 'Here you are' };
			const tool = tools?.[0].function.name ?? '';
			return {
				calls: [one, two].map(({ fileId }) => ({ tool, arguments: { fileId } })),
			};
		});
		const openAi = await running.n8n.importCredentials({
			name: 'Model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		});
		const workflow = await running.n8n.importWorkflow(
			{
				name: 'Agent',
				nodes: [
					node('Start', 'manualTrigger', 1, 0),
					node('Agent', '@n8n/n8n-nodes-langchain.agent', 3, 1, {
						promptType: 'define',
						text: 'Transcribe both files',
						options: {},
					}),
					node(
						'Model',
						'@n8n/n8n-nodes-langchain.lmChatOpenAi',
						1.2,
						2,
						{ model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
						{ credentials: { openAiApi: { id: '', name: 'Model' } } },
					),
					koldanNode(
						3,
						'create',
						{ ...webhook, fileId: "={{ $fromAI('fileId', 'The file', 'string') }}" },
						{ type: 'n8n-nodes-koldan.koldanTool' },
					),
				],
				connections: {
					...connect('Start', 'Agent'),
					Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
					Koldan: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
				},
			},
			{ koldanApi: scene.credential, openAiApi: openAi },
		);
		const execution = await running.n8n.runOnce(workflow, 'Start');
		await model.close();

		expect(execution.data.resultData.error?.message).toBeUndefined();
		expect(outputOf(execution, 'Agent')[0].json).toMatchObject({ output: 'Here you are' });
		const answers = model.requests
			.at(-1)
			?.messages.filter(({ role }) => role === 'tool')
			.map(({ content }) => content);
		expect(answers).toHaveLength(2);
		expect(answers?.[0]).toContain(transcriptOf('one'));
		expect(answers?.[1]).toContain(transcriptOf('two'));
		expect(requestCounts(scene.koldan).createTranscription).toBe(2);
		expect(scene.koldan.jobs.list().map((job) => job.webhook)).toEqual([null, null]);
	});
});

describe('n8n execute', () => {
	test('polls, since nobody would resume the execution', async () => {
		const scene = await running.stage.open({ jobDurationMs: 1_500 });
		const items = scene.files(3);
		const workflow = await scene.importWorkflow(waitingWorkflow({ items, parameters: webhook }));
		const { code, output } = await running.n8n.process.runCommand([
			'execute',
			`--id=${workflow}`,
			'--rawOutput',
		]);

		expect(output).toContain(transcriptOf('item 2'));
		expect(code).toBe(0);
		expect(scene.koldan.jobs.list().map((job) => job.webhook)).toEqual([null, null, null]);
	});
});

describe('runs by hand', () => {
	test('ends a run of a single step with its transcripts', async () => {
		const scene = await running.stage.open();
		const workflow = await scene.importWorkflow(
			waitingWorkflow({ items: scene.files(2), parameters: webhook }),
		);
		const executionId = await running.n8n.run(workflow, 'Start', 'Koldan');
		const execution = await running.n8n.waitForExecution(executionId);

		expect(execution.status).toBe('success');
		expect(outputOf(execution, 'Koldan').map(({ json }) => json.text)).toEqual([
			transcriptOf('item 0'),
			transcriptOf('item 1'),
		]);
		expect(runsOf(execution, 'After')).toBe(0);
	});
});

describe('places of the node in a workflow', () => {
	test('waits anew in each round of a loop', async () => {
		const scene = await running.stage.open();
		const labels = ['a', 'b', 'c', 'd', 'e'];
		const workflow = await scene.importWorkflow({
			name: 'Loop',
			nodes: [
				node('Start', 'manualTrigger', 1, 0),
				...source(scene.files(labels)),
				node('Loop', 'splitInBatches', 3, 3, { batchSize: 2, options: {} }),
				koldanNode(4, 'create', webhook),
				labelled('After', 5),
			],
			connections: {
				...connect('Start', 'Items', 'Source', 'Loop'),
				Loop: {
					main: [
						[{ node: 'After', type: 'main', index: 0 }],
						[{ node: 'Koldan', type: 'main', index: 0 }],
					],
				},
				Koldan: { main: [[{ node: 'Loop', type: 'main', index: 0 }]] },
			},
		});
		const execution = await running.n8n.runOnce(workflow, 'Start');

		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(labelsAndTexts(labels));
		expect(runsOf(execution, 'Koldan')).toBe(3);
		expect(requestCounts(scene.koldan).createTranscription).toBe(5);
	});

	test('waits twice in one workflow, the first time with errors that are passed on', async () => {
		const scene = await running.stage.open();
		const items = scene.files(['a', 'b', 'c'], { a: FAILED });
		const first = koldanNode(3, 'create', webhook, {
			name: 'First',
			onError: 'continueRegularOutput',
			retryOnFail: true,
			waitBetweenTries: 100,
		});
		const second = koldanNode(
			4,
			'create',
			{ ...webhook, fileId: "={{ $('Source').item.json.fileId }}" },
			{ onError: 'continueRegularOutput', retryOnFail: true, waitBetweenTries: 100 },
		);
		const workflow = await scene.importWorkflow({
			name: 'Two',
			nodes: [
				node('Start', 'manualTrigger', 1, 0),
				...source(items),
				first,
				second,
				labelled('After', 5),
			],
			connections: connect('Start', 'Items', 'Source', 'First', 'Koldan', 'After'),
		});
		const execution = await running.n8n.runOnce(workflow, 'Start');

		expect(execution.status).toBe('success');
		expect(outputOf(execution, 'First').map(({ json }) => json.text)).toEqual([
			undefined,
			transcriptOf('b'),
			transcriptOf('c'),
		]);
		expect(outcomes(execution)).toMatchObject([
			{ label: 'a', details: { code: 'FILE_CORRUPTED' } },
			...labelsAndTexts(['b', 'c']),
		]);
		expect(requestCounts(scene.koldan).createTranscription).toBe(6);
	});

	test('waits in two branches of one workflow', async () => {
		const scene = await running.stage.open();
		const [left, right] = [scene.files(['left']), scene.files(['right'])];
		const at = (name: string, [{ fileId }]: SourceItem[]) =>
			koldanNode(3, 'create', { ...webhook, fileId }, { name });
		const workflow = await scene.importWorkflow({
			name: 'Branches',
			nodes: [
				node('Start', 'manualTrigger', 1, 0),
				at('Left', left),
				at('Right', right),
				node('Merge', 'merge', 3, 4, {}),
			],
			connections: {
				Start: {
					main: [
						[
							{ node: 'Left', type: 'main', index: 0 },
							{ node: 'Right', type: 'main', index: 0 },
						],
					],
				},
				Left: { main: [[{ node: 'Merge', type: 'main', index: 0 }]] },
				Right: { main: [[{ node: 'Merge', type: 'main', index: 1 }]] },
			},
		});
		const execution = await running.n8n.runOnce(workflow, 'Start');

		expect(outcomes(execution, 'Merge').map(({ text }) => text)).toEqual([
			transcriptOf('left'),
			transcriptOf('right'),
		]);
	});

	test.each([
		['quotes and brackets', 'Kol"dan\' ]) \\ `x`'],
		['what ends an expression', 'Koldan }} {{ 1'],
		['Hebrew and an emoji', 'תמלול 🎤'],
		['a property of every object', '__proto__x constructor'],
	])('waits when its name has %s', async (_, name) => {
		const scene = await running.stage.open();
		const run = await scene.start({ items: 2, parameters: webhook, node: { name } });
		const execution = await run.ended();

		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(labelsAndTexts(['item 0', 'item 1']));
	});

	test.each([
		['in the legacy execution order', {}, { executionOrder: 'v0' as const }],
		['with Always Output Data', { alwaysOutputData: true }, {}],
		['both', { alwaysOutputData: true }, { executionOrder: 'v0' as const }],
	])('waits %s', async (_, settings, workflowSettings) => {
		const scene = await running.stage.open();
		const run = await scene.start({
			items: 2,
			parameters: webhook,
			node: settings,
			settings: workflowSettings,
		});
		const execution = await run.ended();

		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(labelsAndTexts(['item 0', 'item 1']));
		expect([runsOf(execution, 'Koldan'), runsOf(execution, 'After')]).toEqual([1, 1]);
	});

	test('waits for one item with Execute Once', async () => {
		const scene = await running.stage.open();
		const run = await scene.start({ items: 3, parameters: webhook, node: { executeOnce: true } });
		const execution = await run.ended();

		expect(outcomes(execution)).toMatchObject(labelsAndTexts(['item 0']));
		expect(requestCounts(scene.koldan).createTranscription).toBe(1);
	});
});

describe('Retry On Fail', () => {
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };

	test.each([
		['webhook', 'stopWorkflow'],
		['webhook', 'continueRegularOutput'],
		['webhook', 'continueErrorOutput'],
		['polling', 'stopWorkflow'],
		['polling', 'continueRegularOutput'],
		['polling', 'continueErrorOutput'],
	] as const)('never starts a failed job again (%s, %s)', async (waitForCompletion, onError) => {
		const scene = await running.stage.open();
		const run = await scene.start({
			items: ['bad', 'good'],
			plan: { bad: FAILED },
			parameters: { waitForCompletion },
			node: { ...retry, onError },
		});
		const execution = await run.ended();

		expect(execution.status).toBe(onError === 'stopWorkflow' ? 'error' : 'success');
		expect(requestCounts(scene.koldan).createTranscription).toBe(2);
		const good = [{ label: 'good', text: transcriptOf('good') }];
		if (onError === 'continueErrorOutput') {
			expect(outcomes(execution)).toMatchObject(good);
			expect(outcomes(execution, 'Errors')).toMatchObject([{ label: 'bad' }]);
		}
		if (onError === 'continueRegularOutput')
			expect(outcomes(execution)).toMatchObject([{ label: 'bad' }, ...good]);
	});

	test('does not wait again, or start again, after the time limit', async () => {
		const scene = await running.stage.open({ autoFinish: false });
		const run = await scene.start({
			items: 2,
			parameters: {
				waitForCompletion: 'polling',
				options: {
					waiting: {
						settings: {
							limitType: 'duration',
							amount: 3,
							unit: 'seconds',
							cancelUnfinished: true,
						},
					},
				},
			},
			node: retry,
		});
		const execution = await run.ended();

		expect(execution.data.resultData.error?.message).toContain('at the time limit');
		// As many looks as 3 seconds have room for, once.
		expect(requestCounts(scene.koldan).listTranscriptions).toBeLessThanOrEqual(3);
		expect(requestCounts(scene.koldan).createTranscription).toBe(2);
	});

	test.each(['webhook', 'polling'])(
		'starts only what could not be started before (%s)',
		async (waitForCompletion) => {
			const scene = await running.stage.open();
			scene.koldan.faults.add({
				kind: 'status',
				// Refused for certain: a status that leaves it open whether a job was started is not repeated.
				status: 400,
				operationId: 'createTranscription',
				skip: 2,
				count: 1,
			});
			const run = await scene.start({
				items: 4,
				parameters: { waitForCompletion, options: { concurrency: 1 } },
				node: retry,
			});
			const execution = await run.ended();

			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(
				labelsAndTexts(['item 0', 'item 1', 'item 2', 'item 3']),
			);
			expect(run.jobs()).toHaveLength(4);
			expect(requestCounts(scene.koldan).createTranscription).toBe(5);
		},
	);

	test('is not misled by input items that tell of an error', async () => {
		const scene = await running.stage.open();
		const items = scene
			.files(2)
			.map((item) => ({ ...item, error: 'of an earlier node' }) as SourceItem);
		const run = await scene.startWith(items, { parameters: webhook, node: retry });
		const execution = await run.ended();

		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(labelsAndTexts(['item 0', 'item 1']));
		expect(requestCounts(scene.koldan).createTranscription).toBe(2);
	});
});

describe('a failed execution that is retried from the editor', () => {
	const retry = async (executionId: string): Promise<string> => {
		const { id } = await running.n8n.request<{ id: string }>(
			'POST',
			`/rest/executions/${executionId}/retry`,
			{ loadWorkflow: false },
		);
		return id;
	};

	test('re-uses completed jobs and starts failed ones anew', async () => {
		const scene = await running.stage.open();
		const run = await scene.start({
			items: ['good', 'bad', 'fine'],
			plan: { bad: FAILED },
			parameters: webhook,
		});
		expect((await run.ended()).status).toBe('error');
		scene.koldan.behaviour.outcome = ({ fileId }) => {
			const { label } = run.items.find((item) => item.fileId === fileId) ?? { label: '' };
			return {
				status: 'COMPLETED',
				result: {
					text: `second ${transcriptOf(label)}`,
					detectedLanguages: null,
					confidence: null,
					duration: 1,
					segments: null,
				},
			};
		};
		const second = await running.n8n.waitForExecution(await retry(run.executionId));

		expect(second.status).toBe('success');
		expect(outcomes(second)).toMatchObject([
			{ label: 'good', text: transcriptOf('good') },
			{ label: 'bad', text: `second ${transcriptOf('bad')}` },
			{ label: 'fine', text: transcriptOf('fine') },
		]);
		expect(requestCounts(scene.koldan).createTranscription).toBe(4);
	});

	test.each([
		['removed', false],
		['still set, since it could not be removed', true],
	])('waits for running jobs whose webhook was %s', async (_, stuck) => {
		const scene = await running.stage.open({ autoFinish: false });
		const clear = scene.koldan.faults.add({
			kind: 'status',
			status: 400,
			operationId: 'createTranscription',
			skip: 2,
		});
		if (stuck)
			scene.koldan.faults.add({
				kind: 'status',
				status: 403,
				operationId: 'deleteTranscriptionWebhook',
			});
		const run = await scene.start({
			items: 3,
			parameters: { ...webhook, options: { concurrency: 1 } },
		});
		const first = await run.ended();
		expect(first.status).toBe('error');
		const [{ id }] = run.jobs();
		expect((first.data.resultData.error as { description?: string }).description).toContain(id);
		expect(run.jobs().map((job) => job.webhook === null)).toEqual([!stuck, !stuck]);
		clear();
		const second = await retry(run.executionId);
		await running.n8n.waitForExecution(second, undefined, ['waiting']);
		await run.finishJobs();
		const execution = await running.n8n.waitForExecution(second);

		expect(execution.status).toBe('success');
		expect(outcomes(execution)).toMatchObject(labelsAndTexts(['item 0', 'item 1', 'item 2']));
		expect(run.jobs()).toHaveLength(3);
	});
});

describe('an execution that is stopped', () => {
	test('stays stopped when it was parked, whoever calls', async () => {
		const scene = await running.stage.open({ autoFinish: false });
		const run = await scene.start({ items: 2, parameters: webhook });
		// n8n 1 may be saving still what it has parked, and would save over the stop.
		await run.asleep();
		await running.n8n.stopExecution(run.executionId);
		await run.finishJobs();
		await scene.koldan.deliveriesSettled();
		await new Promise((resolve) => setTimeout(resolve, 3_000));
		const execution = await running.n8n.execution(run.executionId);

		expect(execution.status).toBe('canceled');
		expect(runsOf(execution, 'After')).toBe(0);
	});

	test.each([true, false])(
		'ends while it polls, and cancels its jobs if asked to (%s)',
		async (cancelUnfinished) => {
			const scene = await running.stage.open({ autoFinish: false });
			const run = await scene.start({
				items: 2,
				parameters: {
					waitForCompletion: 'polling',
					options: { waiting: { settings: { cancelUnfinished } } },
				},
			});
			await run.started();
			await new Promise((resolve) => setTimeout(resolve, 4_000));
			await running.n8n.stopExecution(run.executionId);
			const looks = () => requestCounts(scene.koldan).listTranscriptions ?? 0;
			const before = looks();
			// Time for two more looks and longer.
			await new Promise((resolve) => setTimeout(resolve, 12_000));

			expect((await running.n8n.execution(run.executionId)).status).toBe('canceled');
			const status = cancelUnfinished ? 'CANCELLED' : 'PENDING';
			expect(run.jobs().map((job) => job.status)).toEqual([status, status]);
			// One was on its way.
			expect(looks() - before).toBeLessThanOrEqual(1);
		},
	);
});
