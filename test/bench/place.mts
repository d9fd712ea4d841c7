import { setTimeout as sleep } from 'node:timers/promises';

import type { N8nClient } from '../n8n/client.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance, Tls } from '../n8n/instance.mts';
import { freePorts } from '../n8n/ports.mts';
import type { Stage } from '../suites/waiting/stage.mts';
import { withStage } from './with-stage.mts';

/** Where a case is measured: an n8n of its own that listens for inspectors. */
export interface Place {
	stage: Stage;
	n8n: N8nInstance;
	inspectorPort: number;
	/** A certificate that n8n trusts, for servers on this machine. */
	tls: Tls;
}

/** Starts an n8n with these settings, works with it, stops it, and gives what the work gave. */
export async function inN8n<T>(
	settings: Record<string, string>,
	work: (place: Place) => Promise<T>,
): Promise<T> {
	const [inspectorPort] = await freePorts(1);
	const env = {
		...settings,
		NODE_OPTIONS: `${settings.NODE_OPTIONS ?? ''} --inspect=127.0.0.1:${inspectorPort}`,
	};
	const results: T[] = [];
	const certificates: Tls[] = [];
	await withStage(
		async (https) => {
			certificates.push(https);
			return await startN8n({ https, env });
		},
		async (stage, n8n) => {
			results.push(await work({ stage, n8n, inspectorPort, tls: certificates[0] }));
		},
	);
	return results[0];
}

/** Waits until the newest execution of a workflow has ended. Its data, which n8n would have to read for that, are not asked for. */
export async function endOf(n8n: N8nClient, workflowId: string, every: number): Promise<void> {
	for (;;) {
		const [execution] = await n8n.executions(workflowId, 1);
		if (['success', 'error', 'canceled', 'crashed'].includes(execution?.status)) return;
		await sleep(every);
	}
}
