/**
 * Hours of everyday life in minutes: n8n in queue mode (main, two workers, two webhook processors) under a mixed load, with a Koldan
 * that has faults and processes that are killed. `npm run soak -- --minutes 30`. Prints each figure as a line of JSON and a table
 * at the end; the status is 1 if anything was lost, came twice, or memory grew.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';

import type { Figure } from '../bench/benchmark.mts';
import { atMost, rounded } from '../bench/figures.mts';
import { table } from '../bench/table.mts';
import type { Row } from '../bench/table.mts';
import { withStage } from '../bench/with-stage.mts';
import { inspect } from '../n8n/inspector.mts';
import type { N8nProcess } from '../n8n/n8n-process.mts';
import { servicesMissing, startQueue } from '../n8n/queue.mts';
import { addFaults, killProcesses, varyNotifications } from './disturbances.mts';
import { prepareLoad } from './load.mts';
import { startSink } from './sink.mts';
import { judge, unfinished } from './verdict.mts';

const MINUTE = 60_000;
/** When a process is warm: memory is measured then and at the end of the load. A share of the time. */
const WARM = 0.4;
/** An execution whose call was lost wakes up after 5 minutes, and after 10 more. */
const DRAIN = 17 * MINUTE;

/** The heap that a process holds after garbage collections, in bytes. */
async function heapOf({ logs }: N8nProcess): Promise<number> {
	const line = logs.findLast((each) => each.includes('Debugger listening on ws://'));
	const inspector = await inspect(Number(/:(\d+)\//.exec(line ?? '')?.[1]));
	try {
		return await inspector.heapUsed();
	} finally {
		inspector.close();
	}
}

const options = new Command()
	.option('--minutes <number>', 'how long the load goes on', Number, 30)
	.parse()
	.opts<{ minutes: number }>();

const missing = await servicesMissing();
if (missing) {
	console.error(missing);
	process.exit(1);
}

const rows: Row[] = [];
const report = (figure: Figure) => {
	const row: Row = { bench: 'soak', ...figure };
	rows.push(row);
	console.log(JSON.stringify(row));
};

await withStage(
	async (https) =>
		await startQueue({
			https,
			workers: 2,
			webhooks: 2,
			env: { NODE_OPTIONS: '--inspect=127.0.0.1:0' },
		}),
	async (stage, n8n) => {
		const scene = await stage.open(
			{ jobDurationMs: [0, 20_000] },
			{ webhookSecret: 'any long text' },
		);
		const sink = await startSink();
		const loading = await prepareLoad(n8n, scene, sink);
		addFaults(scene.koldan);
		const begin = Date.now();
		const end = begin + options.minutes * MINUTE;
		const survivors = {
			main: n8n.main,
			worker: n8n.workers[0],
			'webhook processor': n8n.webhooks[0],
		};
		const heaps = async () => await Promise.all(Object.values(survivors).map(heapOf));
		const warm = sleep(WARM * (end - begin)).then(heaps);
		const disturbed = Promise.all([killProcesses(n8n, end), varyNotifications(scene.koldan, end)]);
		const load = await loading.run(end);
		const after = await heaps();
		const [kills] = await disturbed;
		report({ figure: 'load', value: options.minutes, unit: 'minutes' });
		report({ figure: 'processes killed', value: kills.length, unit: '' });
		const before = await warm;
		Object.keys(survivors).forEach((name, index) => {
			const ratio = after[index] / before[index];
			report({
				figure: `heap of the ${name}, at the end against when warm`,
				value: rounded(ratio, 2),
				unit: 'x',
				...atMost(rounded(ratio, 2), 1.3),
			});
		});

		// Ends that Koldan notified to nobody are found by a webhook processor that was started after them, with its first call.
		await loading.sendMore();
		const last = n8n.webhooks[n8n.webhooks.length - 1];
		await last.stop();
		await last.start();
		await loading.sendMore();
		const workflows = [...load.workflows, load.triggerWorkflow];
		const deadline = Date.now() + DRAIN;
		const isOpen = ({ status }: { status: string }) =>
			['new', 'running', 'waiting'].includes(status);
		while ((await unfinished(n8n, workflows)).some(isOpen) && Date.now() < deadline)
			await sleep(5_000);
		// Two polls of the polling trigger; the webhook trigger looks back after a minute at most.
		await sleep(2 * MINUTE);
		for (const figure of await judge(n8n, scene, sink, load, kills)) report(figure);
		sink.close();
	},
);
console.log(`\n${table(rows)}`);
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;
