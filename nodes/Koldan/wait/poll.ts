/** Polls until no job is open, the time is up, or the execution is cancelled. */
import type { KoldanClient } from '../api/client';
import { KoldanApiError } from '../api/errors';
import { findOpenJobs } from './openJobs';

const FIRST = 1000;
const LONGEST = 30_000;
const GROWTH = 1.5;

/** The pause after a number of looks in milliseconds: from 1 s to 30 s, give or take a tenth. */
export function pollPause(looks: number, random: () => number = Math.random): number {
	return Math.min(LONGEST, FIRST * GROWTH ** looks) * (0.9 + random() / 5);
}

/** Whether a failure may pass by itself: no answer, too many requests, or a server that is down for a while. */
export const isTransient = (error: unknown): boolean =>
	error instanceof KoldanApiError &&
	error.networkCode !== 'ERR_CANCELED' &&
	(error.statusCode === undefined ||
		error.statusCode === 429 ||
		error.statusCode >= 500 ||
		error.statusCode < 300);

/**
 * Koldan may be down for a while: that only means that its jobs have not ended.
 *
 * @param deadline when to stop (milliseconds since 1970)
 * @throws ExecutionCancelled within half a second of a cancellation
 * @throws KoldanApiError when Koldan refuses to be asked (the credential, say)
 */
export async function pollUntilEnded(
	client: KoldanClient,
	jobIds: readonly string[],
	list: { since?: string; listed: boolean },
	deadline: number,
): Promise<void> {
	let open: readonly string[] = jobIds;
	for (let looks = 0; open.length > 0; looks++) {
		const left = deadline - Date.now();
		if (left <= 0) return;
		await client.transport.pause(Math.min(left, pollPause(looks)));
		try {
			open = (await findOpenJobs(client, open, list)).ids;
		} catch (error) {
			if (!isTransient(error)) return await Promise.reject(error);
			client.transport.log('warn', 'the transcriptions could not be looked at; trying again');
		}
	}
}
