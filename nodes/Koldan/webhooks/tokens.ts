/**
 * Secrets of webhooks. Everything that a workflow needs comes from one random seed, so that only the seed has to be stored.
 * Whoever receives one of the derived secrets learns nothing about the others: each purpose has a key of its own (HKDF,
 * RFC 5869), so no token can pass for a signature, or the other way round.
 */
import { createHmac, hkdfSync, randomBytes } from 'crypto';
import { plainAddress } from './address';

/**
 * The custom header that carries the token (data type SpeechServiceWebhook, `headers`). Custom headers are documented to be
 * sent with the notification.
 */
export const PROOF_HEADER = 'X-Koldan-N8n-Token';

/** 32 random bytes in hex. */
export const newSeed = (): string => randomBytes(32).toString('hex');

/** A key for one purpose. */
const keyFor = (secret: string | Buffer, purpose: string): Buffer =>
	Buffer.from(hkdfSync('sha256', secret, 'n8n-nodes-koldan', purpose, 32));

const hmac = (key: Buffer, text: string): string =>
	createHmac('sha256', key).update(text).digest('hex');

/** The signing secret of a seed's webhooks, where the credential has none. */
export const signingSecret = (seed: string): string =>
	keyFor(Buffer.from(seed, 'hex'), 'signing').toString('hex');

/**
 * A token of a seed that says what it is for: the receiver needs the seed alone to know which key it proves.
 *
 * @param key what tells the tokens of one seed apart, such as a job's ID; without a full stop
 */
export const tokenFor = (seed: string, key: string | number): string =>
	`${key}.${hmac(keyFor(Buffer.from(seed, 'hex'), 'token'), String(key))}`;

/**
 * The token that both sides can derive from the credential's webhook secret, for jobs that another workflow starts. It is
 * valid for one address only.
 *
 * @param secret must not be empty
 */
export const sharedToken = (secret: string, url: string): string =>
	`shared.${hmac(keyFor(secret, 'shared token'), plainAddress(url))}`;
