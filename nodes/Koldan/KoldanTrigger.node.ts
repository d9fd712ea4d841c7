import {
	NodeConnectionTypes,
	updateDisplayOptions,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { toNodeError } from './api/nodeErrors';
import { authenticationField, WITH_API_KEY, WITH_OAUTH2 } from './actions/fields/authentication';
import { optionsCollection } from './actions/fields/field';
import { outputField } from './actions/fields/output';
import { searchTranscriptions } from './methods/searchTranscriptions';
import { eventsField, eventsSubtitle, filtersField } from './triggers/filters';
import { asActivationError, checkExists, create, remove } from './triggers/lifecycle';
import { onDelivery } from './triggers/onDelivery';
import { overwriteOption, watchFields } from './triggers/watchFields';
import { testCredential } from './methods/testCredential';

const SUMMARIES_HINT =
	'Summaries start the workflow when they are sent to this trigger: set its URL with the operation Update Webhook of the resource Summary.';

export class KoldanTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Koldan Webhook Trigger',
		name: 'koldanTrigger',
		icon: { light: 'file:../../icons/koldan.svg', dark: 'file:../../icons/koldan.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventsSubtitle,
		// The editor's search shows the Koldan node and this one as one entry, with this description.
		description:
			'Transcribe recordings with Koldan, and start workflows when transcripts are ready',
		eventTriggerDescription: 'Waiting for a transcription in Koldan to end',
		activationMessage: 'Your workflow now starts when a transcription in Koldan ends.',
		triggerPanel: {
			header: 'Listen for a transcription to end',
			executionsHelp: {
				inactive:
					'While you build the workflow, click Execute step: the next transcription that ends comes in here, or the newest one that has ended already. Then publish the workflow, and it starts whenever a transcription ends.',
				active:
					'The workflow is published: it starts when a transcription ends. To try something out, click Execute step: transcriptions that the published workflow listens to stay with it.',
			},
			activationHint:
				'Once you’ve finished building the workflow, publish it to listen all the time.',
		},
		defaults: { name: 'Koldan Webhook Trigger' },
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
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			authenticationField,
			...watchFields,
			// Not "Trigger On": in the panel of nodes, the events of the other trigger are the ones to choose from.
			...eventsField('Trigger When', SUMMARIES_HINT).properties,
			...outputField.properties,
			...updateDisplayOptions({ show: { watch: ['all', 'sent'] } }, filtersField.properties),
			optionsCollection([...outputField.options, overwriteOption]),
		],
	};

	methods = { credentialTest: { testCredential }, listSearch: { searchTranscriptions } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				try {
					return await checkExists(this);
				} catch (error) {
					throw asActivationError(this, error);
				}
			},
			async create(this: IHookFunctions): Promise<boolean> {
				try {
					return await create(this);
				} catch (error) {
					throw asActivationError(this, error);
				}
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				try {
					return await remove(this);
				} catch (error) {
					throw toNodeError(this.getNode(), error);
				}
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		try {
			return await onDelivery(this);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}
