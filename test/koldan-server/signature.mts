import { createHmac } from 'node:crypto';
import type { Behaviour } from './behaviour.mts';

/** The signature headers of a delivery (documented: HMAC-SHA256 with the webhook's secret; the rest is a choice). */
export function signatureHeaders(
	behaviour: Behaviour,
	secret: string | undefined,
	body: string,
	unixSeconds: number,
): Record<string, string> {
	const headers: Record<string, string> = {};
	if (behaviour.webhookTimestampHeader !== null) {
		headers[behaviour.webhookTimestampHeader] = String(unixSeconds);
	}
	if (secret === undefined) return headers;
	const signed = behaviour.webhookSignedContent === 'body' ? body : `${unixSeconds}.${body}`;
	const hmac = createHmac('sha256', secret).update(signed);
	const signature = hmac.digest(behaviour.webhookSignatureEncoding);
	const value = {
		plain: signature,
		'sha256=': `sha256=${signature}`,
		't,v1': `t=${unixSeconds},v1=${signature}`,
	}[behaviour.webhookSignatureFormat];
	for (const name of behaviour.webhookSignatureHeaders) headers[name] = value;
	return headers;
}
