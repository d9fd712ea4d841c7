/** What the engine asks its surroundings for: credentials, addresses, hooks. In n8n itself, the server provides it. */
import './environment.mts';
import { ExternalSecretsProxy, type ExecutionLifecycleHooks } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type IHttpRequestOptions,
	type INodeCredentials,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { KoldanApi } from '../../../credentials/KoldanApi.credentials';
import { KoldanOAuth2Api } from '../../../credentials/KoldanOAuth2Api.credentials';

export interface Surroundings {
	/**
	 * Fields of the credential, whichever type the node uses; what is missing of `koldanApi` has its default. In an OAuth2
	 * credential, the token is kept here, as n8n keeps it in its database.
	 */
	credentials: ICredentialDataDecryptedObject;
	/** No request may take longer (milliseconds). Default: as the node and n8n say. */
	requestTimeout?: number;
	/** n8n's own address. Default: one without https. */
	n8nUrl?: string;
}

export const koldanApi = new KoldanApi();
export const koldanOAuth2Api = new KoldanOAuth2Api();

/** The credentials of a node, of which it uses one. */
export const nodeCredentials: INodeCredentials = {
	[koldanApi.name]: { id: '1', name: 'Koldan account' },
	[koldanOAuth2Api.name]: { id: '2', name: 'Koldan sign-in' },
};

const notNeeded = async (): Promise<never> =>
	await Promise.reject(new Error('The engine asked for something that these tests do not have.'));

/** Gives the credential as n8n does: with its defaults, and authenticating by its own `authenticate`. */
class CredentialsHelper extends ICredentialsHelper {
	private readonly surroundings: Surroundings;

	constructor(surroundings: Surroundings) {
		super();
		this.surroundings = surroundings;
	}

	getParentTypes(type: string): string[] {
		return type === koldanOAuth2Api.name ? koldanOAuth2Api.extends : [];
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

	async getDecrypted(
		_data: IWorkflowExecuteAdditionalData,
		_credentials: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		if (type === koldanOAuth2Api.name) return structuredClone(this.surroundings.credentials);
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

	async updateCredentialsOauthTokenData(
		_credentials: INodeCredentialsDetails,
		_type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.surroundings.credentials.oauthTokenData = structuredClone(oauthTokenData);
	}
}

/** The address of an n8n without a public https address. */
const N8N = 'http://localhost:5678';

export function additionalData(
	surroundings: Surroundings,
	hooks?: ExecutionLifecycleHooks,
): IWorkflowExecuteAdditionalData {
	const n8n = surroundings.n8nUrl ?? N8N;
	return {
		credentialsHelper: new CredentialsHelper(surroundings),
		externalSecretsProxy: new ExternalSecretsProxy(),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		restApiUrl: `${n8n}/rest`,
		instanceBaseUrl: n8n,
		formBaseUrl: `${n8n}/form`,
		formWaitingBaseUrl: `${n8n}/form-waiting`,
		formTestBaseUrl: `${n8n}/form-test`,
		webhookBaseUrl: `${n8n}/webhook`,
		webhookWaitingBaseUrl: `${n8n}/webhook-waiting`,
		webhookTestBaseUrl: `${n8n}/webhook-test`,
		mcpBaseUrl: `${n8n}/mcp`,
		mcpTestBaseUrl: `${n8n}/mcp-test`,
		variables: {},
		logAiEvent: () => undefined,
		executeWorkflow: notNeeded,
		getRunExecutionData: notNeeded,
		getRuntimeCredential: notNeeded,
		startRunnerTask: notNeeded,
		hooks,
	};
}
