/** What is registered with Koldan so that a job's end is notified (data type SpeechServiceWebhook). */
import type { KoldanWebhook } from '../api/types';

/** The custom header that carries the token. Custom headers are documented to be sent with the notification. */
export const PROOF_HEADER = 'X-Koldan-N8n-Token';

/** A registration on one job. */
export function registration(url: string, token: string, secret: string): KoldanWebhook {
	return { url, secret, headers: { [PROOF_HEADER]: token } };
}
