/**
 * Stands in for the node's pauses where a test is about what ends one: every pause is a hundred times as long, so that a test that
 * comes to its end in good time has not waited for one, however slow the machine. At the top of a test file:
 *
 *     jest.mock('../../../nodes/Koldan/api/pause', () => jest.requireActual('./long-pauses.mts'));
 */
const actual = jest.requireActual<typeof import('../../../nodes/Koldan/api/pause')>(
	'../../../nodes/Koldan/api/pause',
);

/** How many pauses the node is in. */
export const underWay = { pauses: 0 };

export const { now } = actual;

export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	underWay.pauses++;
	try {
		await actual.pause(milliseconds * 100, signal);
	} finally {
		underWay.pauses--;
	}
}
