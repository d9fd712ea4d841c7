import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

/** Kept out of sight like a password. Named here because the linter does not know a JWT for a secret. */
const secretField = { password: true };

export class KoldanApi implements ICredentialType {
	name = 'koldanApi';

	displayName = 'Koldan API';

	icon: Icon = { light: 'file:../icons/koldan.svg', dark: 'file:../icons/koldan.dark.svg' };

	documentationUrl = 'https://github.com/dixilang/n8n-nodes-koldan/blob/main/docs/credential.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'API Key', value: 'apiKey' },
				{ name: 'Access Token (JWT)', value: 'jwt' },
			],
			default: 'apiKey',
			description: 'How this n8n signs in to Koldan. An API key is the usual way.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'kk-…',
			description:
				'Make one in Koldan under API keys. It needs the scopes speech:transcriptions:read and speech:transcriptions:write, and speech:files:write to upload.',
			displayOptions: { show: { authentication: ['apiKey'] } },
		},
		{
			displayName: 'Access Token',
			name: 'jwt',
			type: 'string',
			typeOptions: secretField,
			default: '',
			required: true,
			description:
				'A token from your sign-in service (OpenID Connect). It usually expires after a while.',
			displayOptions: { show: { authentication: ['jwt'] } },
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://koldan.dixilang.com',
			required: true,
			description:
				'Where your Koldan server is. Many organisations have an address of their own, such as https://acme-koldan.dixilang.com.',
		},
		{
			displayName: 'Tenant ID',
			name: 'tenantId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 3f2b8c1a-5d4e-4f6a-8b7c-9d0e1f2a3b4c',
			description:
				'Only if Koldan gave you one. Leave it empty if your organisation has an address of its own.',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Optional. Koldan signs its notifications with it, so that n8n knows they are real. Leave it empty and each notification gets a random one.',
		},
	];

	// Never both headers: Koldan would use the key and ignore the token.
	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const headers = { ...requestOptions.headers };
		if (credentials.authentication === 'jwt')
			headers.Authorization = `Bearer ${String(credentials.jwt).trim()}`;
		else headers['X-API-Key'] = String(credentials.apiKey).trim();
		const tenantId = String(credentials.tenantId ?? '').trim();
		if (tenantId) headers['X-Tenant-Id'] = tenantId;
		return { ...requestOptions, headers };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/api/v1/quotas',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Koldan did not accept the API key or access token: it may be mistyped, expired or revoked',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no Koldan server at this Base URL',
				},
			},
		],
	};
}
