/** Web addresses as people paste them, and as servers take them (RFC 3986). */

/** What may stand in an address as it is. Brackets belong to a host only, and are left to the parser. */
const PLAIN =
	/^([\w\-.~:/?@!$&'()*+,;=]|%[0-9a-f]{2})*(#([\w\-.~:/?@!$&'()*+,;=]|%[0-9a-f]{2})*)?$/i;

/** Encodes what may not stand in a path, a query or a fragment. What is encoded already stays. */
const encoded = (text: string): string =>
	text
		.replace(/%(?![0-9a-f]{2})/gi, '%25')
		.replace(/[^\w\-.~:/?@!$&'()*+,;=%]+/g, encodeURIComponent);

/**
 * A web address without spaces, letters of other alphabets and the like. One that is fine is left exactly as it is.
 *
 * @returns undefined when it is no address with a host
 */
export function cleanAddress(text: string): string | undefined {
	if (!/^[a-z][a-z0-9]*:\/\/[^/?#\s]/i.test(text) || !URL.canParse(text)) return undefined;
	const { protocol, username, password, host, pathname, search, hash } = new URL(text);
	if (host === '') return undefined;
	const authority = text.slice(text.indexOf('://') + 3).split(/[/?#]/)[0];
	if (PLAIN.test(text) && authority.split('@').length <= 2) return text;
	const user = username ? `${username}${password ? `:${password}` : ''}@` : '';
	const fragment = hash ? `#${encoded(hash.slice(1))}` : '';
	return `${protocol}//${user}${host}${encoded(pathname)}${encoded(search)}${fragment}`;
}
