import { sleep } from 'n8n-workflow';
import { ExecutionCancelled } from './errors';

/** How often a pause looks whether the execution was cancelled, in milliseconds. */
const SLICE = 500;

/** The time on the clock that pauses go by: milliseconds since 1970. */
export const now = (): number => Date.now();

/**
 * Waits, in slices, so that a cancelled execution stops within half a second and leaves no timer behind.
 *
 * @throws ExecutionCancelled
 */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	const end = now() + milliseconds;
	for (let left = milliseconds; left > 0; left = end - now()) {
		if (signal?.aborted) throw new ExecutionCancelled();
		await sleep(Math.min(left, SLICE));
	}
	if (signal?.aborted) throw new ExecutionCancelled();
}
