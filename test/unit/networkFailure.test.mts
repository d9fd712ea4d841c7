/** What n8n's HTTP helper throws, and whether it proves that nothing was sent. */
import { networkFailureOf } from '../../nodes/Koldan/api/networkFailure';

/** n8n's error wraps axios', which wraps the system's. */
const wrapped = (system: Error & { code?: string }, code = system.code) =>
	Object.assign(new Error('n8n'), {
		name: 'NodeApiError',
		httpCode: code,
		cause: Object.assign(new Error('axios'), { name: 'AxiosError', code, cause: system }),
	});

const system = (code: string, syscall?: string, message = code) =>
	Object.assign(new Error(message), { code, ...(syscall ? { syscall } : {}) });

test.each([
	['unreachable', system('ECONNREFUSED', 'connect')],
	['unreachable', system('ENOTFOUND', 'getaddrinfo')],
	['unreachable', system('EHOSTUNREACH', 'connect')],
	['unreachable', system('ENETUNREACH', 'connect')],
	['unreachable', system('ETIMEDOUT', 'connect')],
	['unreachable', system('EHOSTUNREACH')],
	['certificate', system('DEPTH_ZERO_SELF_SIGNED_CERT')],
	['certificate', system('SELF_SIGNED_CERT_IN_CHAIN')],
	['certificate', system('UNABLE_TO_VERIFY_LEAF_SIGNATURE')],
	['certificate', system('CERT_HAS_EXPIRED')],
	['certificate', system('ERR_TLS_CERT_ALTNAME_INVALID')],
	['protocol', system('EPROTO', 'write', 'write EPROTO: wrong version number')],
	['protocol', system('ERR_SSL_WRONG_VERSION_NUMBER')],
	[undefined, system('ECONNRESET', 'read')],
	[undefined, system('ETIMEDOUT', 'read')],
	[undefined, system('EHOSTUNREACH', 'read')],
	[undefined, system('EPIPE', 'write')],
	[undefined, system('ECONNABORTED', undefined, 'timeout of 60000ms exceeded')],
	[undefined, system('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')],
	[undefined, new Error('socket hang up')],
])('%s: %s', (unsent, error) => {
	expect(networkFailureOf(wrapped(error), false)).toMatchObject({ unsent, cancelled: false });
});

test('every address of a host timed out', () => {
	const attempts = ['::1', '127.0.0.1'].map(() => system('ETIMEDOUT', 'connect'));
	const error = Object.assign(new AggregateError(attempts), { code: 'ETIMEDOUT' });
	expect(networkFailureOf(wrapped(error), false)).toMatchObject({
		code: 'ETIMEDOUT',
		unsent: 'unreachable',
	});
});

test.each(['SsrfBlockedIpError', 'SsrfBlockedHostnameError'])('blocked by n8n: %s', (name) => {
	const error = Object.assign(new Error('The request was blocked'), { name });
	expect(networkFailureOf(wrapped(error), false).unsent).toBe('blocked');
});

test('an execution that was cancelled', () => {
	expect(networkFailureOf(wrapped(system('ERR_CANCELED')), false).cancelled).toBe(true);
	expect(networkFailureOf(wrapped(system('ECONNRESET', 'read')), true).cancelled).toBe(true);
});
