import { parse } from 'csv-parse/sync';

import {
	FILE_TYPES,
	FORMATS,
	simplifyResult,
	speakerStatistics,
	toSegmentItems,
} from '../../../nodes/Koldan/transcript';
import { ENGLISH_MEETING, HEBREW_MEETING, resultOf, spoken } from '../../fixtures/transcripts.mts';
import { format } from './format.mts';

type Row = Record<string, string>;
const rows = (csv: string) =>
	parse(csv, { bom: true, columns: true, relaxColumnCount: false }) as Row[];

describe('CSV', () => {
	test('has a row a segment', () => {
		const [first, second] = rows(
			format(HEBREW_MEETING, 'csv', { speakerNames: { SPEAKER_00: 'דנה' } }),
		);
		expect(first).toEqual({
			index: '0',
			start: '0.4',
			end: '3.961',
			speaker: 'דנה',
			channel: '',
			language: 'he',
			confidence: '0.9',
			text: 'שלום לכולם, וברוכים הבאים לפגישה של 12 במרץ 2026.',
		});
		expect(second.speaker).toBe('SPEAKER_01');
	});

	test('or a row a word, as the word is written', () => {
		const words = rows(format(ENGLISH_MEETING, 'csv', { csvRows: 'words' }));
		expect(words.map((row) => row.word).join(' ')).toBe(ENGLISH_MEETING.text);
		expect(words[1]).toEqual({
			index: '1',
			segment: '0',
			start: '0.829',
			end: '1.533',
			speaker: 'SPEAKER_00',
			channel: '',
			confidence: '0.9',
			word: 'everyone,',
		});
	});

	test('ends each row as RFC 4180 says, and begins with the mark by which Excel knows UTF-8', () => {
		const csv = format(ENGLISH_MEETING, 'csv');
		expect(csv.startsWith('\ufeffindex,start')).toBe(true);
		expect(csv.endsWith('"\r\n')).toBe(true);
		expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
		expect(format(ENGLISH_MEETING, 'csv', { byteOrderMark: false }).startsWith('index')).toBe(true);
	});

	test('quotes quotes, commas and line breaks', () => {
		const text = 'He said "no, thanks",\nthen left';
		const result = resultOf([{ start: 0, end: 1, text, speaker: 'A "B", C' }]);
		const [row] = rows(format(result, 'csv'));
		expect(row.text).toBe('He said "no, thanks", then left');
		expect(row.speaker).toBe('A "B", C');
	});

	test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1+1', '\r=1+1', '＝1+1', "=cmd|' /C calc'!A0"])(
		'does not let a spreadsheet calculate %j',
		(text) => {
			const result = resultOf([
				{ start: 0, end: 1, text, speaker: text, words: [{ word: text, start: 0, end: 1 }] },
			]);
			for (const csvRows of ['segments', 'words'] as const) {
				const csv = format(result, 'csv', { csvRows, speakerNames: {} });
				for (const row of rows(csv)) {
					expect(row.text ?? row.word).not.toMatch(/^[=+\-@＝\t\r]/);
					expect(row.speaker).toMatch(/^'[=+\-@＝]/);
				}
			}
		},
	);

	test('keeps numbers as numbers, and what is not known empty', () => {
		const csv = format(
			resultOf([{ start: 1.5, end: Number.NaN, text: 'x', confidence: null, channel: 1 }]),
			'csv',
			{ byteOrderMark: false },
		);
		expect(csv.split('\r\n')[1]).toBe('0,1.5,,"Channel 1",1,,,"x"');
	});

	test('can join neighbours of one speaker', () => {
		const result = resultOf([
			spoken(0, 'One.', { speaker: 'A', confidence: 1 }),
			spoken(2, 'Two.', { speaker: 'A', confidence: 0.5 }),
			spoken(4, 'Three.', { speaker: 'B' }),
		]);
		const merged = rows(format(result, 'csv', { mergeSpeakers: true }));
		expect(merged.map((row) => [row.start, row.end, row.text, row.confidence])).toEqual([
			['0', '2.347', 'One. Two.', '0.75'],
			['4', '4.49', 'Three.', '0.9'],
		]);
	});
});

describe('items', () => {
	test('are one for each segment', () => {
		expect(
			[...toSegmentItems(ENGLISH_MEETING, { speakerNames: { SPEAKER_00: 'Dana' } })][0],
		).toEqual({
			index: 0,
			start: 0.4,
			end: 4.39,
			speaker: 'Dana',
			channel: null,
			language: 'en',
			confidence: 0.9,
			text: 'Hello everyone, and welcome to the meeting of March 12.',
		});
	});
});

describe('a simplified result', () => {
	test('has what people use', () => {
		const simple = simplifyResult(ENGLISH_MEETING, { speakerNames: { SPEAKER_00: 'Dana' } });
		expect(simple).toMatchObject({
			text: ENGLISH_MEETING.text,
			languages: ['en'],
			confidence: 0.9,
			duration: 21,
		});
		expect(simple.segments[0]).toEqual({
			start: 0.4,
			end: 4.39,
			speaker: 'Dana',
			text: 'Hello everyone, and welcome to the meeting of March 12.',
		});
	});

	test('has its duration to the millisecond, as all times', () => {
		expect(simplifyResult({ text: 'Hello.', duration: 12.3456789 }).duration).toBe(12.346);
	});

	test('says what is not known, or leaves it out', () => {
		expect(simplifyResult({ text: 'Hello.' })).toEqual({
			text: 'Hello.',
			languages: [],
			confidence: null,
			duration: null,
			speakers: [],
			segments: [{ start: 0, end: null, text: 'Hello.' }],
		});
	});
});

describe('statistics of speakers', () => {
	test('tell talk time, overlaps counted once, in the order of first words', () => {
		const result = resultOf([
			{ start: 0, end: 10, text: 'one two three', speaker: 'B' },
			{ start: 5, end: 12, text: 'four', speaker: 'B' },
			{ start: 6, end: 8, text: 'five six', speaker: 'A' },
			{ start: 20, end: 22, text: 'seven', speaker: 'A' },
			{ start: 30, end: 31, text: 'nobody', speaker: null },
		]);
		expect(speakerStatistics(result, { speakerNames: { A: 'Anna' } })).toEqual([
			{ speaker: 'B', talkTime: 12, share: 0.75, segments: 2, words: 4 },
			{ speaker: 'Anna', talkTime: 4, share: 0.25, segments: 2, words: 3 },
		]);
	});

	test('live with times that are none', () => {
		const result = resultOf([
			{ start: Number.NaN, end: 5, text: 'one', speaker: 'A' },
			{ start: 9, end: 3, text: 'two', speaker: 'A' },
		]);
		expect(speakerStatistics(result)).toEqual([
			{ speaker: 'A', talkTime: 0, share: 0, segments: 2, words: 2 },
		]);
	});

	test('are not fooled by names of object properties', () => {
		const result = resultOf([
			spoken(0, 'Hi.', { speaker: 'constructor' }),
			spoken(2, 'Ho.', { speaker: '__proto__' }),
		]);
		expect(speakerStatistics(result, { speakerNames: {} }).map(({ speaker }) => speaker)).toEqual([
			'constructor',
			'__proto__',
		]);
	});
});

describe('formats', () => {
	test('have a label each, and texts are files with an extension and a MIME type', () => {
		for (const { label } of Object.values(FORMATS)) expect(label).toMatch(/^[A-Z]/);
		for (const { extension, mimeType } of Object.values(FILE_TYPES)) {
			expect(extension).toMatch(/^[a-z]+$/);
			expect(mimeType).toMatch(/^[a-z]+\/[a-z-]+$/);
		}
	});
});
