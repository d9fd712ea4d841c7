import type { TranscriptionResult } from '../api/types';
import { NO_ROLES } from './languages';
import type { TranscriptOptions } from './options';
import { orderedSegments } from './segments';
import { speakerNaming } from './speakers';
import { utterances } from './utterances';
import { readWords } from './words';
import { WordTable } from './wordTable';

/** What a spreadsheet would take for a formula; tab and line breaks can't stand in a cell (clean.ts). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A text cell: quoted, and with an apostrophe before what a spreadsheet would calculate (OWASP). */
function textCell(value: string | null): string {
	if (value === null || value === '') return '';
	const safe = FORMULA.test(value) ? `'${value}` : value;
	return `"${safe.replace(/"/g, '""')}"`;
}

/** A number stays a number; what is not known stays empty. */
const numberCell = (value: number | null): string => (value === null ? '' : String(value));

const row = (cells: readonly string[]): string => cells.join(',') + '\r\n';

const SEGMENT_COLUMNS = [
	'index',
	'start',
	'end',
	'speaker',
	'channel',
	'language',
	'confidence',
	'text',
];
const WORD_COLUMNS = [
	'index',
	'segment',
	'start',
	'end',
	'speaker',
	'channel',
	'confidence',
	'word',
];

function* segmentRows(result: TranscriptionResult, options: TranscriptOptions): Generator<string> {
	let index = 0;
	for (const said of utterances(result, options, options.mergeSpeakers ?? false)) {
		yield row([
			numberCell(index++),
			numberCell(said.start),
			numberCell(said.end),
			textCell(said.speaker),
			numberCell(said.channel),
			textCell(said.language),
			numberCell(said.confidence),
			textCell(said.text),
		]);
	}
}

const knownNumber = (value: unknown): number | null =>
	typeof value === 'number' && Number.isFinite(value) ? value : null;

function* wordRows(result: TranscriptionResult, options: TranscriptOptions): Generator<string> {
	const speakerOf = speakerNaming(options);
	const table = new WordTable();
	let index = 0;
	let latest = 0;
	for (const [position, segment] of orderedSegments(result).entries()) {
		const speaker = textCell(speakerOf(segment));
		const channel = numberCell(knownNumber(segment.channel));
		table.clear();
		readWords(segment, table, latest, NO_ROLES);
		for (let k = 0; k < table.count; k++) {
			const source = table.source[k];
			const confidence = source === -1 ? null : knownNumber(segment.words?.[source]?.confidence);
			yield row([
				numberCell(index++),
				numberCell(position),
				numberCell(table.start[k] / 1000),
				numberCell(table.end[k] / 1000),
				speaker,
				channel,
				numberCell(confidence),
				textCell(table.word(k)),
			]);
			latest = table.end[k];
		}
	}
}

/** Comma-separated values by RFC 4180: a heading, then a row a segment or a word, times in seconds. */
export function* csv(result: TranscriptionResult, options: TranscriptOptions): Generator<string> {
	const words = options.csvRows === 'words';
	const mark = (options.byteOrderMark ?? true) ? '\ufeff' : '';
	yield mark + row(words ? WORD_COLUMNS : SEGMENT_COLUMNS);
	yield* words ? wordRows(result, options) : segmentRows(result, options);
}
