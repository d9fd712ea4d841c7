/** Webhook addresses: which of them Koldan can call, and which of them are the same. */

/** What to set so that webhooks work. */
export const HOW_TO_GET_WEBHOOKS =
	'Set the environment variable WEBHOOK_URL to the public https address of this n8n and restart it.';

function isLocal(hostname: string): boolean {
	const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
	return (
		host === 'localhost' ||
		host.endsWith('.localhost') ||
		host === '::1' ||
		host === '0.0.0.0' ||
		/^127\./.test(host)
	);
}

/**
 * Says why Koldan could not call a webhook address.
 *
 * @param url the address that would be registered
 * @param baseUrl the Koldan server's own address
 * @returns the reason as a clause, or undefined when nothing speaks against it
 */
export function whyUnreachable(url: string, baseUrl: string): string | undefined {
	if (!URL.canParse(url)) return 'this n8n has no webhook address';
	const { protocol, hostname } = new URL(url);
	if (protocol !== 'https:')
		return 'the webhook address of this n8n is not https, and Koldan only calls https addresses';
	if (isLocal(hostname) && URL.canParse(baseUrl) && !isLocal(new URL(baseUrl).hostname)) {
		return 'the webhook address of this n8n is only reachable on its own machine (localhost)';
	}
	return undefined;
}

/** The address without its query and trailing slashes, which make no difference to who is called. */
export const plainAddress = (url: string): string => url.split(/[?#]/)[0].replace(/\/+$/, '');

/** Whether two addresses differ at most in what makes no difference. */
export const isSameAddress = (a: string | null | undefined, b: string): boolean =>
	typeof a === 'string' && plainAddress(a) === plainAddress(b);
