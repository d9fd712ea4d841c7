/**
 * What sleeping needs of n8n itself. Where n8n does not keep executions as the node knows it, the node polls and says so:
 * here each thing that it relies on is broken, one at a time.
 */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { useKoldan } from './support/koldan.mts';
import { MODEL } from './support/operations.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));
// n8n's answer to a call to its own resume address while the execution runs.
jest.mock('../../nodes/Koldan/webhooks/selfCall', () => ({
	tryCallSelf: async () => ({
		answer: { statusCode: 409, text: '{"message":"is running already"}' },
	}),
	repeatUntil: async () => undefined,
}));

const koldan = useKoldan({ jobDurationMs: 20 });

/** n8n's context, of which some members look different. Its functions work on the real one. */
function altered(context: IExecuteFunctions, members: Record<string, unknown>): IExecuteFunctions {
	return new Proxy(context, {
		get(target, name) {
			if (typeof name === 'string' && name in members) return members[name];
			const value: unknown = Reflect.get(target, name);
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});
}

interface Engine {
	runExecutionData: IDataObject & {
		executionData: IDataObject & { nodeExecutionStack: unknown[] };
	};
}
const engineOf = (context: IExecuteFunctions) => (context as unknown as Engine).runExecutionData;

const BROKEN: Record<string, (context: IExecuteFunctions) => Record<string, unknown>> = {
	'what n8n keeps of the execution is not there': () => ({ runExecutionData: undefined }),
	'it has no stack': (context) => ({
		runExecutionData: { ...engineOf(context), executionData: {} },
	}),
	'the stack is no list': (context) => ({
		runExecutionData: { ...engineOf(context), executionData: { nodeExecutionStack: {} } },
	}),
	'the node is still on the stack': (context) => ({
		runExecutionData: {
			...engineOf(context),
			executionData: { nodeExecutionStack: [context.getExecuteData()] },
		},
	}),
	'n8n does not give the node’s entry': () => ({ getExecuteData: undefined }),
	'it gives a copy of the entry': (context) => ({
		getExecuteData: () => ({ ...context.getExecuteData() }),
	}),
	'the entry has no input': (context) => {
		const entry = { ...context.getExecuteData(), data: {} };
		return { getExecuteData: () => entry };
	},
	'the entry is another node’s': (context) => {
		const entry = { ...context.getExecuteData(), node: { ...context.getNode(), name: 'Other' } };
		return { getExecuteData: () => entry };
	},
	'n8n puts no execution to sleep': () => ({ putExecutionToWait: undefined }),
	'n8n puts the execution to sleep in another way': () => ({ putExecutionToWait: async () => {} }),
	'n8n stores nothing that a webhook call could read': (context) => ({
		evaluateExpression: (expression: string, index: number): unknown =>
			expression.includes('.context') ? '{}' : context.evaluateExpression(expression, index),
	}),
	'n8n gives no address to wake the execution up': (context) => ({
		evaluateExpression: (expression: string, index: number): unknown =>
			expression.includes('resumeUrl') ? undefined : context.evaluateExpression(expression, index),
	}),
	'the address is not this execution’s': (context) => ({
		evaluateExpression: (expression: string, index: number): unknown =>
			expression.includes('resumeUrl')
				? 'https://n8n.example.com/webhook-waiting/'
				: context.evaluateExpression(expression, index),
	}),
};

async function create(
	waitForCompletion: string,
	seen?: (context: IExecuteFunctions) => IExecuteFunctions,
) {
	const fileId = koldan.server.files.add().id;
	return await koldan.run(
		'create',
		{ model: MODEL, waitForCompletion, fileId },
		{ n8nUrl: 'https://n8n.example.com', credential: { baseUrl: koldan.server.url }, seen },
	);
}

test.each(['auto', 'webhook'])('sleeps where nothing is broken (%s)', async (mode) => {
	const { run, hints } = await create(mode, (context) => altered(context, {}));
	expect(run.status).toBe('waiting');
	expect(run.waitTill).toBeInstanceOf(Date);
	expect(hints).toEqual([]);
	expect(koldan.server.jobs.list()[0].webhook?.url).toMatch(
		/^https:\/\/n8n\.example\.com\/webhook-waiting\/1\/koldan/,
	);
});

describe.each(Object.entries(BROKEN))('%s', (_name, members) => {
	test.each(['auto', 'webhook'])('polls, and a hint says so (%s)', async (mode) => {
		const { run, json, hints, error } = await create(mode, (context) =>
			altered(context, members(context)),
		);
		expect(error).toBeUndefined();
		expect(run.status).toBe('success');
		expect(json).toEqual([expect.objectContaining({ status: 'COMPLETED' })]);
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(
				/^Waited by polling, because this version of n8n keeps executions in another way.*Look for an update/,
			),
		]);
	});
});

describe('a sub-workflow', () => {
	const calledBy = (parentExecution: IDataObject) => (context: IExecuteFunctions) => {
		engineOf(context).parentExecution = {
			executionId: '7',
			workflowId: 'caller',
			...parentExecution,
		};
		return context;
	};

	test.each([
		['waits', { shouldResume: true }],
		['may wait', {}],
	])('polls where the caller %s, and a hint says what to do', async (_, parentExecution) => {
		const { json, hints } = await create('webhook', calledBy(parentExecution));
		expect(json).toEqual([expect.objectContaining({ status: 'COMPLETED' })]);
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(
				/^Waited by polling, because another workflow .*turn off "Wait For Sub-Workflow Completion"/,
			),
		]);
	});

	test('sleeps where the caller does not wait', async () => {
		const { run } = await create('webhook', calledBy({ shouldResume: false }));
		expect(run.status).toBe('waiting');
	});
});
