/** Runs work over input items, several at once, with the output in the input's order. */
import type { INodeExecutionData } from 'n8n-workflow';
import pLimit from 'p-limit';
import { errorItem, toNodeError } from './nodeErrors';
import type { Run } from './run';
import { readCollection } from './transcription/fields/collection';

/** How many items are worked on at once, unless the option says otherwise. */
export const DEFAULT_CONCURRENCY = 4;

/** The option *Items at Once*. It belongs to the whole run, so it is read once. */
export function concurrencyOf(run: Run): number {
	const { concurrency: given } = readCollection(run.context, 'options', 0);
	const isNumber = typeof given === 'number' || typeof given === 'string';
	const concurrency = isNumber ? Math.trunc(Number(given)) : NaN;
	return Number.isFinite(concurrency) && concurrency >= 1
		? Math.min(concurrency, 100)
		: DEFAULT_CONCURRENCY;
}

export type Settled<T> = { value: T } | { error: unknown };

/**
 * Works on every index, a bounded number at once.
 *
 * @param stopOnError after a failure, starts nothing more, but lets what has begun come to its end
 * @returns one entry per index; undefined where nothing was started
 */
export async function settleAll<T>(
	count: number,
	concurrency: number,
	stopOnError: boolean,
	work: (index: number) => Promise<T>,
): Promise<Array<Settled<T> | undefined>> {
	const limit = pLimit(concurrency);
	let failed = false;
	const one = async (index: number): Promise<Settled<T> | undefined> => {
		if (failed && stopOnError) return undefined;
		try {
			return { value: await work(index) };
		} catch (error) {
			failed = true;
			return { error };
		}
	};
	return await Promise.all(
		Array.from({ length: count }, async (_, index) => await limit(async () => await one(index))),
	);
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
	outcomes: Array<Settled<INodeExecutionData[]> | undefined>,
): INodeExecutionData[] {
	if (!run.context.continueOnFail()) {
		const index = outcomes.findIndex((outcome) => outcome !== undefined && 'error' in outcome);
		const first = outcomes[index];
		if (first && 'error' in first) throw toNodeError(run.context.getNode(), first.error, index);
	}
	return outcomes.flatMap((outcome, index) => outputOf(run, outcome, index));
}

/** Runs an operation that treats each item by itself. */
export async function forEachItem(
	run: Run,
	work: (itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[][]> {
	const outcomes = await settleAll(
		run.items.length,
		concurrencyOf(run),
		!run.context.continueOnFail(),
		work,
	);
	return [joinOutputs(run, outcomes)];
}
