import type { TranscriptionResult } from '../api/types';
import type { TranscriptOptions } from './options';
import { separator } from './tokens';
import { utterances, type Utterance } from './utterances';

/** Text to be written without a break. */
export interface Paragraph {
	/** Seconds; null if the result doesn't tell. */
	start: number | null;
	speaker: string | null;
	/** Whether somebody else spoke before. */
	speakerChanges: boolean;
	text: string;
}

/** A paragraph this long ends with the next sentence. */
const LONG = 500;

/** And one this long ends with the next segment, if no sentence ends. */
const TOO_LONG = 1500;

const SENTENCE_END = /[.?!…؟۔。！？]["'”’»)\]]*$/;

/** The space behind a sentence. */
const BETWEEN_SENTENCES = /(?<=[.?!…؟۔。！？]["'”’»)\]]*) /;

/**
 * What was said in paragraphs: one for each time a speaker speaks, long ones broken between sentences; with
 * `mergeSpeakers: false`, one for each segment.
 */
export function* paragraphs(
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<Paragraph> {
	const merge = options.mergeSpeakers ?? true;
	let parts: string[] = [];
	let length = 0;
	let paragraph: Paragraph | undefined;
	for (const { speaker, start, text } of pieces(result, options, merge)) {
		const last = parts.at(-1) ?? '';
		const ended = length >= TOO_LONG || (length >= LONG && SENTENCE_END.test(last));
		if (paragraph && (!merge || speaker !== paragraph.speaker || ended)) {
			yield { ...paragraph, text: parts.join('') };
			const speakerChanges = speaker !== paragraph.speaker;
			paragraph = { start, speaker, speakerChanges, text: '' };
			parts = [];
			length = 0;
		}
		paragraph ??= { start, speaker, speakerChanges: true, text: '' };
		if (parts.length > 0) parts.push(separator(last, text));
		parts.push(text);
		length += text.length;
	}
	if (paragraph) yield { ...paragraph, text: parts.join('') };
}

type Piece = Pick<Utterance, 'speaker' | 'start' | 'text'>;

/** Segments, and the sentences of those too long for one paragraph; only the first is known to start when. */
function* pieces(
	result: TranscriptionResult,
	options: TranscriptOptions,
	merge: boolean,
): Generator<Piece> {
	for (const { speaker, start, text } of utterances(result, options, false)) {
		if (!merge || text.length < TOO_LONG) {
			yield { speaker, start, text };
			continue;
		}
		for (const [k, sentence] of text.split(BETWEEN_SENTENCES).entries()) {
			yield { speaker, start: k === 0 ? start : null, text: sentence };
		}
	}
}
