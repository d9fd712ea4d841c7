import type { SubtitleLimits } from './options';

/** A subtitle as it was cut: when its words are said, and what is shown. */
export interface Cue {
	/** Milliseconds. */
	start: number;
	/** Milliseconds. */
	end: number;
	/** Columns of all its text, for the reading speed. */
	columns: number;
	/** What the file says, lines separated by a line feed. */
	body: string;
}

/** What subtitles are written to, in order. */
export interface SubtitleFile {
	/** @param start,end Milliseconds. */
	write(start: number, end: number, body: string): void;
}

/** Shorter gaps are closed, so that subtitles don't flicker (Netflix: subtitle timing guidelines). */
const FLICKER = 500;

/**
 * Puts subtitles on the time line: in order, none over another, each as long as it takes to read where what
 * follows leaves room, and never shorter than the limit; where speech leaves no room for that, what follows
 * waits, and catches up in the next pause.
 */
export class Schedule {
	private waiting: Cue[] = [];
	private free = 0;
	// The subtitle whose end depends on when the next one starts.
	private shown = false;
	private start = 0;
	private end = 0;
	private columns = 0;
	private body = '';

	constructor(
		private readonly limits: SubtitleLimits,
		private readonly file: SubtitleFile,
	) {}

	/** Takes the subtitle that comes next; for the parameters see `Cue`. */
	add(start: number, end: number, columns: number, body: string): void {
		if (this.shown) this.hide(start);
		this.start = start < this.free ? this.free : start;
		this.end = end;
		this.columns = columns;
		this.body = body;
		this.shown = true;
	}

	/** Takes a subtitle that others, of somebody who talks at the same time, may still come before. */
	addInOrder(cue: Cue): void {
		const { waiting } = this;
		let place = waiting.length;
		while (place > 0 && waiting[place - 1].start > cue.start) place--;
		if (place === waiting.length) waiting.push(cue);
		else waiting.splice(place, 0, cue);
	}

	/** Takes those waiting that nothing can come before any more: all to come start at `until` or later. */
	advance(until: number): void {
		const { waiting } = this;
		if (waiting.length === 0) return;
		let done = 0;
		for (; done < waiting.length && waiting[done].start <= until; done++) {
			const { start, end, columns, body } = waiting[done];
			this.add(start, end, columns, body);
		}
		if (done > 0) this.waiting = waiting.slice(done);
	}

	/** No subtitle follows. */
	finish(): void {
		this.advance(Infinity);
		if (this.shown) this.hide(Infinity);
		this.shown = false;
	}

	private hide(nextStart: number): void {
		const { gap, maxDuration, minDuration, perCharacter } = this.limits;
		const { start } = this;
		const latest = start + maxDuration;
		const limit = nextStart - gap;
		const reading = start + Math.ceil(this.columns * perCharacter);
		let end = Math.min(latest, Math.max(this.end, start + minDuration, reading));
		if (end > limit) end = Math.max(limit, start + minDuration);
		else if (limit - end < FLICKER) end = Math.min(limit, latest);
		this.free = end + gap;
		this.file.write(start, end, this.body);
	}
}
