/**
 * Which jobs have started the workflow already. It is written to n8n's static data, which all processes of an n8n share;
 * but each of them writes all of it, so that the later of two overwrites the earlier. So each process also remembers its
 * own, and writes them again with the next one.
 */
import { timeOf } from '../api/times';
import type { TranscriptionJob } from '../api/types';
import type { TriggerContext } from './context';
import { jobKey } from './jobKey';
import { ownerOf, readStored, store } from './stored';

/** When each job completed, in milliseconds since 1970 (0: not said), in the order in which they came. */
type Entries = Array<[key: string, completed: number]>;

interface Ledger {
	entries: Entries;
	/** All jobs that completed up to here may have been forgotten. */
	floor: number;
}

const LEDGER = 'koldanStarted';

/** Jobs remembered for each trigger. */
const LIMIT = 2000;

const ownStarts = new Map<string, Map<string, number>>();

function ownOf(context: TriggerContext): Map<string, number> {
	const owner = ownerOf(context);
	const own = ownStarts.get(owner) ?? new Map<string, number>();
	ownStarts.set(owner, own);
	return own;
}

const readLedger = (context: TriggerContext): Ledger =>
	readStored<Ledger>(context, LEDGER) ?? { entries: [], floor: 0 };

/** Whether a job has started the workflow before. */
export function hasStarted(context: TriggerContext, jobId: string): boolean {
	const key = jobKey(jobId);
	return ownOf(context).has(key) || readLedger(context).entries.some(([known]) => known === key);
}

/** The time (milliseconds since 1970) up to which jobs may have been forgotten. */
export const forgottenUpTo = (context: TriggerContext): number => readLedger(context).floor;

/** Writes what is stored and what this process knows, so that neither is lost. */
function merge(context: TriggerContext): void {
	const { entries, floor } = readLedger(context);
	const all = [...new Map([...entries, ...ownOf(context)])];
	const dropped = all.splice(0, Math.max(0, all.length - LIMIT));
	store<Ledger>(context, LEDGER, {
		entries: all,
		floor: Math.max(floor, ...dropped.map(([, completed]) => completed)),
	});
}

/** Writes again what this process knows, if another process has written over it. */
export function restoreStarts(context: TriggerContext): void {
	const { entries, floor } = readLedger(context);
	const stored = new Set(entries.map(([key]) => key));
	const lost = [...ownOf(context)].some(
		([key, completed]) => !stored.has(key) && completed > floor,
	);
	if (lost) merge(context);
}

/** Notes that a job starts the workflow. */
export function noteStart(context: TriggerContext, job: TranscriptionJob): void {
	const own = ownOf(context);
	own.set(jobKey(job.id), timeOf(job.completionDate) ?? 0);
	for (const key of own.keys()) {
		if (own.size <= LIMIT) break;
		own.delete(key);
	}
	merge(context);
}

/** Takes it back, because the workflow could not be started after all. */
export function takeBackStart(context: TriggerContext, jobId: string): void {
	ownOf(context).delete(jobKey(jobId));
}
