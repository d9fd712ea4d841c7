/**
 * Many notifications for one parked execution come close together. Each of them could be the last one, so after each the
 * jobs have to be looked at; but not once for each. One look serves all that came while it was due.
 */
import { pause } from '../api/pause';

/**
 * A delay after a look, in milliseconds for each job found open: with many open jobs, the next look can wait until about as
 * many notifications have come. The delay only counts when some are lost, or reach another process.
 */
const DELAY_PER_OPEN_JOB = 100;
const MAX_DELAY = 15_000;
const SLICE = 100;

/** Calls that come so soon after the one that woke up the execution are late copies. Milliseconds. */
const LATE_COPIES = 2000;

/** Delays before looking again at jobs that have been notified and are shown as open all the same. Milliseconds. */
export const RECHECK_DELAYS = [500, 1500, 4000, 10_000];

/** With more open jobs than this, the last notification is still to come, and brings the next look. */
const FEW_OPEN = 5;

/** What a look found. */
export interface Look {
	/** Ids of the jobs that may be open. */
	ids: readonly string[];
	/** About how many are open. */
	count: number;
}

interface Gate {
	/** A look is due that will see everything that has come so far. */
	due: boolean;
	/** When the next look may start (milliseconds since 1970). */
	notBefore: number;
	/** How many jobs the last look found open, and how many notifications came since. */
	open: number;
	arrived: number;
	/** Jobs that were notified to have ended. */
	notified: Set<string>;
	/** Calls that wait for a look, or look. */
	inside: number;
	/** A look found no job open, and its call resumes the execution. */
	done: boolean;
	/** Looks happen one after the other. */
	looking: Promise<unknown>;
}

const gates = new Map<string, Gate>();

const newGate = (): Gate => ({
	due: false,
	notBefore: 0,
	open: Infinity,
	arrived: 0,
	notified: new Set(),
	inside: 0,
	done: false,
	looking: Promise.resolve(),
});

async function waitForTurn(gate: Gate): Promise<void> {
	while (Date.now() < gate.notBefore && gate.arrived < gate.open) await pause(SLICE);
}

/** Whether Koldan has notified the end of jobs that it shows as open: its notifications can be ahead of its API. */
const isAhead = ({ notified }: Gate, { ids, count }: Look): boolean =>
	count > 0 &&
	(count <= FEW_OPEN ? ids.some((id) => notified.has(id)) : ids.every((id) => notified.has(id)));

async function lookNow(gate: Gate, look: () => Promise<Look>): Promise<boolean> {
	gate.due = false;
	gate.arrived = 0;
	let found = await look();
	for (const delay of RECHECK_DELAYS) {
		if (!isAhead(gate, found)) break;
		await pause(delay);
		found = await look();
	}
	gate.open = found.count;
	gate.notBefore = Date.now() + Math.min(MAX_DELAY, found.count * DELAY_PER_OPEN_JOB);
	return found.count === 0;
}

/**
 * Reports a notification.
 *
 * @param key the parked execution
 * @param jobId the job that it is about, if it says so
 * @param look finds the open jobs
 * @returns true for exactly one of the calls that a look served which found no job open: that one resumes the execution
 */
export async function coalesce(
	key: string,
	jobId: string | undefined,
	look: () => Promise<Look>,
): Promise<boolean> {
	const gate = gates.get(key) ?? newGate();
	gates.set(key, gate);
	gate.arrived += 1;
	if (jobId !== undefined) gate.notified.add(jobId);
	if (gate.due || gate.done) return false;
	gate.due = true;
	gate.inside += 1;
	try {
		await gate.looking;
		await waitForTurn(gate);
		if (gate.done) return false;
		const looking = lookNow(gate, look);
		gate.looking = looking.catch(() => undefined);
		const done = await looking;
		gate.done ||= done;
		return done;
	} finally {
		gate.inside -= 1;
		void forgetLater(key, gate);
	}
}

/** Forgets a gate when nobody is inside, and a call that came now would be looked at at once. */
async function forgetLater(key: string, gate: Gate): Promise<void> {
	await pause(gate.done ? LATE_COPIES : gate.notBefore - Date.now());
	if (gate.inside === 0 && gates.get(key) === gate) gates.delete(key);
}
