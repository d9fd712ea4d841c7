/** Subtitle files, SubRip (SRT) and WebVTT: turns → cues → lines → text. */
import type { TranscriptionResult, TranscriptionSegment } from '../api/types';
import { columns, shorten } from './characters';
import { cutTurn, type CueWords } from './cues';
import { directionOf, markDirection, withLabel } from './direction';
import { subtitleLimits, type SubtitleLimits, type TranscriptOptions } from './options';
import { CueQueue, Schedule, type Cue } from './schedule';
import { orderedSegments, speakerNaming, speechStart, type SpeakerOf } from './segments';
import { clockTime, toMilliseconds, UNKNOWN } from './times';
import { turns, type Turn } from './turns';

/** What SubRip and WebVTT do differently. */
interface Syntax {
	header: string;
	numbered: boolean;
	/** What stands between seconds and milliseconds. */
	point: ',' | '.';
	/** Makes a line safe. */
	escape(line: string): string;
	/** What stands before the text of a cue that `speaker` says. */
	voice(speaker: string): string;
	/** Whether speakers are named in the text, where the reader sees them. */
	labels: boolean;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const withEntities = (text: string) => text.replace(/[&<>]/g, (character) => ENTITIES[character]);

/** WebVTT as the W3C specifies it: a voice for each speaker; `&`, `<` and `>` as character references. */
const WEBVTT: Syntax = {
	header: 'WEBVTT\n\n',
	numbered: false,
	point: '.',
	escape: withEntities,
	voice: (speaker) => `<v ${withEntities(speaker)}>`,
	labels: false,
};

/**
 * SubRip has no escaping, and players guess at tags. What could be taken for one gets a character that
 * looks alike and is as long.
 */
const SUBRIP: Syntax = {
	header: '',
	numbered: true,
	point: ',',
	escape: (line) =>
		/[<{]|-->/.test(line)
			? line
					.replace(/-->/g, '--›')
					.replace(/<(?=[a-z/!?])/gi, '‹')
					.replace(/\{(?=\\|[a-z]:)/gi, '(')
			: line,
	voice: () => '',
	labels: true,
};

/** Whether the transcript has more than one speaker, so that it says something who speaks. */
function hasSeveralSpeakers(
	segments: readonly TranscriptionSegment[],
	speakerOf: SpeakerOf,
): boolean {
	let first: string | null = null;
	for (const segment of segments) {
		const speaker = speakerOf(segment);
		first ??= speaker;
		if (speaker !== null && speaker !== first) return true;
	}
	return false;
}

/** What stands before the words of a cue to say who speaks; a name too long for a line is shortened. */
function labelFor(
	speaker: string | null,
	style: 'name' | 'dash' | 'none',
	{ charactersPerLine, lines }: SubtitleLimits,
): string {
	if (style === 'dash') return '- ';
	if (style === 'none' || speaker === null) return '';
	// On a single line, half of it is left to the words; on several, the label may fill one.
	const most = lines === 1 ? Math.floor(charactersPerLine / 2) : charactersPerLine;
	return `${shorten(speaker, Math.max(1, most - 1))}: `;
}

/** The words from `first` to `end` on one line. */
const textOf = ({ text, words }: Turn, first: number, end: number): string =>
	first < end ? text.slice(words[first].at, words[end - 1].till) : '';

/** The lines of a cue, each to be read in the right direction by any player. */
function linesOf(
	turn: Turn,
	{ end, first, lineStarts }: CueWords,
	label: string,
	syntax: Syntax,
): string {
	const lines = lineStarts.map((start, k) => textOf(turn, start, lineStarts[k + 1] ?? end));
	const direction = directionOf(textOf(turn, first, end), turn.language);
	return lines
		.map((line, k) => {
			const labelled = k === 0 && label !== '' ? withLabel(label, line, direction) : line;
			return syntax.escape(markDirection(labelled, direction));
		})
		.join('\n');
}

/** The cues of a turn; where others talk at the same time, each of them names its speaker. */
function* cuesOf(
	turn: Turn,
	label: string,
	limits: SubtitleLimits,
	syntax: Syntax,
): Generator<Cue> {
	const { overlaps, speaker, words } = turn;
	const voice = speaker === null ? '' : syntax.voice(speaker);
	const width = label === '' ? 0 : columns(label);
	const others = overlaps ? width : 0;
	for (const cue of cutTurn(turn, limits, { first: width, others })) {
		const { end, first } = cue;
		const labelled = first === 0 || overlaps;
		const last = words[end - 1];
		yield {
			start: words[first].start,
			end: last.end,
			columns: last.to - words[first].from + (labelled ? width : 0),
			text: voice + linesOf(turn, cue, labelled ? label : '', syntax),
		};
	}
}

/** When the recording ends, in milliseconds; Infinity if it isn't known, or speech begins after it. */
function recordingEnd(
	result: TranscriptionResult,
	segments: readonly TranscriptionSegment[],
): number {
	const end = toMilliseconds(result?.duration);
	const last = segments.at(-1);
	return end === UNKNOWN || !last || speechStart(last) >= end ? Infinity : end;
}

const cueTime = (milliseconds: number, point: string): string =>
	clockTime(Math.floor(milliseconds / 1000)) + point + String(milliseconds % 1000).padStart(3, '0');

/** The text of a subtitle file; a piece for each turn, which is empty while cues wait for others. */
function* subtitles(
	result: TranscriptionResult,
	options: TranscriptOptions,
	syntax: Syntax,
): Generator<string> {
	const limits = subtitleLimits(options);
	const speakerOf = speakerNaming(options);
	const segments = orderedSegments(result);
	const style =
		syntax.labels && hasSeveralSpeakers(segments, speakerOf)
			? (options.speakerLabels ?? 'name')
			: 'none';
	const until = recordingEnd(result, segments);
	const schedule = new Schedule(limits, until);
	const queue = new CueQueue<Cue>();
	/** When what each speaker said last starts: segments of one speaker may overlap too. */
	const latest = new Map<string, number>();
	let count = 0;

	/** Writes the cues whose times are final. */
	const write = (): string => {
		let text = '';
		for (const cue of schedule.take()) {
			const times = `${cueTime(cue.start, syntax.point)} --> ${cueTime(cue.end, syntax.point)}`;
			text += `${syntax.numbered ? `${++count}\n` : ''}${times}\n${cue.text}\n\n`;
		}
		return text;
	};

	/** Writes the cues that start before `time`, in small pieces. */
	function* drain(time: number): Generator<string> {
		for (let taken = 1; queue.nextStart < time; taken++) {
			schedule.add(queue.next());
			if (taken % 100 === 0) yield write();
		}
		yield write();
	}

	yield syntax.header;
	let speaker: string | null | undefined;
	for (const turn of turns(result, segments, speakerOf)) {
		const { channel, overlaps, words } = turn;
		// Nothing can come before these any more: all cues to come start with this turn or later.
		yield* drain(words[0].start + 1);
		const changes = turn.speaker !== speaker;
		speaker = turn.speaker;
		const label = changes || overlaps ? labelFor(speaker, style, limits) : '';
		const who = `${String(channel)} ${speaker ?? ''}`;
		turn.nextStart = Math.min(turn.nextStart, until + limits.gap);
		for (const cue of cuesOf(turn, label, limits, syntax)) {
			cue.start = Math.max(cue.start, latest.get(who) ?? 0);
			latest.set(who, cue.start);
			queue.add(cue);
		}
	}
	yield* drain(Infinity);
	schedule.finish();
	yield write();
}

/** SubRip, one cue behind the other. */
export const srt = (result: TranscriptionResult, options: TranscriptOptions): Generator<string> =>
	subtitles(result, options, SUBRIP);

/** WebVTT. */
export const webVtt = (
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<string> => subtitles(result, options, WEBVTT);
