/**
 * Stands in for the node's pauses where a test is about what happens, not about when: every pause is a thousandth as long,
 * and written down. At the top of a test file:
 *
 *     jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./short-pauses.mts'));
 */
const actual = jest.requireActual<typeof import('../../nodes/Koldan/api/pause')>(
	'../../nodes/Koldan/api/pause',
);

export const { ExecutionCancelled } = actual;

/** The pauses that the node asked for, in milliseconds. */
export const pauses: number[] = [];

export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	pauses.push(milliseconds);
	await actual.pause(milliseconds / 1000, signal);
}
