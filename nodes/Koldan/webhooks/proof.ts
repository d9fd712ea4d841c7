/**
 * Tokens that say what they are for: a key and a token of that key, so that a receiver with the seed alone can tell the
 * job that a delivery is about. And the one that comes from the credential, for jobs that another workflow starts.
 */
import { createHmac } from 'crypto';
import { tokenIndex, type Delivery } from './authenticity';
import { PROOF_HEADER } from './registration';
import { tokenFor } from './tokens';

/** The header's value for a key, such as a job's id. */
export const proofFor = (seed: string, key: string): string => `${key}.${tokenFor(seed, key)}`;

/** The key that the delivery proves to know the token of; undefined for any other delivery. */
export function provenKey(delivery: Delivery, seed: string): string | undefined {
	const given = delivery.headers[PROOF_HEADER.toLowerCase()];
	if (typeof given !== 'string') return undefined;
	const key = given.slice(0, Math.max(0, given.indexOf('.')));
	return key !== '' && tokenIndex(delivery, [proofFor(seed, key)]) === 0 ? key : undefined;
}

/** The address without what may be written differently and means the same. */
export const plainAddress = (url: string): string => url.split(/[?#]/)[0].replace(/\/+$/, '');

/**
 * The header's value that both sides can work out from the credential's webhook secret. It is good for one address only,
 * and does not tell the secret: whoever gets it learns nothing that helps elsewhere.
 */
export function sharedProof(secret: string, url: string): string {
	const token = createHmac('sha256', secret)
		.update(`address:${plainAddress(url)}`)
		.digest('hex');
	return `shared.${token}`;
}

/** Whether a delivery to an address brings the credential's token. */
export const isShared = (delivery: Delivery, secret: string, url: string): boolean =>
	secret !== '' && tokenIndex(delivery, [sharedProof(secret, url)]) === 0;
