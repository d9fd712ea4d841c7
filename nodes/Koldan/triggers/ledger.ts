/**
 * Which jobs have started the workflow already.
 *
 * A start is noted once n8n has answered that the execution exists, not before: if the start fails or n8n is killed in
 * between, the job is still missing here and is found by catching up. Until then a mark keeps other processes from starting
 * the workflow for the same job; it is stored before the start, and expires.
 *
 * The ledger is written to n8n's static data, which all processes of an n8n share. Each process writes all of it, so the
 * later of two writes replaces the earlier one. Therefore each process also keeps in memory what it has started, marked and
 * read, and writes again what it finds missing. What is written comes with calls of the trigger to its own address
 * (`reportStarts.ts`).
 */
import { createHash } from 'crypto';
import { timeOf } from '../api/times';
import { ownerOf, readStored, store, type TriggerContext } from './state';

/** A job's key, and when it completed (milliseconds since 1970; 0 when it has no date). */
export type Start = [key: string, completed: number];

interface Ledger {
	/** Starts in the order in which they came, packed. */
	starts: string;
	/** Marks of jobs that a process is about to start the workflow for: their keys, and when they were made; packed. */
	starting?: string;
	/** All jobs that completed up to here may have been forgotten (milliseconds since 1970). */
	floor: number;
}

/** What this process knows of a trigger. */
export interface Known {
	/** When each job that is known to have started the workflow completed, by the job's key. */
	starts: Map<string, number>;
	/** What was stored when it was last read. */
	read: string;
	/** When the marks that were read here, or made by a call to this process, were made, by the job's key. */
	marks: Map<string, number>;
	/** Keys of jobs that were handed to n8n, which has not answered yet. */
	starting: Set<string>;
	/** Keys of jobs that were started here, and are not known to be stored. */
	unstored: Set<string>;
	/** Starts are being stored; `fresh` when one has come since the last call. */
	storing: boolean;
	fresh: boolean;
}

const LEDGER = 'koldanStarted';

/** Starts remembered for each trigger (42 kB). */
export const MAX_STARTS = 2000;

/** How long a mark holds if nobody says what came of the start, in milliseconds. */
const MARK_EXPIRY = 5 * 60 * 1000;

const knownByOwner = new Map<string, Known>();

/** A short form of a job's ID, for long lists of jobs that only have to be recognised: 72 bits of its hash. */
export const jobKey = (id: string): string =>
	createHash('sha256').update(id.toLowerCase()).digest('base64url').slice(0, 12);

const KEY_LENGTH = jobKey('').length;

const packStarts = (starts: readonly Start[]): string =>
	starts.map(([key, completed]) => key + completed.toString(36)).join(' ');

const unpackStarts = (packed: string): Start[] =>
	packed
		.split(' ')
		.filter(Boolean)
		.map((text) => [text.slice(0, KEY_LENGTH), parseInt(text.slice(KEY_LENGTH), 36)]);

const readLedger = (context: TriggerContext): Ledger =>
	readStored<Ledger>(context, LEDGER) ?? { starts: '', floor: 0 };

/** What this process knows, with what is stored now. */
export function knownTo(context: TriggerContext): Known {
	const owner = ownerOf(context);
	const known = knownByOwner.get(owner) ?? {
		starts: new Map<string, number>(),
		read: '',
		marks: new Map<string, number>(),
		starting: new Set<string>(),
		unstored: new Set<string>(),
		storing: false,
		fresh: false,
	};
	knownByOwner.set(owner, known);
	const { starts } = readLedger(context);
	if (starts === known.read) return known;
	known.read = starts;
	for (const [key, completed] of unpackStarts(starts)) known.starts.set(key, completed);
	return known;
}

/** Whether a job has started the workflow. */
export const hasStarted = (context: TriggerContext, jobId: string): boolean =>
	knownTo(context).starts.has(jobKey(jobId));

/** The marks that hold, stored ones and those this process remembers, by key. */
function marksNow(context: TriggerContext): Map<string, number> {
	const { marks, starts } = knownTo(context);
	for (const [key, time] of unpackStarts(readLedger(context).starting ?? '')) marks.set(key, time);
	for (const [key, time] of marks)
		if (starts.has(key) || Date.now() - time >= MARK_EXPIRY) marks.delete(key);
	return marks;
}

/** Whether this process or another one is about to start the workflow for a job. */
export const isStarting = (context: TriggerContext, jobId: string): boolean =>
	knownTo(context).starting.has(jobKey(jobId)) || marksNow(context).has(jobKey(jobId));

/** The time (milliseconds since 1970) up to which jobs may have been forgotten. */
export const forgottenUpTo = (context: TriggerContext): number => readLedger(context).floor;

/** What a process says of starts, in a call to the trigger's own address. */
export interface StartReport {
	/** Jobs for which the workflow was started (`Start`). */
	started?: unknown;
	/** The key of a job for which it is about to be started. */
	starting?: unknown;
	/** The key of a job for which it could not be started. */
	failed?: unknown;
}

function readStarts(started: unknown): Start[] {
	const given = Array.isArray(started) ? (started as unknown[]).slice(0, MAX_STARTS) : [];
	return given.flatMap((entry): Start[] => {
		const [key, completed] = Array.isArray(entry) ? (entry as unknown[]) : [];
		if (typeof key !== 'string' || key.length !== KEY_LENGTH) return [];
		return [[key, typeof completed === 'number' ? completed : 0]];
	});
}

/**
 * Brings what is stored, what this process knows and what another one reports together, and writes what was missing.
 *
 * @returns whether all reported starts were stored before, and whether the job that is about to start was taken before
 */
export function mergeStarts(
	context: TriggerContext,
	{ started, starting, failed }: StartReport = {},
): { stored: boolean; taken: boolean } {
	const { starts: known } = knownTo(context);
	const ledger = readLedger(context);
	const stored = unpackStarts(ledger.starts);
	const storedKeys = new Set(stored.map(([key]) => key));
	const marks = marksNow(context);
	const taken = typeof starting === 'string' && (known.has(starting) || marks.has(starting));
	const reported = readStarts(started);
	for (const [key, completed] of reported) known.set(key, completed);
	if (typeof starting === 'string' && starting.length === KEY_LENGTH && !taken)
		marks.set(starting, Date.now());
	for (const key of [failed, ...known.keys()]) marks.delete(String(key));
	const all = [...new Map([...stored, ...known])];
	const dropped = all.splice(0, Math.max(0, all.length - MAX_STARTS));
	for (const [key] of dropped) known.delete(key);
	const packedMarks = packStarts([...marks]);
	if (all.some(([key]) => !storedKeys.has(key)) || packedMarks !== (ledger.starting ?? '')) {
		store<Ledger>(context, LEDGER, {
			starts: packStarts(all),
			starting: packedMarks,
			floor: Math.max(ledger.floor, ...dropped.map(([, completed]) => completed)),
		});
	}
	return { stored: reported.every(([key]) => storedKeys.has(key)), taken };
}

/** Notes whether n8n has started the workflow for a job. */
export function endStart(
	context: TriggerContext,
	job: { id: string; completionDate?: string | null },
	started: boolean,
): void {
	const known = knownTo(context);
	const key = jobKey(job.id);
	known.starting.delete(key);
	known.marks.delete(key);
	if (!started) return;
	known.starts.set(key, timeOf(job.completionDate) ?? 0);
	known.unstored.add(key);
	known.fresh = true;
}
