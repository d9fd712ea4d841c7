/**
 * The test of the credential. n8n can also send a test request on its own, but it follows redirects with the key, takes any
 * web server for Koldan, and some of its versions show none of our words.
 */
import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { endOfToken, pastedTokenExpiry } from '../api/accessToken';
import { createClient, patientUntil, type KoldanClient } from '../api/client';
import { authHeaders, checkedSecrets, cleanBaseUrl } from '../api/credential';
import { KoldanError, statusOf } from '../api/errors';
import { parseBody } from '../api/n8nTransport';
import { networkFailureOf } from '../api/networkFailure';
import { now, pause } from '../api/pause';
import { getQuotas } from '../api/quotas';
import { DEFAULT_RETRY_POLICY } from '../api/retry';
import type { KoldanResponse } from '../api/transport';

/** How long a server may take, in milliseconds: somebody waits at the screen. */
const TIMEOUT = 20_000;

/** A client that tries once. n8n gives such functions one helper only, the older one. */
function clientFor(
	{ helpers, logger }: ICredentialTestFunctions,
	credentials: ICredentialDataDecryptedObject,
): KoldanClient {
	const baseUrl = cleanBaseUrl(credentials.baseUrl);
	const client = createClient(
		{
			secrets: checkedSecrets(credentials),
			async send({ method, path }) {
				try {
					const { statusCode, headers, body } = (await helpers.request({
						method,
						uri: `${baseUrl}${path}`,
						headers: authHeaders(credentials),
						json: true,
						simple: false,
						resolveWithFullResponse: true,
						followRedirect: false,
						timeout: TIMEOUT,
					})) as KoldanResponse;
					return { response: { statusCode, headers, body: parseBody(body) } };
				} catch (error) {
					return { failure: networkFailureOf(error, false) };
				}
			},
			now,
			pause,
			log: (level, message) => logger[level](`Koldan: ${message}`),
		},
		{ ...DEFAULT_RETRY_POLICY, maxRetries: 0 },
	);
	return patientUntil(client, Date.now());
}

function wordsFor(error: unknown): string {
	if (!(error instanceof KoldanError))
		return error instanceof Error ? error.message : String(error);
	const status = statusOf(error);
	if (status === 404 || (status !== undefined && status < 300))
		return 'There is no Koldan server at this Base URL';
	if (status === 401)
		return 'Koldan did not accept the API key or access token: it may be mistyped, expired or revoked';
	return `${error.message}. ${error.description}`;
}

/** A token that was pasted is of no use for long. */
function noteOnToken(data: ICredentialDataDecryptedObject): string {
	const expiry = pastedTokenExpiry(data);
	return expiry === undefined
		? ''
		: ` This access token ${endOfToken(expiry)}: waits longer than that will fail. Use OAuth2 or an API key for them.`;
}

/** Asks for the quotas, which any valid key or token may read. */
export async function testCredential(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	try {
		await getQuotas(clientFor(this, data));
		return { status: 'OK', message: `Connection successful!${noteOnToken(data)}` };
	} catch (error) {
		return { status: 'Error', message: wordsFor(error) };
	}
}
