import { Clock } from './clock';
import type { SubtitleLimits } from './options';
import type { Syntax } from './syntax';

/** Shorter gaps are closed, so that subtitles don't flicker (Netflix: subtitle timing guidelines). */
const FLICKER = 500;

/**
 * Writes subtitles on the time line: in order, none over another, each as long as it takes to read where what
 * follows leaves room, and never shorter than the limit; where speech leaves no room for that, what follows
 * waits, and catches up in the next pause.
 */
export class SubtitleFile {
	private text: string;
	private readonly starts: Clock;
	private readonly ends: Clock;
	private count = 0;
	private free = 0;
	// The subtitle added last: when it ends depends on when the next one starts.
	private isOpen = false;
	private start = 0;
	private end = 0;
	private columns = 0;
	private body = '';

	constructor(
		private readonly syntax: Syntax,
		private readonly limits: SubtitleLimits,
	) {
		this.text = syntax.header;
		this.starts = new Clock(syntax.point);
		this.ends = new Clock(syntax.point);
	}

	/**
	 * Adds a subtitle.
	 * @param start,end Milliseconds at which its words are said.
	 * @param columns Width of all its text, for the reading speed.
	 * @param body What it shows, lines separated by a line feed.
	 */
	add(start: number, end: number, columns: number, body: string): void {
		if (this.isOpen) this.close(start);
		this.isOpen = true;
		this.start = start < this.free ? this.free : start;
		this.end = end;
		this.columns = columns;
		this.body = body;
	}

	/** Ends the last subtitle. */
	finish(): void {
		if (this.isOpen) this.close(Infinity);
		this.isOpen = false;
	}

	/** How much there is to take. */
	get length(): number {
		return this.text.length;
	}

	/** What was written since the last time. */
	take(): string {
		const { text } = this;
		this.text = '';
		return text;
	}

	private close(nextStart: number): void {
		const { gap, maxDuration, minDuration, perCharacter } = this.limits;
		const { start } = this;
		const latest = start + maxDuration;
		const limit = nextStart - gap;
		const reading = start + Math.ceil(this.columns * perCharacter);
		let end = Math.min(latest, Math.max(this.end, start + minDuration, reading));
		if (end > limit) end = Math.max(limit, start + minDuration);
		else if (limit - end < FLICKER) end = Math.min(limit, latest);
		this.free = end + gap;
		const number = this.syntax.numbered ? `${++this.count}\n` : '';
		this.text += `${number}${this.starts.at(start)} --> ${this.ends.at(end)}\n${this.body}\n\n`;
	}
}
