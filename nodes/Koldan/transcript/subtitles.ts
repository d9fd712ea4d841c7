import type { TranscriptionResult } from '../api/types';
import { Cutter } from './cut';
import { directionOf, markDirection, withLabel } from './direction';
import { Labels, NO_LABEL, type Label } from './labels';
import { subtitleLimits, type SubtitleLimits, type TranscriptOptions } from './options';
import { runs, type Run } from './run';
import { orderedSegments } from './segments';
import { hasSeveralSpeakers, speakerNaming } from './speakers';
import { LINE_FEED, SubtitleFile } from './subtitleFile';
import { SUBRIP, WEBVTT, type Syntax } from './syntax';
import { Utf8 } from './utf8';

/** So much text is gathered before it is handed on. */
const CHUNK = 32_768;

/** A subtitle that others, of somebody who talks at the same time, may still come before. */
interface WaitingCue {
	/** Milliseconds. */
	start: number;
	/** Milliseconds. */
	end: number;
	columns: number;
	body: string;
}

/** Turns runs of words into subtitles: cuts them, and writes their lines into a file. */
class Subtitler {
	readonly file: SubtitleFile;
	private readonly cutter: Cutter;
	/** The words of a plain run, if they are ASCII: then the places in their text are those of its bytes. */
	private readonly line = new Utf8(4_000);
	/** What stands before the words of the speaker. */
	private readonly voice = new Utf8(200);
	/** In order of time. */
	private waiting: WaitingCue[] = [];
	/** When what each speaker said last is shown: segments of one speaker may overlap too. */
	private readonly latest = new Map<string, number>();
	private readonly voices = new Map<string, string>();

	constructor(
		private readonly syntax: Syntax,
		limits: SubtitleLimits,
	) {
		this.file = new SubtitleFile(syntax, limits);
		this.cutter = new Cutter(limits);
	}

	add(run: Run, label: Label): void {
		this.advance(run.begins);
		this.cutter.begin();
		if (run.overlaps) this.addWaiting(run, label);
		else this.addNext(run, label);
	}

	finish(): void {
		this.advance(Infinity);
		this.file.finish();
	}

	/** Writes what is said in a run that nobody talks into. */
	private addNext(run: Run, label: Label): void {
		const { cutter, file, voice } = this;
		const { count, start, end } = run.words;
		voice.set(this.voiceOf(run));
		const isBytes = run.plain && this.line.set(run.words.text);
		let lead = label;
		for (let first = 0; first < count; ) {
			const last = cutter.cueEnd(run, first, lead.columns);
			const width = this.width(run, first, last, lead);
			const shown = file.add(start[first], end[last - 1], width);
			shown.addPart(voice, 0, voice.length);
			if (isBytes && lead.plain) this.addLines(shown, run, first, last, lead);
			else shown.add(this.lines(run, first, last, lead));
			lead = NO_LABEL;
			first = last;
		}
	}

	/** Puts what is said in a run where it belongs among what others say at the same time. */
	private addWaiting(run: Run, label: Label): void {
		const { cutter, waiting } = this;
		const { count, start, end } = run.words;
		const voice = this.voiceOf(run);
		const who = `${String(run.channel)} ${run.speaker ?? ''}`;
		let earliest = this.latest.get(who) ?? 0;
		for (let first = 0; first < count; ) {
			const last = cutter.cueEnd(run, first, label.columns);
			earliest = Math.max(earliest, start[first]);
			let place = waiting.length;
			while (place > 0 && waiting[place - 1].start > earliest) place--;
			waiting.splice(place, 0, {
				start: earliest,
				end: end[last - 1],
				columns: this.width(run, first, last, label),
				body: voice + this.lines(run, first, last, label),
			});
			first = last;
		}
		this.latest.set(who, earliest);
	}

	/** Writes those waiting that nothing can come before any more: all to come start at `until` or later. */
	private advance(until: number): void {
		const { file, waiting } = this;
		let done = 0;
		for (; done < waiting.length && waiting[done].start <= until; done++) {
			const { start, end, columns, body } = waiting[done];
			file.add(start, end, columns).add(body);
		}
		if (done > 0) this.waiting = waiting.slice(done);
	}

	private voiceOf({ speaker }: Run): string {
		if (speaker === null) return '';
		let voice = this.voices.get(speaker);
		if (voice === undefined) {
			voice = this.syntax.voice(speaker);
			this.voices.set(speaker, voice);
		}
		return voice;
	}

	private width({ from, to }: Run, first: number, last: number, label: Label): number {
		return to[last - 1] - from[first] + label.columns;
	}

	/** Adds the words from `first` to `last`, whose bytes are in `line`, as the lines of one subtitle. */
	private addLines(shown: Utf8, run: Run, first: number, last: number, label: Label): void {
		const { at, till } = run.words;
		const { lineStarts } = this.cutter;
		const more = this.cutter.breakLines(run, first, last, label.columns);
		const labelAlone = more > 0 && lineStarts[0] === first;
		if (labelAlone) shown.add(`${label.text.trimEnd()}\n`);
		else if (label !== NO_LABEL) shown.add(label.text);
		const shift = shown.length - at[first];
		shown.addPart(this.line, at[first], till[last - 1]);
		// A line feed takes the place of the space between two words.
		for (let line = labelAlone ? 1 : 0; line < more; line++) {
			shown.bytes[shift + at[lineStarts[line]] - 1] = LINE_FEED;
		}
	}

	/** The words from `first` to `last` as the lines of one subtitle. */
	private lines(run: Run, first: number, last: number, label: Label): string {
		const { at, text, till } = run.words;
		const { lineStarts } = this.cutter;
		const more = this.cutter.breakLines(run, first, last, label.columns);
		const plain = run.plain && label.plain;
		const direction = plain
			? 'ltr'
			: directionOf(text.substring(at[first], till[last - 1]), run.language);
		let lines = '';
		let begin = first;
		for (let line = 0; line <= more; line++) {
			const end = line < more ? lineStarts[line] : last;
			const words = end > begin ? text.substring(at[begin], till[end - 1]) : '';
			if (line > 0) lines += '\n';
			if (plain) {
				// A label alone on its line has no space behind it.
				lines += line > 0 ? words : words === '' ? label.text.trimEnd() : label.text + words;
			} else {
				const labelled = line > 0 ? words : withLabel(label.text, words, direction);
				lines += this.syntax.escape(markDirection(labelled, direction));
			}
			begin = end;
		}
		return lines;
	}
}

/** The first language that was detected, for segments that don't tell theirs. */
function mainLanguage(result: TranscriptionResult): string | null {
	const languages: unknown = result?.detectedLanguages;
	const first: unknown = Array.isArray(languages) ? languages[0] : undefined;
	return typeof first === 'string' ? first : null;
}

function* subtitles(
	result: TranscriptionResult,
	options: TranscriptOptions,
	syntax: Syntax,
): Generator<string> {
	const limits = subtitleLimits(options);
	const speakerOf = speakerNaming(options);
	const segments = orderedSegments(result);
	const told = syntax.labels && hasSeveralSpeakers(segments, speakerOf);
	const labels = new Labels(told ? (options.speakerLabels ?? 'name') : 'none', limits);
	const subtitler = new Subtitler(syntax, limits);
	let speaker: string | null | undefined;
	for (const run of runs(segments, speakerOf, mainLanguage(result))) {
		const changes = run.speaker !== speaker;
		speaker = run.speaker;
		subtitler.add(run, changes || run.overlaps ? labels.of(speaker) : NO_LABEL);
		if (subtitler.file.length >= CHUNK) yield subtitler.file.take();
	}
	subtitler.finish();
	if (subtitler.file.length > 0) yield subtitler.file.take();
}

/** SubRip, one subtitle behind the other, in pieces of some ten thousand characters. */
export function srt(result: TranscriptionResult, options: TranscriptOptions): Generator<string> {
	return subtitles(result, options, SUBRIP);
}

/** WebVTT, in pieces of some ten thousand characters. */
export function webVtt(result: TranscriptionResult, options: TranscriptOptions): Generator<string> {
	return subtitles(result, options, WEBVTT);
}
