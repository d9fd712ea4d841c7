/** Reads from an error of n8n's HTTP helper what became of a request that got no answer. */
import { chainOf, type HelperError } from './errorChain';
import type { NetworkFailure, Unsent } from './transport';

const SYSTEM_CODE = /^(E[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*(CERT|CERTIFICATE|SIGNATURE)[A-Z_]*)$/;

/** Errors of checking a server's certificate, which comes before anything is sent. */
const CERTIFICATE_CODE =
	/^(CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED|INVALID_PURPOSE)/;

/** Errors of making a connection, unless one that existed broke (`read`, `write`). */
const CONNECTION_CODES: ReadonlySet<string> = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'EHOSTDOWN',
	'ENETUNREACH',
	'ENETDOWN',
	'EADDRNOTAVAIL',
]);

const CONNECTION_SYSCALLS: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

/** n8n's protection (SSRF): the errors' names in 2.36 and later, their words in earlier versions. */
const isBlocked = ({ name, message }: HelperError): boolean =>
	/^Ssrf/i.test(name ?? '') ||
	/restricted IP address|destination hostname is restricted/i.test(message ?? '');

/** A server that answers in plain http where TLS begins. */
const isNoTls = ({ code, message }: HelperError): boolean =>
	/^(EPROTO|ERR_SSL_)/.test(code ?? '') &&
	/wrong.version.number|packet length too long|http.request/i.test(`${code} ${message}`);

function unsentOf(chain: readonly HelperError[], codes: readonly string[]): Unsent | undefined {
	if (chain.some(isBlocked)) return 'blocked';
	if (codes.some((code) => CERTIFICATE_CODE.test(code))) return 'certificate';
	if (chain.some(isNoTls)) return 'protocol';
	const syscalls = chain.flatMap(({ syscall }) => syscall ?? []);
	if (syscalls.some((syscall) => syscall === 'read' || syscall === 'write')) return undefined;
	const isConnecting =
		syscalls.some((syscall) => CONNECTION_SYSCALLS.has(syscall)) ||
		codes.some((code) => CONNECTION_CODES.has(code));
	return isConnecting ? 'unreachable' : undefined;
}

/**
 * What became of a request without an answer.
 *
 * @param error what n8n's HTTP helper threw
 * @param isCancelled whether the execution was cancelled
 */
export function networkFailureOf(error: unknown, isCancelled: boolean): NetworkFailure {
	const chain = chainOf(error);
	// The innermost error is the system's own.
	const codes = chain
		.flatMap(({ code, httpCode }) => [code, httpCode])
		.filter((code): code is string => typeof code === 'string' && code !== '')
		.reverse();
	const code = codes.find((each) => SYSTEM_CODE.test(each));
	return {
		code,
		message: chain[0]?.message ?? 'No answer',
		unsent: unsentOf(chain, codes),
		cancelled: isCancelled || codes.includes('ERR_CANCELED'),
	};
}
