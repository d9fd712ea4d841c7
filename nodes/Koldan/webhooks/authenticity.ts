/**
 * Tells Koldan's own deliveries from anybody else's.
 *
 * The reference documents that custom headers come back and that, with a secret, payloads are signed with HMAC-SHA256. It
 * does not name the signature's header, its encoding or a prefix: so every header is looked at.
 */
import { createHmac, timingSafeEqual } from 'crypto';
import { PROOF_HEADER } from './registration';

export interface Delivery {
	/** Header names in lower case, as Node gives them. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** The body's bytes as they came. */
	rawBody: Buffer;
}

function equals(given: string, expected: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(expected)];
	return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Which of the tokens the delivery brings.
 *
 * @returns the token's position, or -1
 */
export function tokenIndex(delivery: Delivery, tokens: readonly string[]): number {
	const given = delivery.headers[PROOF_HEADER.toLowerCase()];
	if (typeof given !== 'string' || given === '') return -1;
	let found = -1;
	// All are compared, so that the time taken tells nothing.
	tokens.forEach((token, index) => {
		if (equals(given, token)) found = index;
	});
	return found;
}

/** The parts of a header value that may be a signature: as a whole, its parts, and each without a prefix like `sha256=`. */
function candidates(value: string): string[] {
	const parts = value.split(/[,;\s]+/).filter(Boolean);
	return parts.flatMap((part) => [
		part,
		part.slice(part.indexOf('=') + 1),
		part.slice(part.indexOf(':') + 1),
	]);
}

/** Whether any header carries the HMAC-SHA256 of the raw body, in hex or base64, with or without a prefix. */
export function isSigned(delivery: Delivery, secret: string): boolean {
	if (secret === '') return false;
	const digest = createHmac('sha256', secret).update(delivery.rawBody).digest();
	const signatures = [
		digest.toString('hex'),
		digest.toString('base64'),
		digest.toString('base64url'),
	];
	const values = Object.values(delivery.headers).flatMap((value) => value ?? []);
	return values
		.filter((value) => value.length >= 43 && value.length <= 1000)
		.flatMap(candidates)
		.some((given) =>
			signatures.some((expected, index) =>
				equals(index === 0 ? given.toLowerCase() : given, expected),
			),
		);
}
