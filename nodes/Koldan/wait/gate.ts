/**
 * Many notifications for one parked execution come close together. Each of them could be the last one, so after each the
 * jobs have to be looked at; but not once for each. One look serves all that came while it was due.
 */
import { pause } from '../api/pause';

/**
 * A pause after a look, in milliseconds for each job found open: with many open jobs, the next look can wait until about as
 * many notifications have come. The pause only counts when some are lost, or reach another process.
 */
const PAUSE_PER_OPEN_JOB = 100;
const LONGEST_PAUSE = 15_000;
const SLICE = 100;

/** Calls that come so soon after the one that woke up the execution are late copies. Milliseconds. */
const AFTERGLOW = 2000;

interface Gate {
	/** A look is due that will see everything that has come so far. */
	due: boolean;
	/** When the next look may start (milliseconds since 1970). */
	notBefore: number;
	/** How many jobs the last look found open, and how many notifications came since. */
	open: number;
	arrived: number;
	/** Calls that wait for a look, or look. */
	inside: number;
	/** A look found no job open, and its call resumes the execution. */
	done: boolean;
	/** Looks happen one after the other. */
	looking: Promise<unknown>;
}

const gates = new Map<string, Gate>();

async function waitForTurn(gate: Gate): Promise<void> {
	while (Date.now() < gate.notBefore && gate.arrived < gate.open) await pause(SLICE);
}

async function lookNow(gate: Gate, look: () => Promise<number>): Promise<boolean> {
	gate.due = false;
	gate.arrived = 0;
	const open = await look();
	gate.open = open;
	gate.notBefore = Date.now() + Math.min(LONGEST_PAUSE, open * PAUSE_PER_OPEN_JOB);
	return open === 0;
}

/**
 * Reports a notification.
 *
 * @param key the execution
 * @param look counts the open jobs
 * @returns true for exactly one of the calls that a look served which found no job open: that one resumes the execution
 */
export async function arrive(key: string, look: () => Promise<number>): Promise<boolean> {
	const gate: Gate = gates.get(key) ?? {
		due: false,
		notBefore: 0,
		open: Infinity,
		arrived: 0,
		inside: 0,
		done: false,
		looking: Promise.resolve(),
	};
	gates.set(key, gate);
	gate.arrived += 1;
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
	await pause(gate.done ? AFTERGLOW : gate.notBefore - Date.now());
	if (gate.inside === 0 && gates.get(key) === gate) gates.delete(key);
}
