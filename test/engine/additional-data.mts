/** What the engine asks its surroundings for: credentials, addresses, hooks. In n8n itself, the server provides it. */
import './environment.mts';
import { ExternalSecretsProxy, type ExecutionLifecycleHooks } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type IHttpRequestOptions,
	type INodeParameters,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { KoldanApi } from '../../credentials/KoldanApi.credentials';

export interface Surroundings {
	/** Fields of the credential `koldanApi`; what is missing has its default. */
	credentials: ICredentialDataDecryptedObject;
	/** No request may take longer (milliseconds). Default: as the node and n8n say. */
	requestTimeout?: number;
}

export const koldanApi = new KoldanApi();

const notNeeded = async (): Promise<never> =>
	await Promise.reject(new Error('The engine asked for something that these tests do not have.'));

/** Gives the credential as n8n does: with its defaults, and authenticating by its own `authenticate`. */
class CredentialsHelper extends ICredentialsHelper {
	private readonly surroundings: Surroundings;

	constructor(surroundings: Surroundings) {
		super();
		this.surroundings = surroundings;
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		if (typeof koldanApi.authenticate !== 'function') return await notNeeded();
		const { requestTimeout } = this.surroundings;
		const authenticated = await koldanApi.authenticate(credentials, options);
		return requestTimeout ? { ...authenticated, timeout: requestTimeout } : authenticated;
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		// As n8n does: with defaults, and without fields that the choice of another one hides.
		return NodeHelpers.getNodeParameters(
			koldanApi.properties,
			this.surroundings.credentials as INodeParameters,
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
	}

	getCredentialsProperties(): INodeProperties[] {
		return koldanApi.properties;
	}

	getCredentials = notNeeded;

	updateCredentials = notNeeded;

	updateCredentialsOauthTokenData = notNeeded;
}

/** Addresses are those of an n8n without a public https address. */
const N8N = 'http://localhost:5678';

export function additionalData(
	surroundings: Surroundings,
	hooks?: ExecutionLifecycleHooks,
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper: new CredentialsHelper(surroundings),
		externalSecretsProxy: new ExternalSecretsProxy(),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		restApiUrl: `${N8N}/rest`,
		instanceBaseUrl: N8N,
		formBaseUrl: `${N8N}/form`,
		formWaitingBaseUrl: `${N8N}/form-waiting`,
		formTestBaseUrl: `${N8N}/form-test`,
		webhookBaseUrl: `${N8N}/webhook`,
		webhookWaitingBaseUrl: `${N8N}/webhook-waiting`,
		webhookTestBaseUrl: `${N8N}/webhook-test`,
		mcpBaseUrl: `${N8N}/mcp`,
		mcpTestBaseUrl: `${N8N}/mcp-test`,
		variables: {},
		logAiEvent: () => undefined,
		executeWorkflow: notNeeded,
		getRunExecutionData: notNeeded,
		getRuntimeCredential: notNeeded,
		startRunnerTask: notNeeded,
		hooks,
	};
}
