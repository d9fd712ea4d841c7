/**
 * Lets n8n renew the token of an OAuth2 credential when Koldan refuses it.
 *
 * n8n renews a token only when a request of its helper fails with 401. Then it sends that request again by itself, which is
 * impossible for an upload: its body has been read. And it never happens where every status is an answer, as all requests
 * here want it. So these requests are left alone, and after a 401 there is one that n8n may treat in its own way: a cheap
 * one, whose 401 makes n8n renew the token and store it. Then the first request is sent again, with its file opened anew.
 * A request that was refused has done nothing, so nothing is started twice.
 */
import type { KoldanRequest, KoldanTransport, SendOutcome } from './transport';

/** How often one request is sent again with another token: tokens may be so short-lived that an upload outlives them. */
const MAX_RENEWALS = 3;

export interface Renewable {
	/** Sends a request once, with the token that n8n has. */
	send(request: KoldanRequest): Promise<SendOutcome>;
	/** Sends a request that only reads, and lets n8n renew the token if it is refused. */
	look(): Promise<SendOutcome>;
	/** Whether the token is known to have expired. */
	hasExpired(): Promise<boolean>;
}

const isRefused = ({ response }: SendOutcome): boolean => response?.statusCode === 401;

/** Whether the look says no more than that Koldan, or the sign-in service, can't be asked now. */
const isUnsure = ({ response }: SendOutcome): boolean =>
	response === undefined || response.statusCode === 429 || response.statusCode >= 500;

/** Sending that survives the end of a token. */
export function withRenewal({ send, look, hasExpired }: Renewable): KoldanTransport['send'] {
	let looking: Promise<SendOutcome> | undefined;
	/** One look serves all requests that are refused meanwhile. */
	const renew = async (): Promise<SendOutcome> => {
		looking ??= look().finally(() => {
			looking = undefined;
		});
		return await looking;
	};
	return async (request) => {
		// An upload takes long: no use in sending it with a token that has expired.
		if (request.form && (await hasExpired())) await renew();
		for (let renewals = 0; ; renewals++) {
			const outcome = await send(request);
			if (outcome.failure && outcome.isIncomplete && !outcome.failure.bodyError) {
				// A server that closes the connection on its refusal: the upload is sent again anyway, then with a valid token.
				await renew();
				return outcome;
			}
			if (!isRefused(outcome) || renewals === MAX_RENEWALS) return outcome;
			const looked = await renew();
			if (isUnsure(looked)) return { ...looked, isIncomplete: true };
			if (isRefused(looked)) return outcome;
		}
	};
}
