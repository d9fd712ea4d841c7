/** Sends requests through n8n's own HTTP helper, with the credential's authentication. */
import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { hasExpired, pastedTokenExpiry } from './accessToken';
import {
	checkedSecrets,
	cleanBaseUrl,
	credentialTypeOf,
	OAUTH2_CREDENTIAL,
	tenantHeader,
} from './credential';
import { receiveContent, type Sender } from './content';
import { ENDPOINTS, pathOf } from './endpoints';
import { KoldanInputError } from './errors';
import { networkFailureOf } from './networkFailure';
import { now, pause } from './pause';
import { withRenewal } from './renewal';
import { signInFailureOf } from './signIn';
import type { KoldanRequest, KoldanTransport, SendOutcome } from './transport';

/** The parts of n8n's function contexts that a transport needs. Every context has them. */
export type TransportContext = Pick<
	IAllExecuteFunctions,
	'helpers' | 'logger' | 'getCredentials' | 'getNode'
> & {
	getExecutionCancelSignal?: () => AbortSignal | undefined;
};

function requestOptions(
	baseUrl: string,
	{ method, path, query, json, timeout }: KoldanRequest,
	form: object | undefined,
): IHttpRequestOptions {
	const qs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
	return {
		method,
		url: `${baseUrl}${path}`,
		qs: Object.fromEntries(qs) as IDataObject,
		arrayFormat: 'comma',
		...(json ? { body: json as IDataObject } : {}),
		...(form ? { body: form as FormData } : {}),
		...(timeout ? { timeout } : {}),
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// Following a redirect would keep a whole upload in memory, and send the key to another address.
		disableFollowRedirect: true,
	};
}

/** The body of an answer; a server may send JSON under another name. */
export function parseBody(body: unknown): unknown {
	if (body === '' || body === null) return undefined;
	if (!Buffer.isBuffer(body) && !(body instanceof ArrayBuffer)) return body;
	const text = Buffer.from(body as Buffer).toString('utf8');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

export interface N8nTransport extends KoldanTransport {
	/** Address of the Koldan server, without a trailing slash. */
	baseUrl: string;
	/** When a token that was pasted into the credential expires (milliseconds since 1970), where it says so. */
	tokenExpiry?: number;
}

/** Milliseconds that n8n and Koldan may take for a look that lets n8n renew a token. */
const LOOK_TIMEOUT = 60_000;

type Signed = (
	context: TransportContext,
	options: IHttpRequestOptions,
) => Promise<IN8nHttpFullResponse>;

/** Sends requests that can be given up by themselves: n8n's helper takes the signal of its context for that. */
function senderOf(
	context: TransportContext,
	signed: Signed,
	stopped: AbortSignal | undefined,
): Sender {
	const own = new AbortController();
	const signal = stopped ? AbortSignal.any([stopped, own.signal]) : own.signal;
	const seen = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as TransportContext;
	return {
		signed: async (options) => await signed(seen, options),
		plain: async (options) =>
			(await context.helpers.httpRequest({
				...options,
				abortSignal: signal,
			})) as IN8nHttpFullResponse,
		abort: () => own.abort(),
	};
}

const ownError = (error: unknown): KoldanInputError | undefined =>
	error instanceof KoldanInputError ? error : undefined;

/** The status of the answer that n8n's helper took for an error. */
function statusIn(error: unknown): number | undefined {
	const { httpCode, cause } = error as { httpCode?: unknown; cause?: { response?: unknown } };
	return cause?.response ? Number(httpCode) || undefined : undefined;
}

/**
 * A transport on one of n8n's function contexts.
 *
 * @param context the `this` of a node's execute, webhook, poll, trigger or list search function
 * @throws KoldanInputError when something in the credential can't be right
 */
export async function createTransport(context: TransportContext): Promise<N8nTransport> {
	const type = credentialTypeOf(context.getNode());
	const isOAuth2 = type === OAUTH2_CREDENTIAL;
	const credentials = await context.getCredentials(type);
	const baseUrl = cleanBaseUrl(credentials.baseUrl);
	const secrets = new Set(checkedSecrets(credentials, type));
	// n8n sends an OAuth2 token by itself, and asks the credential for no other header.
	const headers = isOAuth2 ? tenantHeader(credentials) : {};
	const signal = context.getExecutionCancelSignal?.();

	const signed: Signed = async (seen, options) =>
		(await context.helpers.httpRequestWithAuthentication.call(seen as IAllExecuteFunctions, type, {
			...options,
			headers: { ...options.headers, ...headers },
		})) as IN8nHttpFullResponse;

	const sendAs = async (
		request: KoldanRequest,
		more: Partial<IHttpRequestOptions> = {},
	): Promise<SendOutcome> => {
		const form = request.form?.();
		const options = { ...requestOptions(baseUrl, request, form), ...more };
		try {
			if (request.receive) {
				const sender = senderOf(context, signed, signal);
				return { response: await receiveContent(sender, options, request.receive, parseBody) };
			}
			const { statusCode, ...answer } = await signed(context, options);
			const response = { statusCode, headers: answer.headers, body: parseBody(answer.body) };
			return { response, isIncomplete: form?.isHandedOver === false };
		} catch (error) {
			const failure = networkFailureOf(error, signal?.aborted === true);
			const signIn = isOAuth2 ? signInFailureOf(error, failure.code, baseUrl) : undefined;
			const statusCode = signIn ? undefined : statusIn(error);
			if (statusCode) return { response: { statusCode, headers: {}, body: undefined } };
			return {
				failure: { ...failure, bodyError: form?.error ?? ownError(error), signIn },
				isIncomplete: form?.isHandedOver === false,
			};
		} finally {
			form?.close();
		}
	};

	/** The credential as it is now: another execution may have renewed its token. */
	const current = async (): Promise<ICredentialDataDecryptedObject> => {
		const latest = await context.getCredentials(type);
		for (const secret of checkedSecrets(latest, type)) secrets.add(secret);
		return latest;
	};

	const send = isOAuth2
		? withRenewal({
				send: async (request) => {
					const outcome = await sendAs(request);
					// Should the answer repeat the token that was sent, it must be known as a secret.
					if (outcome.response && outcome.response.statusCode >= 400) await current();
					return outcome;
				},
				look: async () => {
					const { method } = ENDPOINTS.getQuotas;
					const request = { method, path: pathOf('getQuotas'), timeout: LOOK_TIMEOUT };
					const outcome = await sendAs(request, { ignoreHttpStatusErrors: false });
					await current();
					return outcome;
				},
				hasExpired: async () => hasExpired(await current()),
			})
		: sendAs;

	return {
		baseUrl,
		tokenExpiry: isOAuth2 ? undefined : pastedTokenExpiry(credentials),
		send: async (request) => await send(request),
		get secrets() {
			return [...secrets];
		},
		pause: async (milliseconds) => await pause(milliseconds, signal),
		now,
		log: (level, message) => context.logger[level](`Koldan: ${message}`),
	};
}
