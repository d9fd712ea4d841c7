import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long a test waits for something that must come, in milliseconds. Only a broken product makes it wait that long, so
 * it is longer than what a machine that is shared with others, and ten times slower than usual, needs; and shorter than the
 * 10 minutes after which an execution that lost its call looks at its jobs for the second time.
 */
export const PATIENCE = 300_000;

/**
 * Looks again and again, until there is something.
 *
 * @param what what is looked for, for the error
 * @param look gives undefined as long as there is nothing
 * @throws Error if there is nothing after `timeout` milliseconds
 */
export async function until<T>(
	what: string | (() => string),
	look: () => Promise<T | undefined> | T | undefined,
	timeout = PATIENCE,
): Promise<T> {
	const deadline = Date.now() + timeout;
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		if (Date.now() > deadline)
			throw new Error(`After ${timeout} ms: no ${typeof what === 'string' ? what : what()}`);
		await sleep(50);
	}
}
