/**
 * Stores what this process knows of starts, by calls of the trigger to its own address: n8n does not store what a webhook
 * call writes when that call also starts an execution. One call at a time reports all there is: what two calls write at the
 * same moment replaces each other.
 */
import { randomBytes } from 'crypto';
import { pause } from '../api/pause';
import { callSelf, type SelfAnswer } from '../webhooks/selfCall';
import { tokenFor } from '../webhooks/tokens';
import { READY } from './deliverySource';
import { jobKey, knownTo, MAX_STARTS, type Known, type Merged, type Start } from './ledger';
import type { TriggerContext } from './state';

/** How long the workflow's start waits for its mark to be stored, in milliseconds: n8n may be busy with many deliveries. */
const MARK_LIMIT = 30_000;

/** Between storing marks and looking whether they are stored, in milliseconds, at least: n8n stores what a call wrote in less. */
const SETTLE_TIME = 250;

/** How long to wait before looking whether starts are stored, in milliseconds; up to as much again is added at random. */
const RECHECK_DELAYS = [2000, 4000, 8000, 16_000];
const STEP = 250;

/**
 * Marks a job for all processes until `endStart`: the workflow is about to be started for it. The mark counts once it was
 * found stored: one that another process stored at the same moment may have replaced it.
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
	const known = knownTo(context);
	const by = randomBytes(6).toString('base64url');
	known.starting.set(key, by);
	known.fresh = true;
	const settled = new Promise<boolean>((settle) => {
		known.unstoredMarks.set(key, { by, settle });
	});
	void storeStarts(context, url, seed);
	// The start must not be lost where nothing can be stored.
	const answered = new AbortController();
	const inTime = pause(MARK_LIMIT, answered.signal).then(
		() => true,
		() => true,
	);
	const isFirst = await Promise.race([settled, inTime]);
	answered.abort();
	known.unstoredMarks.delete(key);
	if (!isFirst) known.starting.delete(key);
	return isFirst;
}

/** What the trigger has answered; undefined when it was not the trigger that answered. */
function mergedIn(answer: SelfAnswer | undefined): Merged | undefined {
	try {
		const body = JSON.parse(answer?.text ?? '') as Partial<Merged> | null;
		const { stored, taken, marked } = body ?? {};
		if (typeof stored !== 'boolean' || !Array.isArray(taken) || !Array.isArray(marked)) return;
		return { stored, taken, marked };
	} catch {
		return undefined;
	}
}

/** One call with all that is not known to be stored. */
async function report(
	{ helpers: { httpRequest } }: TriggerContext,
	known: Known,
	url: string,
	seed: string,
): Promise<void> {
	const keys = [...known.unstored].slice(-MAX_STARTS);
	const started = keys.map((key): Start => [key, known.starts.get(key) ?? 0]);
	const marks = [...known.unstoredMarks];
	const starting = marks.map(([key, { by }]) => [key, by]);
	const failed = [...known.failed];
	const told = { started, starting, failed };
	const merged = mergedIn(await callSelf(httpRequest, url, tokenFor(seed, READY), told));
	if (merged?.stored) {
		for (const key of keys) known.unstored.delete(key);
		for (const by of failed) known.failed.delete(by);
		for (const [key, { by }] of known.marks) if (failed.includes(by)) known.marks.delete(key);
	}
	for (const [key, { settle }] of marks) {
		const isTaken = merged?.taken.includes(key) ?? false;
		// Where nobody answers who could store it, processes can't agree on anything.
		if (!isTaken && merged && !merged.marked.includes(key)) continue;
		known.unstoredMarks.delete(key);
		settle(!isTaken);
	}
}

async function waitForRecheck(known: Known, delay: number): Promise<void> {
	const time = delay * (1 + Math.random());
	for (let waited = 0; waited < time && !known.fresh; waited += STEP) await pause(STEP);
}

/**
 * Stores the starts and marks of this process by calls to the trigger's own address, until a call finds all of them stored:
 * what one process has stored may be replaced by another one that stored at the same moment. Runs in the background; never
 * throws.
 */
export async function storeStarts(
	context: TriggerContext,
	url: string,
	seed: string,
): Promise<void> {
	const known = knownTo(context);
	if (known.storing) return;
	known.storing = true;
	try {
		for (let attempt = 0; known.fresh || attempt < RECHECK_DELAYS.length; attempt++) {
			if (known.fresh) attempt = 0;
			known.fresh = false;
			const begin = Date.now();
			await report(context, known, url, seed);
			if (known.unstoredMarks.size > 0) {
				known.fresh = true;
				// What another call was about to store when this one began is stored by then.
				await pause(Math.max(SETTLE_TIME, Date.now() - begin));
			} else if (known.unstored.size + known.failed.size === 0) {
				if (!known.fresh) break;
			} else await waitForRecheck(known, RECHECK_DELAYS[attempt]);
		}
	} finally {
		known.storing = false;
	}
}
