import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { toNodeError } from './api/nodeErrors';
import { authenticationField, WITH_API_KEY, WITH_OAUTH2 } from './actions/fields/authentication';
import { optionsCollection } from './actions/fields/field';
import { outputField } from './actions/fields/output';
import { eventsField, eventsSubtitle, filtersField } from './triggers/filters';
import { onPoll } from './triggers/onPoll';
import { testCredential } from './methods/testCredential';

export class KoldanPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Koldan Trigger',
		name: 'koldanPollingTrigger',
		icon: { light: 'file:../../icons/koldan.svg', dark: 'file:../../icons/koldan.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventsSubtitle,
		description:
			'Starts the workflow when a transcription or a summary in Koldan ends, whoever started it',
		defaults: { name: 'Koldan Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'koldanApi',
				required: true,
				testedBy: 'testCredential',
				displayOptions: WITH_API_KEY,
			},
			{ name: 'koldanOAuth2Api', required: true, displayOptions: WITH_OAUTH2 },
		],
		properties: [
			authenticationField,
			...eventsField('Trigger On').properties,
			...outputField.properties,
			...filtersField.properties,
			optionsCollection(outputField.options),
		],
	};

	methods = { credentialTest: { testCredential } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			return await onPoll(this);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}
