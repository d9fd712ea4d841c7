import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';

import { node } from '../suites/waiting/workflow.mts';

/** n8n's own Wait node, in the place of the Koldan node. A call wakes it up, and is answered at once. */
export const waitNode = (): INode =>
	node(
		'Koldan',
		'wait',
		1.1,
		4,
		{ resume: 'webhook', httpMethod: 'POST', responseMode: 'onReceived', options: {} },
		{ webhookId: randomUUID() },
	);
