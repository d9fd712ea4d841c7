import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { serverFields } from '../nodes/Koldan/api/credentialFields';

const NO_KOLDAN = 'There is no Koldan server at this Base URL';

/** The address as the nodes take it (`cleanBaseUrl`): without the path of the API, and with a protocol. */
const BASE_URL =
	'={{ ((address) => (/^https?:/i.test(address) ? "" : "https://") + address)($credentials.baseUrl.trim().replace(/\\/+$/, "").replace(/\\/+api(\\/+v1)?$/i, "")) }}';

/** Status codes of redirects. They are not followed: the token would go to another address. */
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Access tokens of a sign-in service (OAuth2, OpenID Connect), which n8n gets and renews. What is not here comes from n8n's
 * own type `oAuth2Api`, whose fields are in front of these.
 */
export class KoldanOAuth2Api implements ICredentialType {
	name = 'koldanOAuth2Api';

	displayName = 'Koldan OAuth2 API';

	extends = ['oAuth2Api'];

	icon: Icon = { light: 'file:../icons/koldan.svg', dark: 'file:../icons/koldan.dark.svg' };

	documentationUrl =
		'https://github.com/dixilang/n8n-nodes-koldan/blob/main/docs/credential.md#tokens-that-renew-themselves-oauth2';

	properties: INodeProperties[] = [
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'options',
			options: [
				{
					name: 'Authorization Code (PKCE)',
					value: 'pkce',
					description: 'A person signs in once, and the workflows act for them',
				},
				{
					name: 'Client Credentials',
					value: 'clientCredentials',
					description: 'This n8n signs in by itself, with an account of its own',
				},
			],
			default: 'clientCredentials',
			description:
				'Client Credentials for servers and batches; Authorization Code where workflows act for a person, who signs in once in a browser',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://login.example.com/oauth2/authorize',
			description: 'Where people sign in: authorization_endpoint of your sign-in service',
			displayOptions: { show: { grantType: ['pkce'] } },
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://login.example.com/oauth2/token',
			description: 'Where tokens come from: token_endpoint of your sign-in service',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The secret of the client that your sign-in service knows this n8n as. Empty only for a public client.',
		},
		{
			// Some versions of n8n forget a scope that is typed into a field with n8n's own name. And the editor writes what its user may
			// do in n8n into a field named `scopes`.
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: '={{ $self["requestedScope"] }}',
		},
		{
			displayName: 'Scope',
			name: 'requestedScope',
			type: 'string',
			default: '',
			placeholder: 'e.g. openid offline_access',
			description:
				'What to ask your sign-in service for, separated by spaces. With Authorization Code, most services only let n8n renew its tokens if offline_access is among them.',
		},
		...serverFields,
	];

	/** n8n's own test of such credentials, which only looks whether there is a token, is not made where there is this. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: BASE_URL,
			url: '/api/v1/quotas',
			headers: { 'X-Tenant-Id': '={{ $credentials.tenantId || undefined }}' },
			disableFollowRedirect: true,
		},
		// n8n takes both kinds of rules at once; only their type does not.
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Koldan did not accept the token: it comes from a sign-in service or for a client that this Koldan server does not know',
				},
			},
			{ type: 'responseCode', properties: { value: 404, message: NO_KOLDAN } },
			...REDIRECTS.map((value) => ({
				type: 'responseCode',
				properties: {
					value,
					message:
						'The server points to another address. Set the Base URL to the address that your Koldan server really has (often https instead of http).',
				},
			})),
			{
				type: 'responseSuccessBody',
				properties: { key: 'speech-service', value: undefined, message: NO_KOLDAN },
			},
		] as ICredentialTestRequest['rules'],
	};
}
