/** The segments of a result in order of time, with who speaks in each, one by one or joined to turns. */
import type { TranscriptionResult, TranscriptionSegment } from '../api/types';
import { cleanText, separator } from './characters';
import type { TranscriptOptions } from './options';
import { toMilliseconds, toSeconds, UNKNOWN } from './times';
import { segmentText } from './words';

function isSegment(value: unknown): value is TranscriptionSegment {
	return typeof value === 'object' && value !== null;
}

function firstWordStart({ words }: TranscriptionSegment): number {
	const word: unknown = Array.isArray(words) ? words[0] : undefined;
	return typeof word === 'object' && word !== null && 'start' in word
		? toMilliseconds(word.start)
		: UNKNOWN;
}

/** When a segment begins, in milliseconds: by its own start, else by its first word. */
function segmentStart(segment: TranscriptionSegment): number {
	const own = toMilliseconds(segment.start);
	return own !== UNKNOWN ? own : firstWordStart(segment);
}

/** When the speech in a segment begins, in milliseconds: with its first word, else at its own start. */
export function speechStart(segment: TranscriptionSegment): number {
	const first = firstWordStart(segment);
	return first !== UNKNOWN ? first : toMilliseconds(segment.start);
}

/**
 * The segments of a result in order of time (those without a time stay behind the one they follow). A
 * result without segments gives one that holds its whole text.
 */
export function orderedSegments(result: TranscriptionResult): readonly TranscriptionSegment[] {
	const given: unknown = result?.segments;
	const all: unknown[] = Array.isArray(given) ? given : [];
	const segments = all.every(isSegment) ? all : all.filter(isSegment);
	if (segments.length === 0) {
		const text = cleanText(result?.text);
		return text === '' ? [] : [{ start: 0, end: result.duration ?? UNKNOWN, text }];
	}
	if (inOrder(segments)) return segments;
	let latest = 0;
	return segments
		.map((segment) => {
			const start = segmentStart(segment);
			if (start !== UNKNOWN) latest = start;
			return { segment, start: latest };
		})
		.sort((a, b) => a.start - b.start)
		.map(({ segment }) => segment);
}

function inOrder(segments: readonly TranscriptionSegment[]): boolean {
	let latest = 0;
	for (const segment of segments) {
		const start = segmentStart(segment);
		if (start === UNKNOWN) continue;
		if (start < latest) return false;
		latest = start;
	}
	return true;
}

/** Finds the name of a segment's speaker; null if the result doesn't tell speakers apart. */
export type SpeakerOf = (segment: TranscriptionSegment) => string | null;

/** The label the API gives: of the speaker, or of the channel if channels were told apart without labels. */
function labelOf({ channel, speaker }: TranscriptionSegment): string {
	const label = cleanText(speaker);
	if (label !== '') return label;
	return Number.isInteger(channel) ? `Channel ${String(channel)}` : '';
}

/** What people call a speaker whom Koldan has labelled by number, from 0. */
const numbered = (label: string): string =>
	label.replace(/^SPEAKER_(\d+)$/i, (_, number: string) => `Speaker ${Number(number) + 1}`);

/** @param options `speakerNames` is looked up by label, as Koldan or people say it, without regard to case. */
export function speakerNaming(options: TranscriptOptions): SpeakerOf {
	const names = new Map<string, string>();
	for (const [label, name] of Object.entries(options.speakerNames ?? {})) {
		const clean = cleanText(name);
		if (clean !== '') names.set(label.trim().toLowerCase(), clean);
	}
	const nameOf = (segment: TranscriptionSegment): string | null => {
		const label = labelOf(segment);
		const people = numbered(label);
		const name = names.get(label.toLowerCase()) ?? names.get(people.toLowerCase());
		return name ?? ((options.numberSpeakers ? people : label) || null);
	};
	// Every segment is looked up, and a transcript has few speakers.
	const known = new Map<string, string | null>();
	return (segment) => {
		const { channel, speaker } = segment;
		if (typeof speaker !== 'string' || typeof channel === 'number') return nameOf(segment);
		let name = known.get(speaker);
		if (name === undefined) {
			name = nameOf(segment);
			known.set(speaker, name);
		}
		return name;
	};
}

/** A finite number of the API; null for anything else. */
export const numberOrNull = (value: unknown): number | null =>
	typeof value === 'number' && Number.isFinite(value) ? value : null;

/** What was said in a segment, or in several of one speaker joined, ready to be written. */
export interface Utterance {
	/** Seconds; null if the result doesn't say. */
	start: number | null;
	/** Seconds; null if the result doesn't say. */
	end: number | null;
	speaker: string | null;
	channel: number | null;
	/** BCP 47 tag. */
	language: string | null;
	/** 0 to 1; of joined segments the mean by length. */
	confidence: number | null;
	text: string;
}

/** What was said, in order of time, one segment after another; segments without text are left out. */
export function* utterances(
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<Utterance> {
	const speakerOf = speakerNaming(options);
	for (const segment of orderedSegments(result)) {
		const text = segmentText(segment);
		if (text === '') continue;
		const start = speechStart(segment);
		const end = toMilliseconds(segment.end);
		yield {
			start: toSeconds(start),
			end: toSeconds(end < start ? UNKNOWN : end),
			speaker: speakerOf(segment),
			channel: numberOrNull(segment.channel),
			language: cleanText(segment.language) || null,
			confidence: numberOrNull(segment.confidence),
			text,
		};
	}
}

/** A turn goes on in a second one before it has more characters than a cell of a spreadsheet holds. */
const LONGEST_TURN = 32_000;

/** The same with neighbours of one speaker and channel joined, if `mergeSpeakers` says so. */
export function* mergedUtterances(
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<Utterance> {
	if (options.mergeSpeakers !== true) {
		yield* utterances(result, options);
		return;
	}
	let turn: Utterance[] = [];
	let length = 0;
	for (const next of utterances(result, options)) {
		length += next.text.length + 1;
		const sameSpeaker = next.speaker === turn[0]?.speaker && next.channel === turn[0].channel;
		if (turn.length > 0 && (!sameSpeaker || length > LONGEST_TURN)) {
			yield joined(turn);
			turn = [];
			length = next.text.length;
		}
		turn.push(next);
	}
	if (turn.length > 0) yield joined(turn);
}

function joined(turn: readonly Utterance[]): Utterance {
	const parts: string[] = [];
	let { start, end, language } = turn[0];
	let weight = 0;
	let confidence = 0;
	for (const [k, part] of turn.entries()) {
		parts.push(k === 0 ? '' : separator(turn[k - 1].text, part.text), part.text);
		start ??= part.start;
		if (part.end !== null) end = Math.max(end ?? part.end, part.end);
		if (part.language !== language) language = null;
		if (part.confidence === null) continue;
		weight += part.text.length;
		confidence += part.confidence * part.text.length;
	}
	return {
		...turn[0],
		start,
		end,
		language,
		confidence: weight === 0 ? null : confidence / weight,
		text: parts.join(''),
	};
}
