import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { WorkflowFile } from '../../n8n/client.mts';
import { connect, node } from '../waiting/workflow.mts';

const credentials = { koldanApi: { id: '', name: 'Koldan' } };

/** Koldan Webhook Trigger → After. The webhook's id is new each time, as in a workflow that was made or duplicated in the editor. */
export function triggerWorkflow(parameters: IDataObject = {}): WorkflowFile {
	return {
		name: 'When a transcription ends',
		nodes: [
			node('Koldan Webhook Trigger', 'n8n-nodes-koldan.koldanTrigger', 1, 0, parameters, {
				credentials,
				webhookId: randomUUID(),
			}),
			node('After', 'noOp', 1, 1),
		],
		connections: connect('Koldan Webhook Trigger', 'After'),
	};
}

/** Koldan Trigger → After; it polls every minute, which is as often as n8n allows. */
export function pollingWorkflow(parameters: IDataObject = {}): WorkflowFile {
	return {
		name: 'When any transcription ends',
		nodes: [
			node(
				'Koldan Trigger',
				'n8n-nodes-koldan.koldanPollingTrigger',
				1,
				0,
				{ pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters },
				{ credentials },
			),
			node('After', 'noOp', 1, 1),
		],
		connections: connect('Koldan Trigger', 'After'),
	};
}

/** Where a trigger's node listens in an active workflow. */
export function productionUrl(n8nUrl: string, workflow: WorkflowFile): string {
	const trigger = workflow.nodes.find(({ type }) => type.endsWith('.koldanTrigger'));
	return `${n8nUrl}/webhook/${trigger?.webhookId}/webhook`;
}
