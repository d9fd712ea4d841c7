import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';

import type { Scene, Stage } from '../../suites/waiting/stage.mts';

/** Fires executions that park, and waits until they have, and the nodes' calls to themselves are over. */
export async function park(stage: Stage, scene: Scene, count: number): Promise<void> {
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
