/** Whom a delivery to the trigger comes from, and which jobs it may be about. */
import { hasSharedToken, isSigned, provenKey, type Delivery } from '../webhooks/delivery';
import { signingSecret } from '../webhooks/tokens';

/** The key of the token for the trigger's own calls that are about no job. */
export const READY = 'ready';

const OWN_PREFIX = 'own:';

/** The key of the token for the trigger's own calls about a job that has ended. Koldan is never given it. */
export const ownKey = (jobId: string): string => `${OWN_PREFIX}${jobId}`;

export type Source =
	/** Nobody who could prove it. */
	| { kind: 'unknown' }
	/** This trigger, which asks whether anybody listens. */
	| { kind: 'ready' }
	/** This trigger, which has found a job that ended. */
	| { kind: 'own'; jobId: string }
	/** A registration of this trigger: its token names the job. */
	| { kind: 'registered'; jobId: string }
	/** Koldan, which signed with a secret that serves many jobs: the body has to name the job. */
	| { kind: 'signed'; jobIds: string[] };

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** How many IDs of a body are looked into. */
const MAX_IDS = 10;

/** All IDs in a body, whatever its shape: the reference documents none. */
function idsIn(body: Buffer): string[] {
	const found = body.toString('utf8').match(UUIDS) ?? [];
	return [...new Set(found.map((id) => id.toLowerCase()))].slice(0, MAX_IDS);
}

/**
 * @param url the trigger's own address
 * @param seed what the tokens of its registrations are derived from
 * @param secret the credential's webhook secret; empty when it has none
 */
export function sourceOf(delivery: Delivery, url: string, seed: string, secret: string): Source {
	const key = provenKey(delivery, seed);
	if (key === READY) return { kind: 'ready' };
	if (key?.startsWith(OWN_PREFIX)) return { kind: 'own', jobId: key.slice(OWN_PREFIX.length) };
	if (key !== undefined) return { kind: 'registered', jobId: key };
	const signed =
		hasSharedToken(delivery, secret, url) || isSigned(delivery, secret || signingSecret(seed));
	return signed ? { kind: 'signed', jobIds: idsIn(delivery.rawBody) } : { kind: 'unknown' };
}
