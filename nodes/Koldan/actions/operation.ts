/**
 * An operation: what it is called, its fields, and what it does with their values. Two kinds of them exist: those that
 * treat each item on its own (here), and those that start a job for each item and wait for all of them (`jobOperation`).
 */
import {
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { settleAll, type Settled } from '../api/concurrency';
import type { EndpointName } from '../api/endpoints';
import { rethrow } from '../api/errors';
import { joinOutputs, throwFirstError, type Run } from '../jobs/run';
import {
	itemParameters,
	optionsCollection,
	readFields,
	readOptions,
	type Fields,
	type FormPart,
	type Values,
} from './fields/field';
import { withToolForm } from './tool';

export interface AlsoUsed {
	endpoints: readonly EndpointName[];
	/** When, as a phrase: "with Cancel First". */
	when: string;
}

export interface OperationDescription {
	/** The value that saved workflows hold. */
	value: string;
	/** Shown in the list of operations. */
	name: string;
	/** Shown on the canvas, where that is better than the name. */
	shortName?: string;
	/** Shown in the node creator, as a sentence. */
	action: string;
	/** What it does, for people and for AI agents. */
	description: string;
	/** What n8n's AI workflow builder has to know about it. */
	builderHint?: string;
	/** The endpoint it stands for; its scopes are always needed. */
	endpoint: EndpointName;
	/** Endpoints that it needs at times. */
	alsoUses?: readonly AlsoUsed[];
}

export interface Operation extends OperationDescription {
	/** Its fields in the editor; the resource adds when to show them. */
	properties: INodeProperties[];
	execute(run: Run): Promise<INodeExecutionData[][]>;
}

export interface Resource {
	value: string;
	name: string;
	/** In the order of the editor: what most people come for is first, and chosen in a new node. */
	operations: readonly Operation[];
}

const DEFAULT_CONCURRENCY = 4;

const concurrencyOption: INodeProperties = {
	displayName: 'Items at Once',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: DEFAULT_CONCURRENCY,
	description:
		'How many items to work on at the same time. Lower it if Koldan says there are too many requests.',
};

/** How many items are worked on at once. It belongs to the whole run, so it is read once. */
export function readConcurrency(context: IExecuteFunctions): number {
	const { concurrency: given } = readOptions(itemParameters(context, 0));
	const isNumber = typeof given === 'number' || typeof given === 'string';
	const concurrency = isNumber ? Math.trunc(Number(given)) : NaN;
	return concurrency >= 1 ? Math.min(concurrency, 100) : DEFAULT_CONCURRENCY;
}

/** What an operation shows in the editor: its fields, and at the end the collection of options, which each has. */
export function propertiesOf(fields: readonly FormPart[]): INodeProperties[] {
	return [
		...fields.flatMap(({ properties = [] }) => properties),
		optionsCollection([...fields.flatMap(({ options = [] }) => options), concurrencyOption]),
	];
}

export interface ItemOperation<Given extends Fields> extends OperationDescription {
	/** In the order of the editor. */
	fields: Given;
	/** What is done for one item. */
	execute(run: Run, values: Values<Given>): Promise<INodeExecutionData[]>;
	/**
	 * What is left to do for an item when all of them were begun, such as waiting for what Koldan does in its own time.
	 *
	 * @param begun what `execute` gave
	 */
	finish?(
		run: Run,
		values: Values<Given>,
		begun: INodeExecutionData[],
	): Promise<INodeExecutionData[]>;
}

/** @throws what an item has instead of a value */
function valueOf<T>(settled: Settled<T> | undefined): T {
	return settled && 'value' in settled ? settled.value : rethrow(settled?.error);
}

/**
 * An operation that treats each item on its own, several at once, with the output in the order of the input. The fields of
 * all items are read before anything is sent, so that a mistake in the last item costs nothing.
 */
export function itemOperation<Given extends Fields>(operation: ItemOperation<Given>): Operation {
	const { fields, execute, finish, ...description } = operation;
	return {
		...description,
		properties: propertiesOf(Object.values(fields)),
		async execute(run) {
			const { context, items } = run;
			const concurrency = readConcurrency(context);
			const stopOnError = !context.continueOnFail();
			const forEach = async <T>(work: (itemIndex: number) => Promise<T>) =>
				await settleAll(items.length, concurrency, stopOnError, work);
			const read = await forEach(
				async (itemIndex) => await readFields(fields, itemParameters(context, itemIndex)),
			);
			if (stopOnError) throwFirstError(run, read);
			const begun = await forEach(
				async (itemIndex) => await execute(run, valueOf(read[itemIndex])),
			);
			if (!finish) return [joinOutputs(run, begun)];
			if (stopOnError) throwFirstError(run, begun);
			const outcomes = await forEach(
				async (itemIndex) => await finish(run, valueOf(read[itemIndex]), valueOf(begun[itemIndex])),
			);
			return [joinOutputs(run, outcomes)];
		},
	};
}

/** The list to choose an operation of a resource from, and the fields of all of them. */
export function propertiesOfResource({ value, operations }: Resource): INodeProperties[] {
	const show = { resource: [value] };
	const [{ value: first }] = operations;
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show },
			options: operations.map(({ value: operation, name, action, description, builderHint }) => ({
				value: operation,
				name,
				action,
				description,
				...(builderHint ? { builderHint: { propertyHint: builderHint } } : {}),
			})),
			default: first,
		},
		...operations.flatMap((operation) =>
			updateDisplayOptions(
				{ show: { ...show, operation: [operation.value] } },
				withToolForm(operation.properties),
			),
		),
	];
}
