/** A transcript to read: plain text, text with speakers, Markdown. */
import type { TranscriptionResult } from '../api/types';
import { cleanText, separator } from './characters';
import type { TranscriptOptions } from './options';
import { mergedUtterances, utterances, type Utterance } from './segments';
import { clockTime } from './times';

/** A time for people, `00:01:02`; empty if it is not known. */
const readableTime = (seconds: number | null): string =>
	seconds === null ? '' : clockTime(Math.floor(seconds));

/** A piece of a long text has about so many characters. */
const PIECE = 16_384;

/** A long text as the API gives it, in clean pieces that end between two words. */
function* cleanPieces(text: unknown): Generator<string> {
	if (typeof text !== 'string') return;
	const blank = /\s/g;
	for (let begin = 0; begin < text.length; begin = blank.lastIndex) {
		blank.lastIndex = begin + PIECE;
		const end = blank.exec(text)?.index ?? text.length;
		const piece = cleanText(text.slice(begin, end));
		if (piece !== '') yield piece;
		if (end === text.length) return;
	}
}

/**
 * The whole text on one line, as the API gives it; with `timestamps`, a line for each segment, or with
 * `mergeSpeakers` for each turn of a speaker.
 */
export function* plainText(
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<string> {
	if (options.timestamps) {
		for (const { start, text } of mergedUtterances(result, options)) {
			const time = readableTime(start);
			yield time === '' ? `${text}\n` : `[${time}] ${text}\n`;
		}
		return;
	}
	let before = '';
	for (const piece of cleanPieces(result?.text)) {
		yield before + piece;
		before = ' ';
	}
	if (before === '') {
		for (const { text } of utterances(result, options)) {
			yield before + text;
			before = ' ';
		}
	}
	if (before !== '') yield '\n';
}

/** Text to be written without a break. */
interface Paragraph {
	/** Seconds; null if the result doesn't say. */
	start: number | null;
	speaker: string | null;
	/** Whether it goes under the name of its speaker. */
	named: boolean;
	text: string;
}

/** A paragraph this long ends with the next sentence. */
const LONG = 500;

/** And one this long ends with the next segment, if no sentence ends. */
const TOO_LONG = 1500;

const SENTENCE_END = /[.?!…؟۔。！？]["'”’»)\]]*$/;

/** The space behind a sentence. */
const BETWEEN_SENTENCES = /(?<=[.?!…؟۔。！？]["'”’»)\]]*) /;

type Piece = Pick<Utterance, 'speaker' | 'start' | 'text'>;

/** Segments, and the sentences of those too long for one paragraph; only the first has a known start. */
function* sentences(result: TranscriptionResult, options: TranscriptOptions): Generator<Piece> {
	for (const segment of utterances(result, options)) {
		if (segment.text.length < TOO_LONG) {
			yield segment;
			continue;
		}
		const { speaker, start, text } = segment;
		for (const [k, sentence] of text.split(BETWEEN_SENTENCES).entries()) {
			yield { speaker, start: k === 0 ? start : null, text: sentence };
		}
	}
}

/**
 * What was said in paragraphs: one for each turn of a speaker, long ones broken between sentences; with
 * `mergeSpeakers: false`, one for each segment.
 */
function* paragraphs(
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<Paragraph> {
	if (options.mergeSpeakers === false) {
		for (const { speaker, start, text } of utterances(result, options)) {
			yield { start, speaker, named: true, text };
		}
		return;
	}
	let paragraph: Paragraph | undefined;
	let length = 0;
	let last = '';
	for (const { speaker, start, text } of sentences(result, options)) {
		const ended = length >= TOO_LONG || (length >= LONG && SENTENCE_END.test(last));
		const speakerChanges = speaker !== paragraph?.speaker;
		if (paragraph && !speakerChanges && !ended) {
			paragraph.text += separator(last, text) + text;
		} else {
			if (paragraph) yield paragraph;
			paragraph = { start, speaker, named: speakerChanges, text };
			length = 0;
		}
		length += text.length;
		last = text;
	}
	if (paragraph) yield paragraph;
}

/**
 * Paragraphs under the name of who speaks. The name has a line of its own, so that an editor that takes a
 * line's direction from its first letter shows Hebrew and Arabic text under a Latin name right.
 */
export function* textWithSpeakers(
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<string> {
	let before = '';
	for (const { named, speaker, start, text } of paragraphs(result, options)) {
		const name = named ? (speaker ?? '') : '';
		const time = options.timestamps ? readableTime(start) : '';
		const heading = [name, time === '' ? '' : `[${time}]`].filter((part) => part !== '').join(' ');
		yield before + (heading === '' ? '' : `${heading}\n`) + `${text}\n`;
		before = '\n';
	}
}

/** Characters that mean something in Markdown wherever they stand; `&` and `<` would begin HTML. */
const MARKUP = /[\\`*_[\]<>~]|&(?=#?\w+;)/g;

/** What means something at the beginning of a line: headings, lists, quotes, rules, underlines. */
const LINE_START = /^(?:#|[-+=](?=[-+=\s]|$)|\d+(?=[.)](?:\s|$)))/;

/** Text that Markdown shows as it is. */
function escapeMarkdown(text: string): string {
	return text
		.replace(MARKUP, '\\$&')
		.replace(LINE_START, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** A document: title, and paragraphs under the bold name of who speaks. */
export function* markdown(
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<string> {
	const title = cleanText(options.title);
	if (title !== '') yield `# ${escapeMarkdown(title)}\n`;
	let before = title === '' ? '' : '\n';
	for (const { named, speaker, start, text } of paragraphs(result, options)) {
		const name = named && speaker !== null ? `**${escapeMarkdown(speaker)}**` : '';
		const time = options.timestamps ? readableTime(start) : '';
		const heading = [name, time].filter((part) => part !== '').join(' · ');
		yield before + (heading === '' ? '' : `${heading}\n\n`) + `${escapeMarkdown(text)}\n`;
		before = '\n';
	}
}
