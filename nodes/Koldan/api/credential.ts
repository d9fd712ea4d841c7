/** Checks the credential before anything is sent, so that a typing error is named as one. */
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { checkConnected, oAuth2SecretsOf } from './accessToken';
import { KoldanInputError } from './errors';
import { isUuid } from './uuid';

export const API_CREDENTIAL = 'koldanApi';
export const OAUTH2_CREDENTIAL = 'koldanOAuth2Api';

/** The choice of a node's field *Authentication* that stands for the second type. */
export const OAUTH2 = 'oAuth2';

/** The type of the credential that a node uses. */
export const credentialTypeOf = ({ parameters }: Pick<INode, 'parameters'>): string =>
	parameters.authentication === OAUTH2 ? OAUTH2_CREDENTIAL : API_CREDENTIAL;

/**
 * The address of the Koldan server from the credential, without trailing slashes. People leave out the https:// of a web
 * address, and copy the path of the API with it.
 *
 * @throws KoldanInputError when it is no http or https address, or holds more than an address
 */
export function cleanBaseUrl(value: unknown): string {
	const typed = typeof value === 'string' ? value.trim() : '';
	const address = typed.replace(/\/+$/, '').replace(/\/+api(\/+v1)?$/i, '');
	// A host has a dot or a port; a single word is rather something else.
	const isHost = /^[\w-]+(\.[\w-]+)+(:\d+)?(\/|$)|^[\w-]+:\d+(\/|$)/.test(address);
	const baseUrl = isHost ? `https://${address}` : address;
	if (!/^https?:\/\/[^\s/]/i.test(baseUrl) || /\s/.test(baseUrl) || !URL.canParse(baseUrl)) {
		throw new KoldanInputError(
			'The Base URL in the credential is not a web address',
			'Open the credential and enter an address that starts with https:// (or http:// for a server of your own).',
		);
	}
	if (/[?#]/.test(baseUrl) || new URL(baseUrl).username !== '') {
		throw new KoldanInputError(
			'The Base URL in the credential holds more than an address',
			'Open the credential and remove what stands before an @ or from a ? or # on.',
		);
	}
	return baseUrl;
}

/**
 * The header that names the tenant, if there is one.
 *
 * @throws KoldanInputError when the tenant's ID is none
 */
export function tenantHeader({ tenantId }: ICredentialDataDecryptedObject): Record<string, string> {
	const tenant = String(tenantId ?? '').trim();
	if (tenant !== '' && !isUuid(tenant)) {
		throw new KoldanInputError(
			'The Tenant ID in the credential is not valid',
			'A Tenant ID looks like 3f2b8c1a-5d4e-4f6a-8b7c-9d0e1f2a3b4c. Leave it empty if Koldan gave you none.',
		);
	}
	return tenant ? { 'X-Tenant-Id': tenant } : {};
}

/** @throws KoldanInputError when the key or token is missing or can't be one */
function checkSecret({ authentication, apiKey, jwt }: ICredentialDataDecryptedObject): void {
	const [sent, name] =
		authentication === 'jwt' ? ([jwt, 'access token'] as const) : ([apiKey, 'API key'] as const);
	const secret = String(sent ?? '').trim();
	if (secret === '') {
		throw new KoldanInputError(
			`The credential has no ${name}`,
			`Open the credential and paste the ${name}.`,
		);
	}
	if (!/^[\x21-\x7e]+$/.test(secret)) {
		throw new KoldanInputError(
			`The ${name} in the credential holds characters that no ${name} has`,
			`Copy the ${name} again, all of it and nothing else, and paste it into the credential.`,
		);
	}
}

/**
 * The secrets in the credential, having checked what is sent in headers.
 *
 * @throws KoldanInputError when the key or token is missing or can't be one, or the tenant's ID is none
 */
export function checkedSecrets(
	credentials: ICredentialDataDecryptedObject,
	type = API_CREDENTIAL,
): string[] {
	if (type === OAUTH2_CREDENTIAL) checkConnected(credentials);
	else checkSecret(credentials);
	tenantHeader(credentials);
	if (type === OAUTH2_CREDENTIAL) return oAuth2SecretsOf(credentials);
	const { apiKey, jwt, webhookSecret } = credentials;
	return [apiKey, jwt, webhookSecret].map((each) => String(each ?? '').trim()).filter(Boolean);
}

/** The headers that a request is authenticated with. Never both: Koldan would use the key and ignore the token. */
export function authHeaders(credentials: ICredentialDataDecryptedObject): Record<string, string> {
	const { authentication, apiKey, jwt } = credentials;
	return {
		...(authentication === 'jwt'
			? { Authorization: `Bearer ${String(jwt).trim()}` }
			: { 'X-API-Key': String(apiKey).trim() }),
		...tenantHeader(credentials),
	};
}
