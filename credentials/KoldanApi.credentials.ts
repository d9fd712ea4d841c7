import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { authHeaders } from '../nodes/Koldan/api/credential';
import { serverFields } from '../nodes/Koldan/api/credentialFields';

/** Kept out of sight like a password. Named here because the linter does not know a JWT for a secret. */
const secretField = { password: true };

/** The nodes test it (`testCredential`). */
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
				'A token from your sign-in service (OpenID Connect). It usually expires after a while. For tokens that renew themselves, choose OAuth2 in the node.',
			displayOptions: { show: { authentication: ['jwt'] } },
		},
		...serverFields,
	];

	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...requestOptions,
		headers: { ...requestOptions.headers, ...authHeaders(credentials) },
	});
}
