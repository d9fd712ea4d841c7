/** Which type of credential a node uses. Workflows that were saved before there were two go on with the first. */
import type { INodeProperties } from 'n8n-workflow';
import { OAUTH2 } from '../../api/credential';

const API_KEY = 'apiKey';

export const authenticationField: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'API Key or Token',
			value: API_KEY,
			description: 'With an API key from Koldan, which is the usual way',
		},
		{
			name: 'OAuth2',
			value: OAUTH2,
			description: 'With tokens of your organisation’s sign-in service, which renew themselves',
		},
	],
	default: API_KEY,
};

/**
 * When a node uses which credential. The editor offers a credential only where the choice that goes with it is named under `show`,
 * and then sets that choice. Executions that sleep since a version without the choice have no such parameter, and no n8n fills it in:
 * they use the first one.
 */
export const WITH_API_KEY = { show: { authentication: [API_KEY, undefined] } };
export const WITH_OAUTH2 = { show: { authentication: [OAUTH2] } };
