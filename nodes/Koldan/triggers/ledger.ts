/**
 * Which jobs have started the workflow already.
 *
 * A start is noted once n8n has answered that the execution exists, not before: if the start fails or n8n is killed in
 * between, the job is still missing here and is found by catching up. Until then a mark keeps other processes from starting
 * the workflow for the same job. It is stored before the start, names whose it is, and expires: of several processes that
 * mark the same job at the same moment, the one whose mark is there afterwards starts the workflow.
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

/** Somebody is about to start the workflow for a job. */
interface Mark {
	/** Who; at random. */
	by: string;
	/** When the mark was made (milliseconds since 1970). */
	at: number;
}

interface Ledger {
	/** Starts in the order in which they came, packed. */
	starts: string;
	/** Marks of the jobs that a process is about to start the workflow for, by the job's key. */
	marks?: Record<string, Mark>;
	/** All jobs that completed up to here may have been forgotten (milliseconds since 1970). */
	floor: number;
}

/** What this process knows of a trigger. */
export interface Known {
	/** When each job that is known to have started the workflow completed, by the job's key. */
	starts: Map<string, number>;
	/** What was stored when it was last read. */
	read: string;
	/** The marks that were read here, or made by a call to this process, by the job's key. */
	marks: Map<string, Mark>;
	/** Jobs that are being handed to n8n, which has not answered yet: whose marks are whose, by the job's key. */
	starting: Map<string, string>;
	/** Keys of jobs that were started here, and are not known to be stored. */
	unstored: Set<string>;
	/** Marks that are not known to be stored, by the job's key. */
	unstoredMarks: Map<string, UnstoredMark>;
	/** Who could not start the workflow, and whose marks are not known to be removed. */
	failed: Set<string>;
	/** All this is being stored; `fresh` when some of it has come since the last call. */
	storing: boolean;
	fresh: boolean;
}

interface UnstoredMark {
	by: string;
	/** Says whether the mark counts: false when somebody else was first. */
	settle: (counts: boolean) => void;
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
		marks: new Map<string, Mark>(),
		starting: new Map<string, string>(),
		unstored: new Set<string>(),
		unstoredMarks: new Map<string, UnstoredMark>(),
		failed: new Set<string>(),
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

/** The marks that hold, by key: those that this process remembers, as far as no other one is stored. */
function marksNow(context: TriggerContext): Map<string, Mark> {
	const { marks, starts } = knownTo(context);
	for (const [key, mark] of Object.entries(readLedger(context).marks ?? {})) marks.set(key, mark);
	for (const [key, { at }] of marks)
		if (starts.has(key) || Date.now() - at >= MARK_EXPIRY) marks.delete(key);
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
	/** Keys of jobs for which it is about to be started, each with who does so. */
	starting?: unknown;
	/** Who could not start it. */
	failed?: unknown;
}

/** What there was of what a process reports. */
export interface Merged {
	/** Whether all reported starts were stored before, and no mark of somebody who could not start it. */
	stored: boolean;
	/** Keys of jobs for which it is about to start the workflow, and somebody else does so or has done so. */
	taken: string[];
	/** Keys of jobs whose marks were stored before, and are its own. */
	marked: string[];
}

const listIn = (given: unknown): unknown[] =>
	Array.isArray(given) ? (given as unknown[]).slice(0, MAX_STARTS) : [];

const isKey = (value: unknown): value is string =>
	typeof value === 'string' && value.length === KEY_LENGTH;

const pairsIn = (given: unknown): Array<[key: string, second: unknown]> =>
	listIn(given).flatMap((pair): Array<[string, unknown]> => {
		const [key, second] = listIn(pair);
		return isKey(key) ? [[key, second]] : [];
	});

/** Brings what is stored, what this process knows and what another one reports together, and writes what was missing. */
export function mergeStarts(
	context: TriggerContext,
	{ started, starting, failed }: StartReport = {},
): Merged {
	const { starts: known } = knownTo(context);
	const ledger = readLedger(context);
	const storedStarts = unpackStarts(ledger.starts);
	const storedKeys = new Set(storedStarts.map(([key]) => key));
	const storedMarks = ledger.marks ?? {};
	const marks = marksNow(context);
	const merged: Merged = { stored: true, taken: [], marked: [] };
	for (const [key, by] of pairsIn(starting)) {
		if (typeof by !== 'string') continue;
		if (!marks.has(key) && !known.has(key)) marks.set(key, { by, at: Date.now() });
		if (marks.get(key)?.by !== by) merged.taken.push(key);
		else if (storedMarks[key]?.by === by) merged.marked.push(key);
	}
	for (const [key, completed] of pairsIn(started)) {
		known.set(key, typeof completed === 'number' ? completed : 0);
		merged.stored &&= storedKeys.has(key);
	}
	const gone = new Set(listIn(failed));
	for (const [key, { by }] of marks) if (gone.has(by) || known.has(key)) marks.delete(key);
	merged.stored &&= !Object.values(storedMarks).some(({ by }) => gone.has(by));
	const all = [...new Map([...storedStarts, ...known])];
	const dropped = all.splice(0, Math.max(0, all.length - MAX_STARTS));
	for (const [key] of dropped) known.delete(key);
	const isNew =
		all.some(([key]) => !storedKeys.has(key)) ||
		marks.size !== Object.keys(storedMarks).length ||
		[...marks].some(([key, { by }]) => storedMarks[key]?.by !== by);
	if (isNew) {
		store<Ledger>(context, LEDGER, {
			starts: packStarts(all),
			marks: Object.fromEntries(marks),
			floor: Math.max(ledger.floor, ...dropped.map(([, completed]) => completed)),
		});
	}
	return merged;
}

/** Notes whether n8n has started the workflow for a job. */
export function endStart(
	context: TriggerContext,
	job: { id: string; completionDate?: string | null },
	started: boolean,
): void {
	const known = knownTo(context);
	const key = jobKey(job.id);
	const by = known.starting.get(key);
	known.starting.delete(key);
	known.marks.delete(key);
	known.fresh = true;
	if (!started) {
		if (by !== undefined) known.failed.add(by);
		return;
	}
	known.starts.set(key, timeOf(job.completionDate) ?? 0);
	known.unstored.add(key);
}
