import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { errorItem, toNodeError } from './api/nodeErrors';
import { WITH_API_KEY, WITH_OAUTH2 } from './actions/fields/authentication';
import { builderHint } from './actions/builderHint';
import { waitingHints, waitingNodeTooltip } from './actions/fields/waiting';
import { findOperation, properties, subtitle } from './actions/registry';
import { startRun } from './jobs/run';
import { searchFiles } from './methods/searchFiles';
import { searchLanguages } from './methods/searchLanguages';
import { searchModels } from './methods/searchModels';
import { searchPromptTemplates } from './methods/searchPromptTemplates';
import { searchSummaries } from './methods/searchSummaries';
import { searchTranscriptions } from './methods/searchTranscriptions';
import { onNotification } from './jobs/resume';
import { RESUME_PATH } from './jobs/channel';
import { testCredential } from './methods/testCredential';

export class Koldan implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Koldan',
		name: 'koldan',
		icon: { light: 'file:../../icons/koldan.svg', dark: 'file:../../icons/koldan.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle,
		description: 'Turn recordings into text, subtitles and summaries with Koldan',
		defaults: { name: 'Koldan' },
		usableAsTool: true,
		builderHint,
		inputs: [NodeConnectionTypes.Main],
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
		hints: waitingHints,
		waitingNodeTooltip,
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: RESUME_PATH,
				restartWebhook: true,
				isFullPath: true,
			},
		],
		properties,
	};

	methods = {
		credentialTest: { testCredential },
		listSearch: {
			searchFiles,
			searchLanguages,
			searchModels,
			searchPromptTemplates,
			searchSummaries,
			searchTranscriptions,
		},
	};

	// The webhook belongs to a waiting execution: there is nothing to register when a workflow is activated.
	webhookMethods = {
		default: {
			checkExists: async (): Promise<boolean> => true,
			create: async (): Promise<boolean> => true,
			delete: async (): Promise<boolean> => true,
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		const operation = this.getNodeParameter('operation', 0) as string;
		try {
			return await findOperation(resource, operation).execute(await startRun(this));
		} catch (error) {
			// A node that throws although it is set to continue would pass its input on as if nothing had happened.
			if (this.continueOnFail())
				return [this.getInputData().map((_, index) => errorItem(this, error, index))];
			throw toNodeError(this.getNode(), error);
		}
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await onNotification(this);
	}
}
