/** Secrets of a registration. All of them come from one random seed, so that only the seed has to be kept. */
import { createHmac, randomBytes } from 'crypto';

/** 32 random bytes in hex. */
export const newSeed = (): string => randomBytes(32).toString('hex');

const derive = (seed: string, purpose: string): string =>
	createHmac('sha256', Buffer.from(seed, 'hex')).update(purpose).digest('hex');

/**
 * The token that Koldan sends back with the notification of one job. Knowing one token tells nothing about another.
 *
 * @param key what tells the registrations of one seed apart, such as the item's number
 */
export const tokenFor = (seed: string, key: string | number): string =>
	derive(seed, `token:${key}`);

/** The signing secret, where the credential has none. */
export const signingSecret = (seed: string): string => derive(seed, 'signing');
