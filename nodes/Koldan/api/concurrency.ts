/** Works on many things, a bounded number at once, with the results in order. */
import { rethrow } from './errors';

export type Settled<T> = { value: T } | { error: unknown };

/**
 * Works on every index from 0 to `count` - 1 and collects what came of each.
 *
 * @param concurrency how many are worked on at once
 * @param stopOnError after a failure, starts nothing more, but lets what has begun come to its end
 * @returns one entry per index; undefined where nothing was started
 */
export async function settleAll<T>(
	count: number,
	concurrency: number,
	stopOnError: boolean,
	work: (index: number) => Promise<T>,
): Promise<Array<Settled<T> | undefined>> {
	const outcomes = new Array<Settled<T> | undefined>(count).fill(undefined);
	let next = 0;
	let stopped = false;
	const worker = async (): Promise<void> => {
		while (next < count && !stopped) {
			const index = next++;
			try {
				outcomes[index] = { value: await work(index) };
			} catch (error) {
				outcomes[index] = { error };
				stopped ||= stopOnError;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(count, concurrency) }, worker));
	return outcomes;
}

/**
 * Maps a list, a bounded number of entries at once. After a failure nothing more is started.
 *
 * @throws the error of the first entry, in order, whose work failed
 */
export async function mapConcurrently<T, R>(
	entries: readonly T[],
	concurrency: number,
	work: (entry: T) => Promise<R>,
): Promise<R[]> {
	const outcomes = await settleAll(
		entries.length,
		concurrency,
		true,
		async (index) => await work(entries[index]),
	);
	const results: R[] = [];
	for (const outcome of outcomes) {
		if (outcome && 'error' in outcome) rethrow(outcome.error);
		if (outcome) results.push(outcome.value);
	}
	return results;
}
