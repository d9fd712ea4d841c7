import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { toNodeError } from './actions/nodeErrors';
import { outputFields } from './actions/transcription/fields/output';
import { eventsField } from './triggers/events';
import { filtersField } from './triggers/filters';
import { onPoll } from './triggers/onPoll';

export class KoldanPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Koldan Polling Trigger',
		name: 'koldanPollingTrigger',
		icon: { light: 'file:../../icons/koldan.svg', dark: 'file:../../icons/koldan.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow when any transcription in Koldan ends, whoever started it, by asking now and then',
		defaults: { name: 'Koldan Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'koldanApi', required: true }],
		properties: [eventsField, ...outputFields, filtersField],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			return await onPoll(this);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}
