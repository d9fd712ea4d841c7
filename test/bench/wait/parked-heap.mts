import type { Stage } from '../../suites/waiting/stage.mts';
import { inspect } from '../../n8n/inspector.mts';
import { park } from './park.mts';

/**
 * How many bytes of heap n8n holds for each set of parked executions, after garbage collections.
 *
 * @param port where n8n listens for inspectors
 */
export async function parkedHeap(stage: Stage, port: number, count: number): Promise<number> {
	// What n8n loads and keeps for the first executions is not what parked ones hold.
	const warmUp = await stage.open({ autoFinish: false });
	await park(stage, warmUp, 30);
	const scene = await stage.open({ autoFinish: false });
	const inspector = await inspect(port);
	try {
		const before = await inspector.heapUsed();
		await park(stage, scene, count);
		return (await inspector.heapUsed()) - before;
	} finally {
		inspector.close();
	}
}
