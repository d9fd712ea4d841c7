/** What became of getting or renewing a token, which n8n does at the sign-in service before or between requests. */
import { chainOf } from './errorChain';
import { KoldanApiError, type KoldanError } from './errors';

/** A request that was not sent, or was refused, because there is no valid token. Koldan has done nothing. */
export interface SignInFailure {
	error: KoldanError;
	/** True where the same may work in a while. */
	mayPass: boolean;
}

/** n8n's OAuth2 client: the service's own answer, as RFC 6749 (5.2) says, or a status without one. */
interface ClientError {
	code?: string;
	message?: string;
	status?: number;
	body?: { error?: unknown };
	/** Of axios. */
	config?: { url?: string };
}

/** Codes of n8n's OAuth2 client. */
const CLIENT_CODES: readonly unknown[] = ['EAUTH', 'ESTATUS'];

/** n8n's words where its client has no code for it. */
const WORDS =
	/Failed to acquire OAuth2|OAuth credentials not connected|without access token|no refresh token|needs to be reconnected/;

const ENDED =
	/^invalid_grant$|no refresh token|not connected|without access token|needs to be reconnected/;

const TEMPORARY: readonly unknown[] = ['server_error', 'temporarily_unavailable'];

interface Wording {
	message: string;
	description: string;
}

const CLIENT: Wording = {
	message: 'The sign-in service did not accept this n8n as a client',
	description:
		'Check the Client ID and the Client Secret in the credential, and that the sign-in service lets this client use the Grant Type.',
};

const REFUSALS: Record<string, Wording> = {
	invalid_client: CLIENT,
	unauthorized_client: CLIENT,
	unsupported_grant_type: CLIENT,
	invalid_scope: {
		message: 'The sign-in service does not give this client the scope',
		description:
			'Check the Scope in the credential, or ask the people who run your sign-in service to allow it.',
	},
};

const SIGN_IN_ENDED: Wording = {
	message: 'The sign-in to Koldan has ended',
	description:
		'Open the credential, click Connect and sign in again. If this happens again and again, add offline_access to the Scope in the credential, so that n8n can renew its tokens.',
};

const permanent = (wording: Wording): SignInFailure => ({
	error: new KoldanApiError({
		...wording,
		statusCode: 401,
		failure: { cause: 'credential-invalid' },
	}),
	mayPass: false,
});

/**
 * @param error what n8n's HTTP helper threw
 * @param networkCode the system's code in it, if there was no answer
 * @param baseUrl address of the Koldan server, to tell its failures from those of the sign-in service
 * @returns undefined where signing in was not the problem
 */
export function signInFailureOf(
	error: unknown,
	networkCode: string | undefined,
	baseUrl: string,
): SignInFailure | undefined {
	const chain: ClientError[] = chainOf(error);
	const isSignIn = chain.some(
		({ code, message, config }) =>
			CLIENT_CODES.includes(code) ||
			WORDS.test(message ?? '') ||
			(config?.url !== undefined && !config.url.startsWith(baseUrl)),
	);
	if (!isSignIn) return undefined;
	const reason = chain.map(({ body }) => body?.error).find((each) => typeof each === 'string');
	const status = chain.find(({ code }) => code === 'ESTATUS')?.status;
	if (chain.some(({ message }) => ENDED.test(String(reason ?? message))))
		return permanent(SIGN_IN_ENDED);
	const hasAnswered = reason !== undefined || status !== undefined;
	if ((hasAnswered || !networkCode) && !TEMPORARY.includes(reason) && !((status ?? 0) >= 500))
		return permanent(
			REFUSALS[String(reason)] ?? {
				message: `The sign-in service gave no token${reason || status ? ` (${reason ?? `status ${status}`})` : ''}`,
				description:
					'Check the Access Token URL and the other fields in the credential, or ask the people who run your sign-in service.',
			},
		);
	return {
		error: new KoldanApiError({
			message: `The sign-in service can’t be reached (${reason ?? (status ? `status ${status}` : networkCode)})`,
			description:
				'Try again in a few minutes. If it stays like this, check the Access Token URL in the credential, and that this n8n can reach it.',
			networkCode: hasAnswered ? undefined : networkCode,
			failure: { cause: 'temporarily-unavailable' },
		}),
		mayPass: true,
	};
}
