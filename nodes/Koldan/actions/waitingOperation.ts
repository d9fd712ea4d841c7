/** Operations that start a job for each item, or find one, and wait for all of them together. */
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { KoldanWebhook } from '../api/types';
import type { JobKind, KoldanJob } from '../jobs/kinds';
import type { FollowUpOutcome, Started, WaitMode } from '../jobs/plan';
import type { Run } from '../jobs/run';
import { runJobs } from '../jobs/runJobs';
import {
	itemParameters,
	readFields,
	type Field,
	type Fields,
	type NodeParameters,
	type Values,
} from './fields/field';
import { readWaitSettings, waitForCompletionField, waitingOption } from './fields/waiting';
import {
	propertiesOf,
	readConcurrency,
	type AlsoUsed,
	type Operation,
	type OperationDescription,
} from './operation';

/** What is the same in all operations on a kind of job. */
export interface WaitedKind<Job extends KoldanJob, Output> {
	kind: JobKind<Job>;
	/** What waiting needs beside an operation's own endpoint. */
	usedToWait: readonly AlsoUsed[];
	/** How a result is to come out. After a wait, only this is read again: a file of the input may be gone then. */
	output: Field<Output, NodeParameters>;
	/** The items for a job. */
	items(
		context: IExecuteFunctions,
		output: Output,
		job: Job,
		extra?: IDataObject,
		followUp?: FollowUpOutcome,
	): Promise<INodeExecutionData[]> | INodeExecutionData[];
}

export interface WaitingOperation<Given extends Fields, Job extends KoldanJob>
	extends OperationDescription {
	/** What the job is about; a field named `webhook` is one of the user's own. Those for waiting and output come after them. */
	fields: Given;
	/** Whether the user can choose not to wait. */
	waitIsOptional: boolean;
	/**
	 * The part of a job that is paid for, as JSON: when a failed execution is retried, an item whose part is the same gets the
	 * job that was started for it, whatever else has changed.
	 */
	identity(values: Values<Given>): unknown;
	/**
	 * @param webhook this run's own, where it waits by webhook
	 * @param mode how the user wants to wait
	 */
	start(
		run: Run,
		values: Values<Given>,
		webhook: KoldanWebhook | undefined,
		mode: WaitMode,
	): Promise<Started<Job>>;
}

const waitForCompletion = (isOptional: boolean) => ({
	...waitForCompletionField,
	options: (waitForCompletionField.options as INodePropertyOptions[]).filter(
		({ value }) => isOptional || value !== 'none',
	),
});

export function waitingOperation<Given extends Fields, Job extends KoldanJob, Output>(
	{ kind, usedToWait, output: outputField, items }: WaitedKind<Job, Output>,
	operation: WaitingOperation<Given, Job>,
): Operation {
	const { fields, waitIsOptional, identity, start, alsoUses = [], ...description } = operation;
	return {
		...description,
		alsoUses: [...usedToWait, ...alsoUses],
		properties: propertiesOf([
			...Object.values(fields),
			{ properties: [waitForCompletion(waitIsOptional)], options: [waitingOption] },
			outputField,
		]),
		async execute(run) {
			const { context } = run;
			const settings = readWaitSettings(run);
			const outputs: Output[] = [];
			const outputOf = async (itemIndex: number): Promise<Output> =>
				(outputs[itemIndex] ??= await outputField.read(itemParameters(context, itemIndex)));
			return await runJobs<Values<Given>, Job>(run, {
				kind,
				settings,
				concurrency: readConcurrency(context),
				async read(itemIndex) {
					await outputOf(itemIndex);
					return await readFields(fields, itemParameters(context, itemIndex));
				},
				identity,
				hasOwnWebhook: (values: { webhook?: unknown }) => values.webhook !== undefined,
				start: async (client, values, webhook) =>
					await start({ ...run, client }, values, webhook, settings.mode),
				output: async (itemIndex, ended, extra, followUp) =>
					await items(context, await outputOf(itemIndex), ended, extra, followUp),
			});
		},
	};
}
