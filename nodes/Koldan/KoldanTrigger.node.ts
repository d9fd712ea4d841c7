import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { toNodeError } from './actions/nodeErrors';
import { outputFields } from './actions/transcription/fields/output';
import { searchTranscriptions } from './methods/searchTranscriptions';
import { asActivationError } from './triggers/activationError';
import { eventsField } from './triggers/events';
import { filtersField } from './triggers/filters';
import { checkExists, create, remove } from './triggers/lifecycle';
import { onDelivery } from './triggers/onDelivery';
import { triggerOptionsField, watchFields } from './triggers/watchFields';

export class KoldanTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Koldan Trigger',
		name: 'koldanTrigger',
		icon: { light: 'file:../../icons/koldan.svg', dark: 'file:../../icons/koldan.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		// The editor's search shows the Koldan node and this one as one entry, with this description.
		description:
			'Transcribe recordings with Koldan, and start workflows when transcripts are ready',
		eventTriggerDescription: 'Waiting for a transcription in Koldan to end',
		activationMessage: 'Your workflow now starts when a transcription in Koldan ends.',
		triggerPanel: {
			header: 'Listen for a transcription to end',
			executionsHelp: {
				inactive:
					'While you build the workflow, click Execute step: the next transcription that ends comes in here, or the newest one that has ended already. Then activate the workflow, and it starts by itself.',
				active:
					'The workflow is active: it starts by itself when a transcription ends. To try something out, click Execute step: transcriptions that the active workflow listens to stay with it.',
			},
			activationHint:
				'Once you’ve finished building the workflow, activate it to listen all the time.',
		},
		defaults: { name: 'Koldan Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'koldanApi', required: true }],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			...watchFields,
			eventsField,
			...outputFields,
			{ ...filtersField, displayOptions: { show: { watch: ['all', 'sent'] } } },
			triggerOptionsField,
		],
	};

	methods = { listSearch: { searchTranscriptions } };

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
