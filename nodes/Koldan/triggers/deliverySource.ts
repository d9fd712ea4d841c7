/** Whom a delivery to the trigger comes from, and which jobs it may be about. */
import { isSigned, type Delivery } from '../webhooks/authenticity';
import { isShared, provenKey } from '../webhooks/proof';
import { signingSecret } from '../webhooks/tokens';
import { READY } from './ownCalls';

export type Source =
	/** Nobody who could prove it. */
	| { kind: 'unknown' }
	/** This node itself, which asks whether anybody is there. */
	| { kind: 'ready' }
	/** A registration of this trigger's: its token names the job. */
	| { kind: 'registered'; jobId: string }
	/** Koldan, which signed with a secret that serves many jobs: the body has to name the job. */
	| { kind: 'signed'; jobIds: string[] };

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** How many ids of a body are looked into. */
const MOST_IDS = 10;

/** All ids in a body, whatever its shape: the reference documents none. */
function idsIn(body: Buffer): string[] {
	const found = body.toString('utf8').match(UUIDS) ?? [];
	return [...new Set(found.map((id) => id.toLowerCase()))].slice(0, MOST_IDS);
}

/**
 * @param url the trigger's own address
 * @param seed what the tokens of its registrations come from
 * @param secret the credential's webhook secret; empty when it has none
 */
export function sourceOf(delivery: Delivery, url: string, seed: string, secret: string): Source {
	const key = provenKey(delivery, seed);
	if (key === READY) return { kind: 'ready' };
	if (key !== undefined) return { kind: 'registered', jobId: key };
	const signed =
		isShared(delivery, secret, url) || isSigned(delivery, secret || signingSecret(seed));
	return signed ? { kind: 'signed', jobIds: idsIn(delivery.rawBody) } : { kind: 'unknown' };
}
