/** What keeps an execution from sleeping: here, what is in the way between this n8n and its own webhook address. */
import type { NetworkFailure } from '../api/transport';
import { HOW_TO_GET_WEBHOOKS } from './address';
import type { SelfAnswer } from './selfCall';

/** Why an execution can't sleep. */
export interface Obstacle {
	/** A clause. */
	reason: string;
	/** What the user can do about it: sentences. */
	advice?: string;
}

const host = (url: string): string => new URL(url).hostname;

/** Why this n8n got no answer from its own webhook address. */
export function obstacleOfFailure(url: string, { unsent }: NetworkFailure): Required<Obstacle> {
	if (unsent === 'blocked')
		return {
			reason:
				'n8n’s protection against requests to internal addresses (SSRF) keeps this n8n from calling its own webhook address',
			advice: `Add ${host(url)} to the environment variable N8N_SSRF_ALLOWED_HOSTNAMES of this n8n and restart it.`,
		};
	if (unsent === 'certificate')
		return {
			reason: 'this n8n does not trust the certificate of its own webhook address',
			advice:
				'Set the environment variable NODE_EXTRA_CA_CERTS of this n8n to the file of the root certificate that the certificate comes from, and restart it.',
		};
	return {
		reason: 'this n8n can’t reach its own webhook address',
		advice: HOW_TO_GET_WEBHOOKS,
	};
}

/** Why it can't be this n8n that answered at its own webhook address. */
export const obstacleOfAnswer = (url: string, { statusCode }: SelfAnswer): Required<Obstacle> => ({
	reason: `something else than this n8n answers at its webhook address (status ${statusCode})`,
	advice: `Check the environment variable WEBHOOK_URL: it must be the public https address of this n8n, with the path if it has one. If this n8n uses a proxy (HTTPS_PROXY), add ${host(url)} to NO_PROXY.`,
});
