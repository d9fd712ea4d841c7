/** Access tokens: when they expire, and those that a credential of the OAuth2 type holds. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { KoldanInputError } from './errors';
import { duration } from './times';

/**
 * When a JWT expires, as it says itself. Not verified: that is the server's part.
 *
 * @returns milliseconds since 1970; undefined where it does not say
 */
export function expiryOf(token: string): number | undefined {
	try {
		const claims = JSON.parse(
			Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
		) as { exp?: unknown } | null;
		return typeof claims?.exp === 'number' ? claims.exp * 1000 : undefined;
	} catch {
		return undefined;
	}
}

/** When the token in a credential that holds no OAuth2 sign-in expires; undefined for an API key. */
export const pastedTokenExpiry = ({
	authentication,
	jwt,
}: ICredentialDataDecryptedObject): number | undefined =>
	authentication === 'jwt' ? expiryOf(String(jwt ?? '').trim()) : undefined;

/** What a user should know about a token that nobody renews, as the end of "This access token …". */
export function endOfToken(expiry: number): string {
	const left = expiry - Date.now();
	return left > 0 ? `expires in ${duration(left)}` : 'has expired';
}

interface TokenData {
	access_token?: unknown;
	refresh_token?: unknown;
	id_token?: unknown;
	/** Written by n8n 2.30 and later: milliseconds since 1970. */
	n8n_expires_at?: unknown;
}

const tokenDataOf = ({ oauthTokenData }: ICredentialDataDecryptedObject): TokenData =>
	typeof oauthTokenData === 'object' ? (oauthTokenData as TokenData) : {};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The token that n8n sends; empty before it has got the first one. */
export function accessTokenOf(credentials: ICredentialDataDecryptedObject): string {
	const token = tokenDataOf(credentials).access_token;
	return isText(token) ? token : '';
}

/** Everything in an OAuth2 credential that must never show. */
export function oAuth2SecretsOf(credentials: ICredentialDataDecryptedObject): string[] {
	const { access_token, refresh_token, id_token } = tokenDataOf(credentials);
	const { clientSecret, webhookSecret } = credentials;
	return [clientSecret, webhookSecret, access_token, refresh_token, id_token].filter(isText);
}

/** Whether the token has expired, as far as can be known without asking. */
export function hasExpired(credentials: ICredentialDataDecryptedObject): boolean {
	const stated = Number(tokenDataOf(credentials).n8n_expires_at) || undefined;
	const expiry = expiryOf(accessTokenOf(credentials)) ?? stated;
	return expiry !== undefined && expiry <= Date.now();
}

/** @throws KoldanInputError where somebody has yet to sign in */
export function checkConnected(credentials: ICredentialDataDecryptedObject): void {
	if (credentials.grantType === 'clientCredentials' || accessTokenOf(credentials) !== '') return;
	throw new KoldanInputError(
		'Nobody has signed in with the credential yet',
		'Open the credential, click Connect, and sign in with the account that your workflows act for.',
	);
}
