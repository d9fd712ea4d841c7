/** Sends requests through n8n's own HTTP helper, with the credential's authentication. */
import type {
	IAllExecuteFunctions,
	IDataObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import type {
	KoldanRequest,
	KoldanResponse,
	KoldanTransport,
	NetworkFailure,
	QueryValue,
} from './transport';
import { checkedSecrets, cleanBaseUrl } from './credential';
import { pause } from './pause';

export const CREDENTIAL_TYPE = 'koldanApi';

/** The parts of n8n's function contexts that a transport needs. Every context has them. */
export type TransportContext = Pick<
	IAllExecuteFunctions,
	'helpers' | 'logger' | 'getCredentials'
> & {
	getExecutionCancelSignal?: () => AbortSignal | undefined;
};

function queryString(query: Readonly<Record<string, QueryValue | undefined>> = {}): IDataObject {
	const entries = Object.entries(query).filter(([, value]) => value !== undefined);
	return Object.fromEntries(
		entries.map(([name, value]) => [
			name,
			Array.isArray(value) ? value.join(',') : (value as string | number | boolean),
		]),
	);
}

function requestOptions(
	baseUrl: string,
	request: KoldanRequest,
	form: object | undefined,
): IHttpRequestOptions {
	return {
		method: request.method,
		url: `${baseUrl}${request.path}`,
		qs: queryString(request.query),
		...(request.json ? { body: request.json as IDataObject } : {}),
		...(form ? { body: form as FormData } : {}),
		...(request.timeout ? { timeout: request.timeout } : {}),
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// Following a redirect would keep a whole upload in memory, and send the key to another address.
		disableFollowRedirect: true,
	};
}

function parsed(body: unknown): unknown {
	if (body === '' || body === null) return undefined;
	if (!Buffer.isBuffer(body) && !(body instanceof ArrayBuffer)) return body;
	const text = Buffer.from(body as Buffer).toString('utf8');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

interface HelperError {
	message?: string;
	code?: string;
	httpCode?: string | null;
	cause?: { code?: string };
}

const NETWORK_CODE = /^(E[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*(CERT|CERTIFICATE|SIGNATURE)[A-Z_]*)$/;

function failureOf(error: unknown, signal: AbortSignal | undefined): NetworkFailure {
	const { message = 'No answer', code, httpCode, cause } = (error ?? {}) as HelperError;
	const found = [cause?.code, code, httpCode].find(
		(candidate) => typeof candidate === 'string' && NETWORK_CODE.test(candidate),
	);
	return {
		code: found ?? undefined,
		message,
		cancelled: signal?.aborted === true || found === 'ERR_CANCELED',
	};
}

/**
 * A transport on one of n8n's function contexts.
 *
 * @param context the `this` of a node's execute, webhook, poll, trigger or list search function
 */
export async function createTransport(
	context: TransportContext,
): Promise<KoldanTransport & { baseUrl: string }> {
	const credentials = await context.getCredentials(CREDENTIAL_TYPE);
	const baseUrl = cleanBaseUrl(credentials.baseUrl);
	const secrets = checkedSecrets(credentials);
	const signal = context.getExecutionCancelSignal?.();
	return {
		baseUrl,
		async send(request) {
			const form = request.form?.();
			try {
				const answer = (await context.helpers.httpRequestWithAuthentication.call(
					context as IAllExecuteFunctions,
					CREDENTIAL_TYPE,
					requestOptions(baseUrl, request, form),
				)) as IN8nHttpFullResponse;
				const response: KoldanResponse = {
					statusCode: answer.statusCode,
					headers: answer.headers,
					body: parsed(answer.body),
				};
				return { response };
			} catch (error) {
				return { failure: failureOf(error, signal) };
			} finally {
				form?.close();
			}
		},
		secrets,
		pause: async (milliseconds) => await pause(milliseconds, signal),
		log: (level, message) => context.logger[level](`Koldan: ${message}`),
	};
}
