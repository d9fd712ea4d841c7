/** What every operation works with: n8n's context, the Koldan client and the input items. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Settled } from '../api/concurrency';
import { connect, type Connection } from '../api/connection';
import { errorItem, toNodeError } from '../api/nodeErrors';

export interface Run extends Connection {
	context: IExecuteFunctions;
	items: INodeExecutionData[];
}

/** Prepares a run from the context of a node's `execute`. */
export async function startRun(context: IExecuteFunctions): Promise<Run> {
	return { ...(await connect(context)), context, items: context.getInputData() };
}

type Outcomes<Value> = ReadonlyArray<Settled<Value> | undefined>;

/** @throws the error of the first item, in their order, that failed */
export function throwFirstError({ context }: Run, outcomes: Outcomes<unknown>): void {
	outcomes.forEach((outcome, index) => {
		if (outcome && 'error' in outcome) throw toNodeError(context.getNode(), outcome.error, index);
	});
}

/** The output of one settled item: its own items, or the item that stands for its error. Paired in both cases. */
function outputOf(
	run: Run,
	settled: Settled<INodeExecutionData[]> | undefined,
	index: number,
): INodeExecutionData[] {
	if (settled === undefined) return [];
	if ('error' in settled) return [errorItem(run.context, settled.error, index)];
	return settled.value.map((item) => ({ ...item, pairedItem: item.pairedItem ?? { item: index } }));
}

/**
 * Joins the outcomes of all items in order.
 *
 * @throws the first item's error, unless the node is set to continue on fail
 */
export function joinOutputs(
	run: Run,
	outcomes: Outcomes<INodeExecutionData[]>,
): INodeExecutionData[] {
	if (!run.context.continueOnFail()) throwFirstError(run, outcomes);
	return outcomes.flatMap((outcome, index) => outputOf(run, outcome, index));
}
