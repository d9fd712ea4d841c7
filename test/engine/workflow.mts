/**
 * Runs the Koldan node in n8n's own engine: a workflow of a node that gives items, the Koldan node, and a node on each of
 * its outputs that looks where its items came from. HTTP helpers, credential, binary data, error handling, retries and
 * item linking are n8n's.
 */
import './environment.mts';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type ExecutionError,
	type IConnections,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypeDescription,
	type IRun,
	type IWorkflowSettings,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { Koldan } from '../../nodes/Koldan/Koldan.node';
import { additionalData, type Surroundings } from './additional-data.mts';
import { listen } from './log.mts';

export interface WorkflowOptions extends Surroundings {
	/** The Koldan node's parameters. Defaults are filled in as n8n does; expressions (`=…`) are evaluated. */
	parameters: INodeParameters;
	/** What the node before it gives. Default: one empty item. */
	items?: INodeExecutionData[];
	/** The Koldan node's settings. */
	node?: Partial<
		Pick<INode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries' | 'executeOnce'>
	>;
	settings?: IWorkflowSettings;
	/** Default: trigger, as in an active workflow. */
	mode?: WorkflowExecuteMode;
}

export interface WorkflowResult {
	/** The items of the Koldan node's output; with *On Error: Continue (using error output)*, of both. */
	outputs: INodeExecutionData[][];
	/** The first output's JSON, for short. */
	json: IDataObject[];
	/** For each item of each output, the input item that n8n links it to, by the nodes after it. */
	linked: unknown[][];
	/** The error that stopped the workflow. */
	error?: ExecutionError;
	hints: NodeExecutionHint[];
	/** Lines of n8n's log. */
	log: string[];
	/** The whole of it, as n8n stores it. */
	run: IRun;
}

export interface StartedWorkflow {
	/** Stops the execution, as the button in n8n does. */
	cancel(): void;
	/** Resolves when the engine has come to its end. */
	finished: Promise<WorkflowResult>;
}

const SOURCE = 'Source';
const KOLDAN = 'Koldan';
const AFTER = ['After', 'After Error'];

function description(name: string): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};
}

class Source implements INodeType {
	description = description('source');

	private readonly items: INodeExecutionData[];

	constructor(items: INodeExecutionData[]) {
		this.items = items;
	}

	execute = async () => [this.items.map((item) => ({ ...item, pairedItem: { item: 0 } }))];
}

/** Gives for each item the JSON of the source's item that n8n links it to. */
class After implements INodeType {
	description = description('after');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const linkedTo = (index: number) =>
			this.evaluateExpression(`{{ $('${SOURCE}').item.json }}`, index) as IDataObject;
		return [this.getInputData().map((_, index) => ({ json: { linkedTo: linkedTo(index) } }))];
	}
}

const node = (name: string, type: string, more: Partial<INode> = {}): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	...more,
});

const to = (...names: string[]): IConnections[string] => ({
	main: names.map((name) => [{ node: name, type: 'main', index: 0 }]),
});

/** The workflow Source → Koldan → After, with After Error on the error output. */
function workflowOf(options: Pick<WorkflowOptions, 'parameters' | 'items' | 'node' | 'settings'>) {
	const types: Record<string, INodeType> = {
		source: new Source(options.items ?? [{ json: {} }]),
		koldan: new Koldan(),
		after: new After(),
	};
	const typeOf = (name: string) => types[name];
	return new Workflow({
		id: 'workflow',
		active: false,
		nodes: [
			node(SOURCE, 'source'),
			node(KOLDAN, 'koldan', {
				parameters: options.parameters,
				credentials: { koldanApi: { id: '1', name: 'Koldan account' } },
				...options.node,
			}),
			...AFTER.map((name) => node(name, 'after')),
		],
		connections: { [SOURCE]: to(KOLDAN), [KOLDAN]: to(...AFTER) },
		nodeTypes: {
			getByName: typeOf,
			getByNameAndVersion: typeOf,
			getKnownTypes: () => ({}),
		},
		settings: { executionOrder: 'v1', ...options.settings },
	});
}

function resultOf(run: IRun, log: string[]): WorkflowResult {
	const { runData, error } = run.data.resultData;
	const last = (name: string) => runData[name]?.at(-1);
	const outputs = (last(KOLDAN)?.data?.main ?? []).map((items) => items ?? []);
	return {
		outputs,
		json: (outputs[0] ?? []).map(({ json }) => json),
		linked: AFTER.map((name) =>
			(last(name)?.data?.main[0] ?? []).map(({ json }) => json.linkedTo as unknown),
		),
		error,
		hints: last(KOLDAN)?.hints ?? [],
		log: [...log],
		run,
	};
}

/** Starts a workflow, to be able to stop it. */
export function startWorkflow(options: WorkflowOptions): StartedWorkflow {
	const log = listen();
	const workflow = workflowOf(options);
	const mode = options.mode ?? 'trigger';
	const hooks = new ExecutionLifecycleHooks(mode, '1', {
		id: workflow.id,
		name: 'workflow',
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		activeVersionId: null,
	});
	const engine = new WorkflowExecute(additionalData(options, hooks), mode);
	const running = engine.run({ workflow, startNode: workflow.nodes[SOURCE] });
	return {
		cancel: () => running.cancel(),
		finished: running.then((run) => resultOf(run, log)),
	};
}

/** Runs a workflow to its end, or until it is parked (`run.waitTill`). */
export async function runWorkflow(options: WorkflowOptions): Promise<WorkflowResult> {
	return await startWorkflow(options).finished;
}
