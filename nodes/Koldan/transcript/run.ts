import type { TranscriptionSegment } from '../api/types';
import { columns, isOneColumnEach } from './columns';
import { NO_ROLES, smallWords, type Roles } from './languages';
import { speechStart } from './segments';
import type { SpeakerOf } from './speakers';
import { UNKNOWN } from './times';
import { ENDS_SENTENCE, FOLLOWS_PAUSE } from './traits';
import { readWords } from './words';
import { WordTable } from './wordTable';

/** Silence that ends a subtitle, in milliseconds: what comes after it shall not be read before it is said. */
const LONG_PAUSE = 1000;

/** More words than these are not gathered into one run, to bound memory. */
const LONG = 400;

/** A stretch of speech that subtitles are cut from: one speaker, one language, one word behind another. */
export class Run {
	readonly words = new WordTable();
	speaker: string | null = null;
	channel: number | null = null;
	/** BCP 47 tag. */
	language: string | null = null;
	/** Columns on the screen at which each word begins and ends. */
	from = this.words.at;
	to = this.words.till;
	/** Nothing in the text needs to be escaped or marked. */
	plain = true;
	/** Sentences are told by segments, since no punctuation tells. */
	bySegments = false;
	/** Milliseconds at which what follows the run begins; Infinity behind the last. */
	nextStart = Infinity;
	/** Somebody else talks while this run goes on. */
	overlaps = false;

	private tag: string | null = null;
	private roles: Roles = NO_ROLES;

	/** @param spoken Language of segments that don't tell theirs. */
	constructor(private readonly spoken: string | null) {}

	get isEmpty(): boolean {
		return this.words.count === 0;
	}

	get isLong(): boolean {
		return this.words.count >= LONG;
	}

	get begins(): number {
		return this.words.start[0];
	}

	get ends(): number {
		return this.words.end[this.words.count - 1];
	}

	begin(speaker: string | null, channel: number | null): void {
		this.words.clear();
		this.speaker = speaker;
		this.channel = channel;
		this.language = null;
		this.plain = true;
	}

	goesOnWith(
		{ language }: TranscriptionSegment,
		speaker: string | null,
		channel: number | null,
	): boolean {
		const sameLanguage = !language || !this.language || language === this.language;
		return sameLanguage && speaker === this.speaker && channel === this.channel;
	}

	add(segment: TranscriptionSegment, fallback: number): void {
		const { words } = this;
		const first = words.count;
		const roles = this.rolesOf(segment);
		const { plain } = readWords(segment, words, fallback, roles);
		if (words.count === first) return;
		this.plain &&= plain;
		this.language ??= segment.language ?? null;
		const { start, end } = words;
		for (let k = Math.max(first, 1); k < words.count && start[k] < start[k - 1]; k++) {
			start[k] = start[k - 1];
			if (end[k] < start[k]) end[k] = start[k];
		}
	}

	/** One language mostly goes on: its small words are kept. */
	private rolesOf({ language, text }: TranscriptionSegment): Roles {
		const tag = language ?? this.spoken;
		if (typeof tag !== 'string' || tag !== this.tag) {
			this.tag = tag;
			this.roles = smallWords(tag, text);
		}
		return this.roles;
	}

	/** Works out what concerns the run as a whole, when its last segment has been added. */
	close(): void {
		const { words } = this;
		this.bySegments = (words.allTraits & ENDS_SENTENCE) === 0;
		this.language ??= this.spoken;
		this.markPauses();
		if (this.plain || isOneColumnEach(words.text)) {
			this.from = words.at;
			this.to = words.till;
		} else {
			this.measure();
		}
	}

	private markPauses(): void {
		const { count, end, start, traits } = this.words;
		for (let k = 1; k < count; k++) {
			if (start[k] - end[k - 1] >= LONG_PAUSE) traits[k] |= FOLLOWS_PAUSE;
		}
	}

	private measure(): void {
		const { words } = this;
		const { at, count, till } = words;
		this.from = new Int32Array(count);
		this.to = new Int32Array(count);
		let column = 0;
		for (let k = 0; k < count; k++) {
			if (k > 0) column += at[k] - till[k - 1];
			this.from[k] = column;
			column += columns(words.word(k));
			this.to[k] = column;
		}
	}
}

/**
 * Gathers segments, which are in order of time, into runs. The run is the same object each time, filled anew:
 * use it before asking for the next.
 * @param language That of segments that don't tell theirs.
 */
export function* runs(
	segments: readonly TranscriptionSegment[],
	speakerOf: SpeakerOf,
	language: string | null,
): Generator<Run> {
	const run = new Run(language);
	let latest = 0;
	for (let k = 0; k < segments.length; k++) {
		const segment = segments[k];
		const speaker = speakerOf(segment);
		const channel = typeof segment.channel === 'number' ? segment.channel : null;
		if (run.isEmpty) {
			run.begin(speaker, channel);
		} else if (run.isLong || !run.goesOnWith(segment, speaker, channel)) {
			const start = speechStart(segment);
			run.nextStart = start === UNKNOWN ? run.ends : start;
			run.overlaps = run.begins < latest || run.nextStart < run.ends;
			run.close();
			yield run;
			latest = Math.max(latest, run.ends);
			run.begin(speaker, channel);
		}
		run.add(segment, run.isEmpty ? latest : run.ends);
	}
	if (run.isEmpty) return;
	run.nextStart = Infinity;
	run.overlaps = run.begins < latest;
	run.close();
	yield run;
}
