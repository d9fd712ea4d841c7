/** The field for which ends of a transcription start the workflow. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../api/errors';
import type { TranscriptionJobStatus } from '../api/types';
import type { TriggerContext } from './context';

const STATUSES: Readonly<Record<string, TranscriptionJobStatus>> = {
	completed: 'COMPLETED',
	failed: 'FAILED',
	cancelled: 'CANCELLED',
};

export const eventsField: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	required: true,
	options: [
		{ name: 'Cancelled', value: 'cancelled', description: 'Somebody cancelled it' },
		{ name: 'Completed', value: 'completed', description: 'The transcript is ready' },
		{ name: 'Failed', value: 'failed', description: 'It ended with an error' },
	],
	default: ['completed'],
	description: 'What has to happen to a transcription to start the workflow',
};

/** @throws KoldanInputError when nothing is chosen, or something unknown */
export function readEvents(context: TriggerContext): ReadonlySet<TranscriptionJobStatus> {
	const given = context.getNodeParameter('events', []) as unknown;
	const statuses = (Array.isArray(given) ? given : [given]).flatMap(
		(event) => STATUSES[String(event).toLowerCase()] ?? [],
	);
	if (statuses.length === 0) {
		throw new KoldanInputError(
			'No event is chosen',
			'Choose at least one of Completed, Failed and Cancelled.',
		);
	}
	return new Set(statuses);
}
