/**
 * Stands in for the node's pauses where a test is about what happens, not about when: every pause is a thousandth as long
 * (and the clock goes on as if it were not), and written down. At the top of a test file:
 *
 *     jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));
 */
const actual = jest.requireActual<typeof import('../../../nodes/Koldan/api/pause')>(
	'../../../nodes/Koldan/api/pause',
);

/** The pauses that the node asked for, in milliseconds. */
export const pauses: number[] = [];

let ahead = 0;

export const now = (): number => actual.now() + ahead;

export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	pauses.push(milliseconds);
	const end = now() + milliseconds;
	await actual.pause(milliseconds / 1000, signal);
	ahead += Math.max(0, end - now());
}
