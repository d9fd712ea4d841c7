import type { TranscriptionResult } from '../api/types';
import { cleanText } from './clean';
import { clockTime } from './clock';
import type { TranscriptOptions } from './options';
import { paragraphs } from './paragraphs';
import { utterances } from './utterances';

/** A time for people, `00:01:02`; empty if it is not known. */
const readableTime = (seconds: number | null): string =>
	seconds === null ? '' : clockTime(Math.floor(seconds));

/**
 * The whole text on one line, as the API gives it; with `timestamps`, a line a segment, or with `mergeSpeakers`
 * a line a turn of a speaker.
 */
export function* plainText(
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<string> {
	const whole = cleanText(result?.text);
	if (whole !== '' && !options.timestamps) {
		yield `${whole}\n`;
		return;
	}
	const merge = options.timestamps === true && options.mergeSpeakers === true;
	let before = '';
	for (const { start, text } of utterances(result, options, merge)) {
		if (options.timestamps) {
			const time = readableTime(start);
			yield time === '' ? `${text}\n` : `[${time}] ${text}\n`;
		} else {
			yield before + text;
			before = ' ';
		}
	}
	if (before !== '') yield '\n';
}

/**
 * Paragraphs under the name of who speaks. The name has a line of its own, so that an editor that takes a
 * line's direction from its first letter shows Hebrew and Arabic text under a Latin name right.
 */
export function* textWithSpeakers(
	result: TranscriptionResult,
	options: TranscriptOptions,
): Generator<string> {
	let first = true;
	for (const { speaker, speakerChanges, start, text } of paragraphs(result, options)) {
		const name = speakerChanges || options.mergeSpeakers === false ? (speaker ?? '') : '';
		const time = options.timestamps ? readableTime(start) : '';
		const heading = [name, time === '' ? '' : `[${time}]`].filter((part) => part !== '').join(' ');
		yield (first ? '' : '\n') + (heading === '' ? '' : `${heading}\n`) + `${text}\n`;
		first = false;
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
	let first = title === '';
	if (!first) yield `# ${escapeMarkdown(title)}\n`;
	for (const { speaker, speakerChanges, start, text } of paragraphs(result, options)) {
		const named = speaker !== null && (speakerChanges || options.mergeSpeakers === false);
		const time = options.timestamps ? readableTime(start) : '';
		const heading = [named ? `**${escapeMarkdown(speaker)}**` : '', time]
			.filter((part) => part !== '')
			.join(' · ');
		const paragraph = `${escapeMarkdown(text)}\n`;
		yield (first ? '' : '\n') + (heading === '' ? paragraph : `${heading}\n\n${paragraph}`);
		first = false;
	}
}
