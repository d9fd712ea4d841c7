/** Checks the credential before anything is sent, so that a slip of the pen is told as one. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { KoldanInputError } from './errors';
import { isUuid } from './uuid';

/**
 * The address of the Koldan server from the credential, without trailing slashes.
 *
 * @throws KoldanInputError when it is no http or https address, or holds more than an address
 */
export function cleanBaseUrl(value: unknown): string {
	const baseUrl = typeof value === 'string' ? value.trim().replace(/\/+$/, '') : '';
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
 * The secrets in the credential, having checked what is sent in headers.
 *
 * @throws KoldanInputError when the key or token is missing or can't be one, or the tenant's ID is none
 */
export function checkedSecrets(credentials: ICredentialDataDecryptedObject): string[] {
	const { authentication, apiKey, jwt, tenantId, webhookSecret } = credentials;
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
	const tenant = String(tenantId ?? '').trim();
	if (tenant !== '' && !isUuid(tenant)) {
		throw new KoldanInputError(
			'The Tenant ID in the credential is not valid',
			'A Tenant ID looks like 3f2b8c1a-5d4e-4f6a-8b7c-9d0e1f2a3b4c. Leave it empty if Koldan gave you none.',
		);
	}
	return [apiKey, jwt, webhookSecret].map((each) => String(each ?? '').trim()).filter(Boolean);
}
