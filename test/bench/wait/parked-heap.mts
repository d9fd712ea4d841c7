import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';

import type { Scene, Stage } from '../../suites/waiting/stage.mts';
import { inspect } from '../../n8n/inspector.mts';

/** Fires executions that park, and waits until they have, and the nodes' calls to themselves are over. */
async function park(stage: Stage, scene: Scene, count: number): Promise<void> {
	const { workflowId, fire } = await scene.publish({
		parameters: { waitForCompletion: 'webhook' },
	});
	const limit = pLimit(10);
	await Promise.all(
		scene.files(count).map(async (item) => await limit(async () => await fire([item]))),
	);
	const isParked = async () =>
		(await stage.n8n.executions(workflowId, count)).every(({ status }) => status === 'waiting');
	while (scene.koldan.requests.length < count || !(await isParked())) await sleep(500);
	let seen = -1;
	while (seen !== scene.koldan.requests.length) {
		seen = scene.koldan.requests.length;
		await sleep(16_000);
	}
}

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
