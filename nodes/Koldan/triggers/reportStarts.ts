/**
 * Stores what is known of starts, by calls of the trigger to its own address: n8n does not store what a webhook call writes
 * when that call also starts an execution.
 */
import { pause } from '../api/pause';
import { callSelf, repeatUntil } from '../webhooks/selfCall';
import { tokenFor } from '../webhooks/tokens';
import { READY } from './deliverySource';
import { jobKey, knownTo, MAX_STARTS, type Known, type Start } from './ledger';
import type { TriggerContext } from './state';

/** How long the workflow's start waits for its mark to be stored, in milliseconds: n8n may be busy with many deliveries. */
const MARK_LIMIT = 30_000;

/** How long to wait before looking whether starts are stored, in milliseconds; up to as much again is added at random. */
const RECHECK_DELAYS = [2000, 4000, 8000, 16_000];
const STEP = 250;

/**
 * Notes that the workflow is about to be started for a job, until `endStart`.
 *
 * @returns false when another process was first
 */
export async function beginStart(
	context: TriggerContext,
	url: string,
	seed: string,
	jobId: string,
): Promise<boolean> {
	const key = jobKey(jobId);
	const { starting } = knownTo(context);
	starting.add(key);
	const { httpRequest } = context.helpers;
	const answer = await Promise.race([
		callSelf(httpRequest, url, tokenFor(seed, READY), { starting: key }),
		pause(MARK_LIMIT),
	]);
	if (!answer?.text.includes('"taken":true')) return true;
	starting.delete(key);
	return false;
}

/** Removes the mark of a job for which the workflow could not be started. Runs in the background; never throws. */
export async function withdrawStart(
	context: TriggerContext,
	url: string,
	seed: string,
	jobId: string,
): Promise<void> {
	const { httpRequest } = context.helpers;
	const failed = jobKey(jobId);
	await repeatUntil(
		async () => await callSelf(httpRequest, url, tokenFor(seed, READY), { failed }),
		({ statusCode }) => statusCode < 400,
		[0, ...RECHECK_DELAYS],
	);
}

async function waitForRecheck(known: Known, delay: number): Promise<void> {
	const time = delay * (1 + Math.random());
	for (let waited = 0; waited < time && !known.fresh; waited += STEP) await pause(STEP);
}

/**
 * Stores the starts of this process by calls to the trigger's own address, until a call finds all of them stored: what one
 * process has stored may be replaced by another one that stored at the same moment. Runs in the background; never throws.
 */
export async function storeStarts(
	context: TriggerContext,
	url: string,
	seed: string,
): Promise<void> {
	const known = knownTo(context);
	if (known.storing) return;
	known.storing = true;
	const { httpRequest } = context.helpers;
	try {
		for (let attempt = 0; attempt < RECHECK_DELAYS.length; attempt++) {
			if (known.fresh) attempt = 0;
			known.fresh = false;
			const keys = [...known.unstored].slice(-MAX_STARTS);
			const started = keys.map((key): Start => [key, known.starts.get(key) ?? 0]);
			const answer = await callSelf(httpRequest, url, tokenFor(seed, READY), { started });
			if (answer?.text.includes('"stored":true'))
				for (const key of keys) known.unstored.delete(key);
			if (known.unstored.size === 0) break;
			await waitForRecheck(known, RECHECK_DELAYS[attempt]);
		}
	} finally {
		known.storing = false;
	}
}
