/**
 * Jobs that end while nobody can hear it: between the look at them and their registration, before n8n has stored what the
 * trigger needs to recognise a delivery, or while n8n was down. So when a trigger has been switched on, it calls its own
 * address until n8n takes the call, and then for each job that has ended; that call is treated like Koldan's own. The same
 * serves where Koldan tells that a job has ended, but not which.
 */
import { pause } from '../api/pause';
import type { TriggerContext } from './context';
import { keepCalling, ownCall, READY } from './ownCalls';

/** How long a job is left to its own delivery, which may be under way, before it counts as missed. Milliseconds. */
export const GRACE = 20_000;

/** Before the first call: n8n has not finished what it is about to do. Milliseconds. */
const AT_FIRST = 100;

export interface Missed {
	/** Ids of jobs that ended before they were registered: nobody else will tell of them. */
	untold?: readonly string[];
	/** Finds the ids of jobs of which Koldan has told by now, heard or not; asked when deliveries are sure to be heard. */
	find: () => Promise<readonly string[]>;
	/** How long to wait before the latter are told (milliseconds). */
	grace?: number;
}

/** Starts catching up in the background. Ends by itself, and never throws. */
export function catchUp(
	context: TriggerContext,
	url: string,
	seed: string,
	{ untold = [], find, grace = GRACE }: Missed,
): void {
	const { logger } = context;
	const call = ownCall(context, url, seed);
	const announce = async (jobIds: readonly string[]): Promise<boolean> => {
		let heard = true;
		for (const jobId of jobIds) heard = (await keepCalling(call, jobId, true)) && heard;
		return heard;
	};
	const run = async (): Promise<boolean> => {
		await pause(AT_FIRST);
		if (!(await keepCalling(call, READY, false))) return false;
		const told = await find();
		const heard = await announce(untold);
		if (told.length > 0) await pause(grace);
		return (await announce(told)) && heard;
	};
	run().then(
		(heard) => {
			if (heard) return;
			logger.warn(
				'Koldan Trigger: n8n did not answer on its own webhook address. A transcription that ended just when the workflow was activated may have been missed.',
			);
		},
		(error: unknown) => {
			const reason = error instanceof Error ? error.message : String(error);
			logger.warn(`Koldan Trigger: could not look for transcriptions that have ended: ${reason}`);
		},
	);
}
