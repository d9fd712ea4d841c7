import { directionOf, markDirection, withLabel } from '../../../nodes/Koldan/transcript/direction';
import { ARABIC_MEETING, HEBREW_MEETING, resultOf, spoken } from '../../fixtures/transcripts.mts';
import { format } from './format.mts';
import { readSrt } from './parsers.mts';

const NAMES: Record<string, string> = {
	'\u200e': '⟨LRM⟩',
	'\u200f': '⟨RLM⟩',
	'\u202b': '⟨RLE⟩',
	'\u202c': '⟨PDF⟩',
};

/** Makes marks visible. */
const visible = (text: string) =>
	text.replace(/[\u200e\u200f\u202b\u202c]/g, (mark) => NAMES[mark]);

describe('the direction of speech', () => {
	test.each([
		['Hello there', 'he', 'ltr'],
		['שלום לכולם', 'en', 'rtl'],
		['שלום', null, 'rtl'],
		['مرحبا', null, 'rtl'],
		['Microsoft Teams עובד', 'he', 'rtl'],
		['He said שלום', 'en', 'ltr'],
		['He said שלום', null, 'ltr'],
		['השתמשנו ב-Zoom היום', null, 'rtl'],
		['12:30', 'he', 'ltr'],
		['Привет', null, 'ltr'],
		['سلام Anna', 'fa-IR', 'rtl'],
		['שלום Anna', 'iw', 'rtl'],
	] as const)('%j in %j goes %s', (text, language, direction) => {
		expect(directionOf(text, language)).toBe(direction);
	});
});

describe('marks in a line', () => {
	test.each([
		// Hebrew letters with spaces and marks between them need nothing.
		['שלום לכולם', 'rtl', 'שלום לכולם'],
		['כן, אבל לא', 'rtl', 'כן, אבל לא'],
		['עמוד 12', 'rtl', 'עמוד 12'],
		// What stands at an end would go to the other side in a player that lays out from the left.
		['שלום.', 'rtl', 'שלום.⟨RLM⟩'],
		['12 אנשים', 'rtl', '⟨RLM⟩12 אנשים'],
		['- כן.', 'rtl', '⟨RLM⟩- כן.⟨RLM⟩'],
		['مرحبا!', 'rtl', 'مرحبا!⟨RLM⟩'],
		['هل هذا صحيح؟', 'rtl', 'هل هذا صحيح؟'],
		// Latin words would split the line in two.
		['גם Zoom עובד', 'rtl', '⟨RLE⟩גם Zoom עובד⟨PDF⟩'],
		['Zoom עובד.', 'rtl', '⟨RLE⟩Zoom עובד.⟨PDF⟩'],
		// Left to right.
		['Hello.', 'ltr', 'Hello.'],
		['He said שלום.', 'ltr', 'He said שלום.'],
		['שלום means hello.', 'ltr', '⟨LRM⟩שלום means hello.'],
		['12 שלום x', 'ltr', '⟨LRM⟩12 שלום x'],
		['12:30', 'ltr', '12:30'],
	] as const)('%j going %s', (line, direction, marked) => {
		expect(visible(markDirection(line, direction))).toBe(marked);
	});

	test.each([
		['Dana: ', 'שלום', 'rtl', 'Dana: שלום'],
		['Dana: ', 'Zoom עובד', 'rtl', 'Dana:⟨RLM⟩ Zoom עובד'],
		['Dana: ', '12 אנשים', 'rtl', 'Dana:⟨RLM⟩ 12 אנשים'],
		['דנה: ', 'Zoom עובד', 'rtl', 'דנה: Zoom עובד'],
		['דנה: ', 'hello', 'ltr', 'דנה: hello'],
		['דנה: ', 'שלום means hello', 'ltr', 'דנה:⟨LRM⟩ שלום means hello'],
		['- ', 'שלום', 'rtl', '- שלום'],
		['Dana: ', '', 'rtl', 'Dana:'],
	] as const)('%j before %j going %s', (label, words, direction, joined) => {
		expect(visible(withLabel(label, words, direction))).toBe(joined);
	});
});

describe('subtitles from right to left', () => {
	const lines = (text: string) => readSrt(text).map((cue) => visible(cue.text));

	test('has Hebrew lines marked where a player would get them wrong', () => {
		expect(
			lines(
				format(HEBREW_MEETING, 'srt', { speakerNames: { SPEAKER_00: 'דנה', SPEAKER_01: 'Yossi' } }),
			),
		).toEqual([
			'דנה: שלום לכולם,⟨RLM⟩\nוברוכים הבאים לפגישה של 12 במרץ 2026.⟨RLM⟩',
			'⟨RLE⟩Yossi: תודה! התחלנו להשתמש ב-Koldan⟨PDF⟩\nלפני 3 חודשים, והחיסכון הוא 25% בערך.⟨RLM⟩',
			'⟨RLE⟩דנה: Microsoft Teams עובד מצוין,⟨PDF⟩\n⟨RLE⟩אבל Zoom קצת פחות.⟨PDF⟩',
			'⟨RLE⟩Yossi: האם זה נכון גם בטלפון?⟨PDF⟩',
			'דנה: כן, ב-90% מהשיחות.⟨RLM⟩',
		]);
	});

	test('has Arabic lines marked likewise', () => {
		expect(lines(format(ARABIC_MEETING, 'srt', { speakerLabels: 'none' }))).toEqual([
			'مرحبا بكم في الاجتماع رقم 7، شكرا لكم!⟨RLM⟩',
			'⟨RLE⟩نستخدم Koldan منذ 3 أشهر، وهو رائع.⟨PDF⟩',
		]);
	});

	test('has no mark in a transcript without right-to-left text', () => {
		const result = resultOf([spoken(0, 'Bonjour à tous, il est 12 h 30 (environ) !')]);
		expect(format(result, 'srt')).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
	});

	test('leaves text, Markdown and CSV without marks', () => {
		for (const as of ['text', 'textWithSpeakers', 'markdown', 'csv'] as const) {
			expect(format(HEBREW_MEETING, as)).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
		}
	});
});
