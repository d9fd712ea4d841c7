/** Turns, which subtitles are cut from: what one speaker says in a row in one language. */
import type { TranscriptionResult, TranscriptionSegment } from '../api/types';
import { traitsOf, type Traits } from './breaks';
import { columns, separator } from './characters';
import { smallWords } from './languages';
import { speechStart, type SpeakerOf } from './segments';
import { neverGoBack, UNKNOWN } from './times';
import { readWords } from './words';

/** A longer turn is taken for two, to bound memory and the time that one takes. */
const MOST_WORDS = 400;

/** A word in its turn. */
export interface TurnWord {
	/** Where in the turn's text it begins and ends. */
	at: number;
	till: number;
	/** Milliseconds. */
	start: number;
	/** Milliseconds. */
	end: number;
	/** The columns on the screen at which it begins and ends, if the whole turn stood on one line. */
	from: number;
	to: number;
	beginsSegment: boolean;
	traits: Traits;
}

export interface Turn {
	readonly speaker: string | null;
	readonly channel: number | null;
	/** BCP 47 tag, of the first segment that has one. */
	language: string | null;
	/** All its words on one line. */
	text: string;
	/** In order of time. */
	readonly words: TurnWord[];
	/** Milliseconds at which what follows begins; Infinity behind the last turn. */
	nextStart: number;
	/** Somebody else talks while it goes on. */
	overlaps: boolean;
}

const newTurn = (speaker: string | null, channel: number | null): Turn => {
	const text = '';
	return {
		speaker,
		channel,
		language: null,
		text,
		words: [],
		nextStart: Infinity,
		overlaps: false,
	};
};

const channelOf = ({ channel }: TranscriptionSegment): number | null =>
	typeof channel === 'number' ? channel : null;

function goesOnWith(turn: Turn, segment: TranscriptionSegment, speaker: string | null): boolean {
	const { language } = segment;
	const sameLanguage = !language || !turn.language || language === turn.language;
	return sameLanguage && speaker === turn.speaker && channelOf(segment) === turn.channel;
}

/**
 * @param spoken Language of a segment that doesn't say its own.
 * @param fallback Milliseconds at which the segment begins if nothing in it says so.
 */
function addSegment(
	turn: Turn,
	segment: TranscriptionSegment,
	spoken: string | null,
	fallback: number,
): void {
	const roles = smallWords(segment.language ?? spoken, segment.text);
	const { words } = turn;
	const first = words.length;
	let text = turn.text;
	// Two characters are enough to see whether the script has spaces.
	let before = text.slice(-2);
	let column = words.at(-1)?.to ?? 0;
	for (const word of readWords(segment, fallback)) {
		const space = separator(before, word.text);
		const from = column + space.length;
		const at = text.length + space.length;
		column = from + columns(word.text);
		text += space + word.text;
		before = word.text;
		words.push({
			at,
			till: text.length,
			start: word.start,
			end: word.end,
			from,
			to: column,
			beginsSegment: words.length === first,
			traits: traitsOf(word, roles),
		});
	}
	turn.text = text;
	neverGoBack(words, first);
}

/** The first language that was detected, for segments that don't say theirs. */
function mainLanguage(result: TranscriptionResult): string | null {
	const languages: unknown = result?.detectedLanguages;
	const first: unknown = Array.isArray(languages) ? languages[0] : undefined;
	return typeof first === 'string' ? first : null;
}

/**
 * The turns of a result.
 * @param segments Its segments in order of time.
 */
export function* turns(
	result: TranscriptionResult,
	segments: readonly TranscriptionSegment[],
	speakerOf: SpeakerOf,
): Generator<Turn> {
	const spoken = mainLanguage(result);
	let turn = newTurn(null, null);
	/** When the latest of the turns before ends. */
	let latest = 0;
	for (const segment of segments) {
		const speaker = speakerOf(segment);
		const last = turn.words.at(-1);
		if (last && (turn.words.length >= MOST_WORDS || !goesOnWith(turn, segment, speaker))) {
			const start = speechStart(segment);
			turn.nextStart = start === UNKNOWN ? last.end : start;
			turn.overlaps = turn.words[0].start < latest || turn.nextStart < last.end;
			turn.language ??= spoken;
			yield turn;
			latest = Math.max(latest, last.end);
			turn = newTurn(speaker, channelOf(segment));
		} else if (!last) {
			turn = newTurn(speaker, channelOf(segment));
		}
		addSegment(turn, segment, spoken, turn.words.at(-1)?.end ?? latest);
		if (turn.words.length > 0) turn.language ??= segment.language ?? null;
	}
	if (turn.words.length === 0) return;
	turn.overlaps = turn.words[0].start < latest;
	turn.language ??= spoken;
	yield turn;
}
