/** A transcript as a table for spreadsheets: comma-separated values by RFC 4180. */
import type { TranscriptionResult } from '../api/types';
import type { TranscriptOptions } from './options';
import { mergedUtterances, numberOrNull, orderedSegments, speakerNaming } from './segments';
import { readWords } from './words';

/** What a spreadsheet would take for a formula; tab and line breaks can't stand in a clean text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A text cell: quoted, and with an apostrophe before what a spreadsheet would calculate (OWASP). */
function textCell(value: string | null): string {
	if (value === null || value === '') return '';
	const safe = FORMULA.test(value) ? `'${value}` : value;
	return safe.includes('"') ? `"${safe.replaceAll('"', '""')}"` : `"${safe}"`;
}

/** A number stays a number; what is not known stays empty. */
const numberCell = (value: number | null): string => (value === null ? '' : String(value));

/** `.001` and so on: a table is faster than to write a fraction in digits. */
const FRACTIONS = Array.from({ length: 1000 }, (_, thousandths) =>
	String(thousandths / 1000).slice(1),
);

/** Milliseconds as a number of seconds. */
const secondsCell = (milliseconds: number): string =>
	`${Math.floor(milliseconds / 1000)}${FRACTIONS[milliseconds % 1000]}`;

const SEGMENT_COLUMNS = 'index,start,end,speaker,channel,language,confidence,text';
const WORD_COLUMNS = 'index,segment,start,end,speaker,channel,confidence,word';

function* segmentRows(result: TranscriptionResult, options: TranscriptOptions): Generator<string> {
	let index = 0;
	for (const said of mergedUtterances(result, options)) {
		const cells = [
			numberCell(index++),
			numberCell(said.start),
			numberCell(said.end),
			textCell(said.speaker),
			numberCell(said.channel),
			textCell(said.language),
			numberCell(said.confidence),
			textCell(said.text),
		];
		yield `${cells.join(',')}\r\n`;
	}
}

/** The rows of a segment's words in one piece: a piece a word would be slow. */
function* wordRows(result: TranscriptionResult, options: TranscriptOptions): Generator<string> {
	const speakerOf = speakerNaming(options);
	let index = 0;
	let latest = 0;
	for (const [position, segment] of orderedSegments(result).entries()) {
		const who = `${textCell(speakerOf(segment))},${numberCell(numberOrNull(segment.channel))}`;
		let rows = '';
		for (const { end, start, text, timing } of readWords(segment, latest)) {
			const confidence = numberCell(numberOrNull(timing?.confidence));
			rows += `${index++},${position},${secondsCell(start)},${secondsCell(end)},${who},${confidence},${textCell(text)}\r\n`;
			latest = end;
		}
		yield rows;
	}
}

/** A heading, then a row for each segment or word; times in seconds. */
export function* csv(result: TranscriptionResult, options: TranscriptOptions): Generator<string> {
	const words = options.csvRows === 'words';
	const mark = (options.byteOrderMark ?? true) ? '\ufeff' : '';
	yield `${mark}${words ? WORD_COLUMNS : SEGMENT_COLUMNS}\r\n`;
	yield* words ? wordRows(result, options) : segmentRows(result, options);
}
