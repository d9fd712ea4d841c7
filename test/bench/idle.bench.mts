/**
 * Executions that sleep while nothing happens, in a real n8n: what they cost n8n, how often Koldan is asked, and whether those that
 * went to sleep together ask together. A sleeping execution looks after 5 minutes and after 10 more.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Benchmark } from './benchmark.mts';
import { atMost, rounded } from './figures.mts';
import { inN8n } from './place.mts';
import { park } from './wait/park.mts';

const PARKED = 500;
const MINUTE = 60_000;
/** Both looks of all executions, each up to a tenth later than it could be. */
const WATCHED = 17 * MINUTE;
const ALONE = 3 * MINUTE;
/** As long as a burst would be. */
const BURST = 10_000;

/** The most of these times (milliseconds) that lie within some span. */
function mostWithin(times: readonly number[], span: number): number {
	const sorted = [...times].sort((a, b) => a - b);
	let [first, most] = [0, 0];
	for (const [last, time] of sorted.entries()) {
		while (time - sorted[first] > span) first += 1;
		most = Math.max(most, last - first + 1);
	}
	return most;
}

const benchmark: Benchmark = {
	name: 'idle',
	title: `${PARKED} executions that sleep while nothing happens, in a real n8n`,
	async run(report) {
		await inN8n({}, async ({ stage, n8n }) => {
			/** Processor seconds an hour. */
			const costOf = async (time: number): Promise<number> => {
				const before = await n8n.process.cpuTime();
				await sleep(time);
				return (((await n8n.process.cpuTime()) - before) * 60 * MINUTE) / time;
			};
			const scene = await stage.open({ autoFinish: false });
			await park(stage, await stage.open({ autoFinish: false }), 1);
			const alone = await costOf(ALONE);
			await park(stage, scene, PARKED);
			const { requests } = scene.koldan;
			const before = requests.length;
			const beside = await costOf(WATCHED);
			const looks = requests.slice(before).map(({ startedAt }) => startedAt.getTime());
			report({
				figure: 'requests of a sleeping execution in 17 minutes',
				value: rounded(looks.length / PARKED, 2),
				unit: '',
				...atMost(looks.length / PARKED, 4),
			});
			const share = mostWithin(looks, BURST) / PARKED;
			report({
				figure: 'executions that ask within the same 10 s, of those that went to sleep together',
				value: rounded(share, 2),
				unit: 'of 1',
				...atMost(share, 0.5),
			});
			report({
				figure: 'processor time of n8n alone',
				value: rounded(alone, 0),
				unit: 's an hour',
			});
			report({
				figure: 'processor time for each sleeping execution',
				value: rounded(((beside - alone) / PARKED) * 1_000, 0),
				unit: 'ms an hour',
			});
		});
	},
};

export default benchmark;
