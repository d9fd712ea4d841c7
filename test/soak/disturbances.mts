/** What goes wrong meanwhile: with Koldan, on the way to it, and with n8n's processes. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { FaultRule } from '../koldan-server/faults.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import type { N8nProcess } from '../n8n/n8n-process.mts';
import type { N8nQueue } from '../n8n/queue.mts';

/**
 * Nothing of this may cost a transcript. What leaves open whether a transcription was started is not among it: the node then stops
 * with an error, as it should.
 */
const FAULTS: FaultRule[] = [
	{ kind: 'latency', ms: 300, probability: 0.3 },
	{ kind: 'status', status: 503, method: 'GET', probability: 0.05 },
	{ kind: 'drop-before', method: 'GET', probability: 0.03 },
	{ kind: 'truncated-body', method: 'GET', probability: 0.03 },
	{ kind: 'status', status: 429, retryAfter: 1, probability: 0.03 },
	{ kind: 'status', status: 429, method: 'POST', probability: 0.03 },
];

export const addFaults = ({ faults }: KoldanServer): void => {
	for (const fault of FAULTS) faults.add(fault);
};

/** How often each end is notified: once mostly, sometimes twice or never. */
const COPIES = [1, 2, 1, 0, 1];
const COPIES_FOR = 15_000;

export async function varyNotifications({ behaviour }: KoldanServer, end: number): Promise<void> {
	for (let turn = 0; Date.now() < end; turn++) {
		behaviour.webhookCopies = COPIES[turn % COPIES.length];
		await sleep(Math.min(COPIES_FOR, Math.max(0, end - Date.now())));
	}
	behaviour.webhookCopies = 1;
}

const KILL_EVERY = 45_000;
const DOWN_FOR = 3_000;

/** A process that was killed, and when (milliseconds since 1970). */
export interface Kill {
	command: string;
	at: number;
}

/**
 * Kills a process now and then and starts it again: the last worker, the last webhook processor, and once the main process. The
 * first ones live on, to measure their memory.
 */
export async function killProcesses(
	{ main, workers, webhooks }: N8nQueue,
	end: number,
): Promise<Kill[]> {
	const victims: N8nProcess[] = [workers[workers.length - 1], webhooks[webhooks.length - 1]];
	const kills: Kill[] = [];
	while (Date.now() + KILL_EVERY < end) {
		await sleep(KILL_EVERY);
		const victim = kills.length === 2 ? main : victims[kills.length % victims.length];
		const { command } = victim.options;
		console.log(`${new Date().toISOString()} kill -9: ${command}`);
		kills.push({ command, at: Date.now() });
		await victim.kill9();
		await sleep(DOWN_FOR);
		await victim.start();
	}
	return kills;
}
