import type { TranscriptionResult } from '../api/types';
import { Cutter } from './cut';
import { directionOf, markDirection, withLabel } from './direction';
import { Labels, NO_LABEL, type Label } from './labels';
import { subtitleLimits, type TranscriptOptions } from './options';
import { isPlain } from './plain';
import { runs, type Run } from './run';
import { Schedule } from './schedule';
import { orderedSegments } from './segments';
import { hasSeveralSpeakers, speakerNaming } from './speakers';
import { SUBRIP, SubtitleText, WEBVTT, type Syntax } from './syntax';

/** So much text is gathered before it is handed on. */
const CHUNK = 32_768;

/** Turns runs of words into subtitles: cuts them, writes their lines, and puts them on the time line. */
class Subtitler {
	readonly file: SubtitleText;
	private readonly cutter: Cutter;
	private readonly schedule: Schedule;
	/** When what each speaker said last is shown: segments of one speaker may overlap too. */
	private readonly latest = new Map<string, number>();

	constructor(
		private readonly syntax: Syntax,
		limits: ReturnType<typeof subtitleLimits>,
	) {
		this.file = new SubtitleText(syntax);
		this.cutter = new Cutter(limits);
		this.schedule = new Schedule(limits, this.file);
	}

	add(run: Run, label: Label): void {
		const { cutter, schedule } = this;
		const { count, start, end } = run.words;
		schedule.advance(run.begins);
		const voice = run.speaker === null ? '' : this.syntax.voice(run.speaker);
		const who = run.overlaps ? `${String(run.channel)} ${run.speaker ?? ''}` : '';
		let earliest = run.overlaps ? (this.latest.get(who) ?? 0) : 0;
		let lead = label;
		cutter.begin();
		for (let first = 0; first < count; ) {
			const last = cutter.cueEnd(run, first, lead.columns);
			const body = voice + this.lines(run, first, last, lead);
			const columns = run.to[last - 1] - run.from[first] + lead.columns;
			earliest = Math.max(earliest, start[first]);
			if (run.overlaps) {
				schedule.addInOrder({ start: earliest, end: end[last - 1], columns, body });
			} else {
				schedule.add(earliest, end[last - 1], columns, body);
				lead = NO_LABEL;
			}
			first = last;
		}
		if (run.overlaps) this.latest.set(who, earliest);
	}

	finish(): void {
		this.schedule.finish();
	}

	/** The words from `first` to `last` as the lines of one subtitle. */
	private lines(run: Run, first: number, last: number, label: Label): string {
		const { at, text, till } = run.words;
		const { lineStarts } = this.cutter;
		const more = this.cutter.breakLines(run, first, last, label.columns);
		const plain = run.plain && (label === NO_LABEL || isPlain(label.text));
		if (plain && more === 0) return label.text + text.substring(at[first], till[last - 1]);
		const direction = plain
			? 'ltr'
			: directionOf(text.substring(at[first], till[last - 1]), run.language);
		let lines = '';
		let begin = first;
		for (let line = 0; line <= more; line++) {
			const end = line < more ? lineStarts[line] : last;
			let words = end > begin ? text.substring(at[begin], till[end - 1]) : '';
			if (line === 0 && label !== NO_LABEL) words = withLabel(label.text, words, direction);
			if (line > 0) lines += '\n';
			lines += plain ? words : this.syntax.escape(markDirection(words, direction));
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
