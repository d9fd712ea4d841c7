import { timeLength, USUAL_LENGTH, writeDigits, writeTime } from './clock';
import type { SubtitleLimits } from './options';
import type { Syntax } from './syntax';
import { Utf8 } from './utf8';

/** Shorter gaps are closed, so that subtitles don't flicker (Netflix: subtitle timing guidelines). */
const FLICKER = 500;

export const LINE_FEED = 0x0a;

/** Bytes: somewhat more than is gathered before it is taken (subtitles.ts). */
const SIZE = 40_000;

/** What stands between the two times. */
const ARROW = Uint8Array.from(' --> ', (character) => character.charCodeAt(0));

/**
 * Writes subtitles on the time line: in order, none over another, each as long as it takes to read where what
 * follows leaves room, and never shorter than the limit; where speech leaves no room for that, what follows
 * waits, and catches up in the next pause.
 */
export class SubtitleFile {
	private readonly text = new Utf8(SIZE);
	private readonly point: number;
	private count = 0;
	private free = 0;
	// The subtitle added last: when it ends depends on when the next one starts.
	private isOpen = false;
	private start = 0;
	private end = 0;
	private columns = 0;
	/** Where in `text` it begins, and where the time at which it ends is to be written. */
	private openAt = 0;
	private endAt = 0;

	constructor(
		private readonly syntax: Syntax,
		private readonly limits: SubtitleLimits,
	) {
		this.text.add(syntax.header);
		this.point = syntax.point.charCodeAt(0);
	}

	/**
	 * Adds a subtitle.
	 * @param start,end Milliseconds at which its words are said.
	 * @param columns Width of all its text, for the reading speed.
	 * @returns where all that it shows is to be added, lines separated by a line feed.
	 */
	add(start: number, end: number, columns: number): Utf8 {
		if (this.isOpen) this.close(start);
		this.isOpen = true;
		this.start = start < this.free ? this.free : start;
		this.end = end;
		this.columns = columns;
		this.writeHead();
		return this.text;
	}

	/** Ends the last subtitle. */
	finish(): void {
		if (this.isOpen) this.close(Infinity);
		this.isOpen = false;
		this.openAt = this.text.length;
	}

	/** How much there is to take. */
	get length(): number {
		return this.openAt;
	}

	/** What was written since the last time. */
	take(): string {
		const text = this.text.take(this.openAt);
		this.endAt -= this.openAt;
		this.openAt = 0;
		return text;
	}

	/** Writes what stands before what the subtitle shows, and leaves room for the time at which it ends. */
	private writeHead(): void {
		const { point, start, text } = this;
		this.openAt = text.length;
		if (this.syntax.numbered) this.writeNumber(++this.count);
		const room = timeLength(start);
		const at = text.leave(room + ARROW.length + USUAL_LENGTH + 1);
		const { bytes } = text;
		writeTime(bytes, at, room, start, point);
		for (let k = 0; k < ARROW.length; k++) bytes[at + room + k] = ARROW[k];
		this.endAt = at + room + ARROW.length;
		bytes[this.endAt + USUAL_LENGTH] = LINE_FEED;
	}

	private writeNumber(value: number): void {
		const { text } = this;
		let digits = 1;
		for (let least = 10; value >= least; least *= 10) digits++;
		const at = text.leave(digits + 1);
		writeDigits(text.bytes, at, at + digits, value);
		text.bytes[at + digits] = LINE_FEED;
	}

	private close(nextStart: number): void {
		const { gap, maxDuration, minDuration, perCharacter } = this.limits;
		const { endAt, start, text } = this;
		const latest = start + maxDuration;
		const limit = nextStart - gap;
		const reading = start + Math.ceil(this.columns * perCharacter);
		let end = Math.min(latest, Math.max(this.end, start + minDuration, reading));
		if (end > limit) end = Math.max(limit, start + minDuration);
		else if (limit - end < FLICKER) end = Math.min(limit, latest);
		this.free = end + gap;
		const room = timeLength(end);
		if (room > USUAL_LENGTH) text.widen(endAt, room - USUAL_LENGTH);
		writeTime(text.bytes, endAt, room, end, this.point);
		const at = text.leave(2);
		text.bytes[at] = LINE_FEED;
		text.bytes[at + 1] = LINE_FEED;
	}
}
