/**
 * Tells Koldan's own deliveries from anybody else's.
 *
 * The reference documents that custom headers come back and that, with a secret, payloads are signed with HMAC-SHA256. It
 * does not name the signature's header, its encoding or a prefix: so every header is looked at.
 */
import { createHmac, timingSafeEqual } from 'crypto';
import type { IWebhookFunctions } from 'n8n-workflow';
import { sharedToken, PROOF_HEADER, tokenFor } from './tokens';

/** A call to a webhook of ours. */
export interface Delivery {
	/** Header names in lower case, as Node gives them. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** The body's bytes as they came. */
	rawBody: Buffer;
}

/** The call that a webhook function handles. */
export function deliveryOf(context: IWebhookFunctions): Delivery {
	const request = context.getRequestObject();
	const { rawBody } = request as { rawBody?: Buffer };
	return { headers: request.headers, rawBody: rawBody ?? Buffer.alloc(0) };
}

/** Compares in constant time. */
function equals(given: string, expected: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(expected)];
	return a.length === b.length && timingSafeEqual(a, b);
}

function tokenOf({ headers }: Delivery): string {
	const given = headers[PROOF_HEADER.toLowerCase()];
	return typeof given === 'string' ? given : '';
}

/** The key whose token (`tokenFor`) the delivery brings; undefined for any other delivery. */
export function provenKey(delivery: Delivery, seed: string): string | undefined {
	const given = tokenOf(delivery);
	const key = given.slice(0, Math.max(0, given.indexOf('.')));
	return key !== '' && equals(given, tokenFor(seed, key)) ? key : undefined;
}

/** Whether a delivery to an address brings the credential's token (`sharedToken`). */
export const hasSharedToken = (delivery: Delivery, secret: string, url: string): boolean =>
	secret !== '' && equals(tokenOf(delivery), sharedToken(secret, url));

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
