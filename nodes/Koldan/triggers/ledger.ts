/**
 * Which jobs have started the workflow already. It is written to n8n's static data, which all processes of an n8n share;
 * but each of them writes all of it, so that the later of two overwrites the earlier. So each process also remembers what
 * it has done and read, and writes it again with the next start. Where several processes take deliveries, they tell each
 * other as well.
 */
import { timeOf } from '../api/times';
import type { TranscriptionJob } from '../api/types';
import type { TriggerContext } from './context';
import { jobKey } from './jobKey';
import { ownerOf, readStored, store } from './stored';

/** When each job completed, in milliseconds since 1970 (0: not said), in the order in which they came. */
export type Starts = Array<[key: string, completed: number]>;

interface Ledger {
	entries: Starts;
	/** All jobs that completed up to here may have been forgotten. */
	floor: number;
}

interface Known {
	starts: Map<string, number>;
	/** Another process starts the workflow as well. */
	others: boolean;
}

const LEDGER = 'koldanStarted';

/** Jobs remembered for each trigger. */
const LIMIT = 2000;

const knownByOwner = new Map<string, Known>();

const readLedger = (context: TriggerContext): Ledger =>
	readStored<Ledger>(context, LEDGER) ?? { entries: [], floor: 0 };

/** What this process knows, with what is stored now. */
function knownTo(context: TriggerContext): Known {
	const owner = ownerOf(context);
	const { entries } = readLedger(context);
	const before = knownByOwner.get(owner);
	const known = before ?? { starts: new Map<string, number>(), others: false };
	known.others ||= before !== undefined && entries.some(([key]) => !known.starts.has(key));
	for (const [key, completed] of entries) known.starts.set(key, completed);
	knownByOwner.set(owner, known);
	return known;
}

/** Writes what is stored and what this process knows, so that neither is lost. */
function write(context: TriggerContext, { starts }: Known): void {
	const { entries, floor } = readLedger(context);
	const all = [...new Map([...entries, ...starts])];
	const dropped = all.splice(0, Math.max(0, all.length - LIMIT));
	for (const [key] of dropped) starts.delete(key);
	store<Ledger>(context, LEDGER, {
		entries: all,
		floor: Math.max(floor, ...dropped.map(([, completed]) => completed)),
	});
}

/** Whether a job has started the workflow before. */
export const hasStarted = (context: TriggerContext, jobId: string): boolean =>
	knownTo(context).starts.has(jobKey(jobId));

/** The time (milliseconds since 1970) up to which jobs may have been forgotten. */
export const forgottenUpTo = (context: TriggerContext): number => readLedger(context).floor;

/** Notes that a job starts the workflow. */
export function noteStart(context: TriggerContext, job: TranscriptionJob): void {
	const known = knownTo(context);
	known.starts.set(jobKey(job.id), timeOf(job.completionDate) ?? 0);
	write(context, known);
}

/**
 * Takes in what another process has told, and writes again what this one knows, if it has been written over.
 *
 * @param told starts that another process told of, as they came
 */
export function restoreStarts(context: TriggerContext, told: unknown): void {
	const known = knownTo(context);
	const given = Array.isArray(told) ? told.slice(0, LIMIT) : [];
	for (const entry of given as unknown[]) {
		const [key, completed] = Array.isArray(entry) ? (entry as unknown[]) : [];
		if (typeof key === 'string' && typeof completed === 'number') known.starts.set(key, completed);
	}
	const { entries } = readLedger(context);
	const stored = new Set(entries.map(([key]) => key));
	if ([...known.starts.keys()].some((key) => !stored.has(key))) write(context, known);
}

/** What to tell other processes; undefined where there are none. */
export function startsToTell(context: TriggerContext): Starts | undefined {
	const { others, starts } = knownTo(context);
	return others ? [...starts] : undefined;
}
