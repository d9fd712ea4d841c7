/**
 * What the polling trigger remembers from poll to poll, so that every job that ends is given out exactly once.
 *
 * A job that has ended is found in one of three ways, and known by its id, never by its place in a list:
 * - it completed within the overlap before the latest completion known so far, or later;
 * - it was created within the overlap before the latest creation known so far, or later (failed and cancelled jobs may
 *   have no completion date);
 * - an earlier poll had seen it open.
 * The overlap is there for timestamps that come late or out of order, since Koldan may run on several machines whose
 * clocks differ. All times are Koldan's own: n8n's clock plays no part.
 */
import { isTerminal } from '../api/jobs';
import { timeOf } from '../api/times';
import type { KoldanJob } from '../jobs/kinds';
import { jobKey } from './ledger';
import { packIds, unpackIds } from './state';

/** A transcription or a summary, as far as it matters here. */
export type PolledJob = Omit<KoldanJob, 'webhook'> & { completionDate?: string | null };

/** A job that was dealt with: a short form of its id, when it completed (0: not said) and was created. Milliseconds. */
export type Handled = [key: string, completed: number, created: number];

export interface PollCursor {
	/** The latest completion and creation known (milliseconds since 1970; 0 before the first job). */
	completed: number;
	created: number;
	/** Jobs that were dealt with and could be found again. */
	handled: Handled[];
	/** IDs of jobs that had not ended, or had no completion date and are still to be given out. */
	watched: string[];
	/** Times up to which all jobs count as dealt with, because there were too many to remember. */
	completedFloor: number;
	createdFloor: number;
}

export interface CursorLimits {
	/** Milliseconds. */
	overlap: number;
	/** Entries of `handled` and of `watched`. */
	handled: number;
	watched: number;
	/** Jobs given out at once. */
	batch: number;
}

export const CURSOR_LIMITS: CursorLimits = {
	overlap: 30 * 60 * 1000,
	handled: 3000,
	watched: 2000,
	batch: 1000,
};

/** A cursor as it is stored: at most 140 kB, usually far less. */
export type PackedCursor = Omit<PollCursor, 'handled' | 'watched'> & {
	handled: string;
	watched: string;
};

export const packCursor = (cursor: PollCursor): PackedCursor => ({
	...cursor,
	handled: cursor.handled
		.map(([key, ...times]) => [key, ...times.map((time) => time.toString(36))].join(':'))
		.join(' '),
	watched: packIds(cursor.watched),
});

export const unpackCursor = (packed: PackedCursor): PollCursor => ({
	...packed,
	handled: packed.handled
		.split(' ')
		.filter(Boolean)
		.map((text): Handled => {
			const [key, completed, created] = text.split(':');
			return [key, parseInt(completed, 36), parseInt(created, 36)];
		}),
	watched: unpackIds(packed.watched),
});

export interface Window {
	/** Jobs to look for: completed at or after, or created at or after (milliseconds since 1970). */
	completedAfter: number;
	createdAfter: number;
}

/** Where to look for ended jobs. */
export function windowOf(cursor: PollCursor, limits: CursorLimits = CURSOR_LIMITS): Window {
	return {
		completedAfter: Math.max(cursor.completed - limits.overlap, cursor.completedFloor, 0),
		createdAfter: Math.max(cursor.created - limits.overlap, cursor.createdFloor, 0),
	};
}

/** What one poll saw. Later entries of the same job count more: they were read later. */
export interface Snapshot<Job extends PolledJob> {
	jobs: readonly Job[];
	/** IDs that Koldan does not know, or does not show, any more. */
	gone: readonly string[];
	/**
	 * Where a list was not read to its end, for lack of time: the completion and creation up to which jobs were seen
	 * (milliseconds since 1970).
	 */
	completedUpTo?: number;
	createdUpTo?: number;
}

const completionOf = (job: PolledJob): number => timeOf(job.completionDate) ?? 0;
const creationOf = (job: PolledJob): number => timeOf(job.creationDate) ?? 0;

/** Jobs without a completion date come last: they ended just now, as far as can be told. */
const endOf = (job: PolledJob): number => completionOf(job) || Infinity;

/** In order of completion; equal ones by creation, so that the order never depends on the list's. */
function byCompletion(a: PolledJob, b: PolledJob): number {
	const [first, second] = [endOf(a), endOf(b)];
	if (first !== second) return first < second ? -1 : 1;
	return creationOf(a) - creationOf(b) || (a.id < b.id ? -1 : 1);
}

function latest<Job extends PolledJob>(snapshot: Snapshot<Job>): Map<string, Job> {
	const jobs = new Map<string, Job>();
	for (const job of snapshot.jobs) {
		const known = jobs.get(job.id);
		// A job never goes back from its end.
		if (!known || !isTerminal(known) || isTerminal(job)) jobs.set(job.id, job);
	}
	return jobs;
}

/** IDs that were watched and are in no list any more: each has to be read. */
export function missingFrom(cursor: PollCursor, snapshot: Snapshot<PolledJob>): string[] {
	const jobs = latest(snapshot);
	return cursor.watched.filter((id) => !jobs.has(id));
}

const isOld = (cursor: PollCursor, job: PolledJob): boolean =>
	completionOf(job) > 0
		? completionOf(job) <= cursor.completedFloor
		: creationOf(job) <= cursor.createdFloor;

/** Drops what can't be found again, and the oldest beyond the limit. */
function trimmed(cursor: PollCursor, limits: CursorLimits): PollCursor {
	const { completedAfter, createdAfter } = windowOf(cursor, limits);
	const kept = cursor.handled.filter(
		([, completed, created]) => completed >= completedAfter || created >= createdAfter,
	);
	if (kept.length <= limits.handled) return { ...cursor, handled: kept };
	const lastTime = ([, completed, created]: Handled) => Math.max(completed, created);
	kept.sort((a, b) => lastTime(a) - lastTime(b));
	const dropped = kept.splice(0, kept.length - limits.handled);
	return {
		...cursor,
		handled: kept,
		completedFloor: Math.max(cursor.completedFloor, ...dropped.map(([, completed]) => completed)),
		createdFloor: Math.max(cursor.createdFloor, ...dropped.map(([, , created]) => created)),
	};
}

export interface Step<Job extends PolledJob> {
	cursor: PollCursor;
	/** Jobs that have ended and were not given out before, in order of completion. */
	ended: Job[];
}

/** How many of the ended jobs can be given out so that none of those that come later in order was left out unseen. */
function countWithin(ended: readonly PolledJob[], { completedUpTo }: Snapshot<PolledJob>): number {
	if (completedUpTo === undefined) return ended.length;
	const beyond = ended.findIndex((job) => endOf(job) > completedUpTo);
	return beyond < 0 ? ended.length : beyond;
}

/** The latest creation up to which the next poll need not look, but for the overlap. */
function nextCreated(
	before: PollCursor,
	seen: Iterable<PolledJob>,
	left: readonly PolledJob[],
	{ createdUpTo = Infinity }: Snapshot<PolledJob>,
	overlap: number,
): number {
	let latestCreation = before.created;
	for (const job of seen) latestCreation = Math.max(latestCreation, creationOf(job));
	// What is left and has no completion date is found by its creation.
	const undated = left.filter((job) => completionOf(job) === 0).map(creationOf);
	const limit = Math.min(createdUpTo, ...undated.map((time) => time + overlap));
	return Math.max(before.created, Math.min(latestCreation, limit));
}

/** Before the first job. */
export const EMPTY: PollCursor = {
	completed: 0,
	created: 0,
	handled: [],
	watched: [],
	completedFloor: 0,
	createdFloor: 0,
};

/**
 * Goes on by one poll.
 *
 * @param cursor none before the first poll, which only notes what there is
 * @param snapshot must cover the cursor's window, all open jobs, and the answers for `missingFrom`
 */
export function advance<Job extends PolledJob>(
	cursor: PollCursor | undefined,
	snapshot: Snapshot<Job>,
	limits: CursorLimits = CURSOR_LIMITS,
): Step<Job> {
	const before = cursor ?? EMPTY;
	const jobs = latest(snapshot);
	const known = new Set(before.handled.map(([key]) => key));
	const watched = new Set(before.watched);
	const { completedAfter, createdAfter } = windowOf(before, limits);
	const isNew = (job: Job): boolean =>
		!known.has(jobKey(job.id)) &&
		(watched.has(job.id) ||
			(!isOld(before, job) &&
				(completionOf(job) >= completedAfter || creationOf(job) >= createdAfter)));
	const ended = [...jobs.values()].filter((job) => isTerminal(job) && isNew(job));
	ended.sort(byCompletion);
	const count = Math.min(limits.batch, countWithin(ended, snapshot));
	const given = cursor ? ended.slice(0, count) : ended;
	const left = ended.slice(given.length);
	// The others are found again by their completion date; these might not be.
	const leftWatched = left.filter((job) => completionOf(job) === 0 || watched.has(job.id));
	const open = [...jobs.values()].filter((job) => !isTerminal(job));
	const unresolved = before.watched.filter((id) => !jobs.has(id) && !snapshot.gone.includes(id));
	const isStuck = given.length === 0 && snapshot.completedUpTo !== undefined;
	const next = trimmed(
		{
			completed: given.reduce((time, job) => Math.max(time, completionOf(job)), before.completed),
			created: nextCreated(before, jobs.values(), left, snapshot, limits.overlap),
			handled: [
				...before.handled,
				...given.map((job): Handled => [jobKey(job.id), completionOf(job), creationOf(job)]),
			],
			watched: [
				...new Set([...unresolved, ...[...leftWatched, ...open].map(({ id }) => id)]),
			].slice(0, limits.watched),
			// There was no time to read more than what was given out before: the next poll begins behind it.
			completedFloor: Math.max(
				before.completedFloor,
				isStuck ? (snapshot.completedUpTo ?? 0) - 1 : 0,
			),
			createdFloor: before.createdFloor,
		},
		limits,
	);
	return { cursor: next, ended: cursor ? given : [] };
}
