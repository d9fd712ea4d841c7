import { sleep } from 'n8n-workflow';

/** How often a pause looks whether the execution was cancelled, in milliseconds. */
const SLICE = 500;

/** Thrown by a pause when the execution was cancelled. n8n knows such an error by the word "canceled". */
export class ExecutionCancelled extends Error {
	constructor() {
		super('The execution was canceled');
		this.name = 'ExecutionCancelled';
	}
}

/**
 * Waits, in slices, so that a cancelled execution stops within half a second and leaves no timer behind.
 *
 * @throws ExecutionCancelled
 */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	const end = Date.now() + milliseconds;
	for (let left = milliseconds; left > 0; left = end - Date.now()) {
		if (signal?.aborted) throw new ExecutionCancelled();
		await sleep(Math.min(left, SLICE));
	}
	if (signal?.aborted) throw new ExecutionCancelled();
}
