/** When each cue is on the screen: in order of time, none over another, long enough to be read. */
import type { SubtitleLimits } from './options';

/** A cue that is to be shown. */
export interface Cue {
	/** Milliseconds at which its words are said. */
	start: number;
	end: number;
	/** Width of all its text, for the reading speed. */
	columns: number;
	text: string;
}

/**
 * Cues that come in the order of turns, and leave in the order in which they start (those that start together
 * in the order in which they came). A binary heap: what many people say at once costs n log n, not n².
 */
export class CueQueue<T extends { readonly start: number }> {
	private readonly heap: Array<{ cue: T; order: number }> = [];
	private count = 0;

	/** The start of the cue that leaves next; Infinity where there is none. */
	get nextStart(): number {
		return this.heap.length > 0 ? this.heap[0].cue.start : Infinity;
	}

	add(cue: T): void {
		const { heap } = this;
		const entry = { cue, order: this.count++ };
		let hole = heap.length;
		while (hole > 0) {
			const parent = (hole - 1) >> 1;
			if (!leavesBefore(entry, heap[parent])) break;
			heap[hole] = heap[parent];
			hole = parent;
		}
		heap[hole] = entry;
	}

	/** Takes the next cue out; there must be one. */
	next(): T {
		const { heap } = this;
		const first = heap[0].cue;
		const entry = heap.pop();
		if (entry === undefined || heap.length === 0) return first;
		let hole = 0;
		for (let child = 1; child < heap.length; child = 2 * hole + 1) {
			if (child + 1 < heap.length && leavesBefore(heap[child + 1], heap[child])) child++;
			if (!leavesBefore(heap[child], entry)) break;
			heap[hole] = heap[child];
			hole = child;
		}
		heap[hole] = entry;
		return first;
	}
}

interface Queued {
	readonly cue: { readonly start: number };
	readonly order: number;
}

const leavesBefore = (a: Queued, b: Queued): boolean =>
	a.cue.start < b.cue.start || (a.cue.start === b.cue.start && a.order < b.order);

/** Shorter gaps are closed, so that cues don't flicker (Netflix: subtitle timing guidelines). */
const FLICKER = 500;

/** So many of the shortest cues are looked at together at the end of the recording. */
const CUES_AT_END = 20;

/**
 * Gives each cue its time on the screen: as long as it takes to read where what follows leaves room, and never
 * shorter than the limit; where speech leaves no room for that, what follows waits, and catches up in the next
 * pause. At the end of the recording there is no next pause: there cues begin earlier instead, and share what is
 * left of the recording where even that is not enough.
 */
export class Schedule {
	private open: Cue | undefined;
	/** When the next cue may begin. */
	private free = 0;
	private minDuration: number;
	private readonly atEnd: Cue[] = [];
	private shown: Cue[] = [];

	/** @param recordingEnd Milliseconds; Infinity if it isn't known. */
	constructor(
		private readonly limits: SubtitleLimits,
		private readonly recordingEnd: number,
	) {
		this.minDuration = limits.minDuration;
	}

	/** Adds a cue, which doesn't start before the one added before. */
	add(cue: Cue): void {
		const { gap, minDuration } = this.limits;
		const endBegins = this.recordingEnd - CUES_AT_END * (minDuration + gap);
		if (Math.max(cue.start, this.free) > endBegins) this.atEnd.push(cue);
		else this.place(cue);
	}

	/** Ends the last cue. */
	finish(): void {
		if (this.atEnd.length > 0) this.fitIntoRecording(this.atEnd);
		for (const cue of this.atEnd) this.place(cue);
		this.close(Infinity);
	}

	/** The cues whose times have become final since the last call; `start` and `end` are those on the screen. */
	take(): Cue[] {
		const { shown } = this;
		this.shown = [];
		return shown;
	}

	private fitIntoRecording(cues: Cue[]): void {
		const { gap, minDuration } = this.limits;
		const free = this.open ? this.open.start + minDuration + gap : this.free;
		const share = Math.floor((this.recordingEnd - free + gap) / cues.length) - gap;
		if (share > 0) this.minDuration = Math.min(minDuration, share);
		let latest = this.recordingEnd - this.minDuration;
		for (let k = cues.length - 1; k >= 0; k--) {
			cues[k].start = Math.min(cues[k].start, latest);
			latest = cues[k].start - gap - this.minDuration;
		}
	}

	private place(cue: Cue): void {
		this.close(cue.start);
		this.open = { ...cue, start: Math.max(cue.start, this.free) };
	}

	/** @param nextStart When the cue behind the open one is to begin. */
	private close(nextStart: number): void {
		if (!this.open) return;
		const { gap, maxDuration, perCharacter } = this.limits;
		const { columns, end, start } = this.open;
		const earliest = start + this.minDuration;
		const latest = Math.min(start + maxDuration, Math.max(this.recordingEnd, earliest));
		const reading = start + Math.ceil(columns * perCharacter);
		const limit = nextStart - gap;
		let until = Math.min(latest, Math.max(end, earliest, reading));
		if (until > limit) until = Math.max(limit, earliest);
		else if (limit - until < FLICKER) until = Math.min(limit, latest);
		this.shown.push({ ...this.open, end: until });
		this.free = until + gap;
		this.open = undefined;
	}
}
