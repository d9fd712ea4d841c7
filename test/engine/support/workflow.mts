/**
 * Runs the Koldan node in n8n's own engine: a workflow of a node that gives items, the Koldan node, and a node on each of
 * its outputs that looks where its items came from. HTTP helpers, credential, binary data, error handling, retries and
 * item linking are n8n's.
 */
import './environment.mts';
import { parse, stringify } from 'flatted';
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
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { Koldan } from '../../../nodes/Koldan/Koldan.node';
import { additionalData, nodeCredentials, type Surroundings } from './additional-data.mts';
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
	/** A failed execution to retry, as the button in n8n does. */
	retryOf?: IRun;
	/** A sleeping execution that wakes up, as n8n has stored its data. */
	wakesUp?: string;
	/** Runs the node as an AI agent's tool. */
	asTool?: boolean;
	/** What the node is given of n8n, in place of n8n's own context. */
	seen?: (context: IExecuteFunctions) => IExecuteFunctions;
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

function koldanSeeing(seen: WorkflowOptions['seen']): Koldan {
	const koldan = new Koldan();
	if (seen) {
		koldan.execute = async function (this: IExecuteFunctions) {
			return await Koldan.prototype.execute.call(seen(this));
		};
	}
	return koldan;
}

/** The workflow Source → Koldan → After, with After Error on the error output. */
function workflowOf(
	options: Pick<WorkflowOptions, 'parameters' | 'items' | 'node' | 'settings' | 'asTool' | 'seen'>,
) {
	const types: Record<string, INodeType> = {
		source: new Source(options.items ?? [{ json: {} }]),
		koldan: koldanSeeing(options.seen),
		koldanTool: new Koldan(),
		after: new After(),
	};
	const typeOf = (name: string) => types[name];
	return new Workflow({
		id: 'workflow',
		active: false,
		nodes: [
			node(SOURCE, 'source'),
			node(KOLDAN, options.asTool ? 'koldanTool' : 'koldan', {
				parameters: options.parameters,
				credentials: nodeCredentials,
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

/** Runs a failed execution again from the node that failed, with what n8n has stored of it (n8n's `ExecutionService.retry`). */
function retry(workflow: Workflow, surroundings: IWorkflowExecuteAdditionalData, failed: IRun) {
	const data = parse(stringify(failed.data)) as IRunExecutionData;
	const { resultData, executionData } = data;
	delete resultData.error;
	resultData.runData[KOLDAN]?.pop();
	for (const entry of executionData?.nodeExecutionStack ?? [])
		entry.node = workflow.nodes[entry.node.name];
	return new WorkflowExecute(
		{ ...surroundings, executionId: '2' },
		'retry',
		data,
	).processRunExecutionData(workflow);
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
	const surroundings = additionalData(options, hooks);
	const running = options.retryOf
		? retry(workflow, surroundings, options.retryOf)
		: options.wakesUp
			? new WorkflowExecute(
					surroundings,
					mode,
					parse(options.wakesUp) as IRunExecutionData,
				).processRunExecutionData(workflow)
			: new WorkflowExecute(surroundings, mode).run({
					workflow,
					startNode: workflow.nodes[SOURCE],
				});
	return {
		cancel: () => running.cancel(),
		finished: running.then((run) => resultOf(run, log)),
	};
}

/** Runs a workflow to its end, or until it is parked (`run.waitTill`). */
export async function runWorkflow(options: WorkflowOptions): Promise<WorkflowResult> {
	return await startWorkflow(options).finished;
}
