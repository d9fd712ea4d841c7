import { ENGLISH_MEETING, HEBREW_MEETING, resultOf, spoken } from '../../fixtures/transcripts.mts';
import { format } from './format.mts';

const names = { speakerNames: { SPEAKER_00: 'Dana', SPEAKER_01: 'Yossi' } };

describe('text', () => {
	test('is the text the API gives', () => {
		expect(format({ ...ENGLISH_MEETING, text: 'The API’s own\ntext.' }, 'text')).toBe(
			'The API’s own text.\n',
		);
	});

	test('is put together from segments where there is none', () => {
		expect(format({ ...ENGLISH_MEETING, text: '' }, 'text')).toBe(`${ENGLISH_MEETING.text}\n`);
	});

	test('can have a line a segment, with its time', () => {
		expect(format(ENGLISH_MEETING, 'text', { timestamps: true }).split('\n')[2]).toBe(
			'[00:00:14] Does that hold for the telephone, too?',
		);
	});

	test('can have a line a turn of a speaker, with its time', () => {
		const result = resultOf([
			spoken(0, 'First.', { speaker: 'A' }),
			spoken(2, 'Second.', { speaker: 'A' }),
			spoken(4, 'Third.', { speaker: 'B' }),
		]);
		expect(format(result, 'text', { timestamps: true, mergeSpeakers: true })).toBe(
			'[00:00:00] First. Second.\n[00:00:04] Third.\n',
		);
	});
});

describe('text with speakers', () => {
	test('has a paragraph each time somebody speaks, the name on a line of its own', () => {
		expect(format(HEBREW_MEETING, 'textWithSpeakers', names)).toBe(`Dana
שלום לכולם, וברוכים הבאים לפגישה של 12 במרץ 2026.

Yossi
תודה! התחלנו להשתמש ב-Koldan לפני 3 חודשים, והחיסכון הוא 25% בערך.

Dana
Microsoft Teams עובד מצוין, אבל Zoom קצת פחות.

Yossi
האם זה נכון גם בטלפון?

Dana
כן, ב-90% מהשיחות.
`);
	});

	test('numbers speakers without a name from 1, as people do', () => {
		const text = format(HEBREW_MEETING, 'textWithSpeakers', {
			speakerNames: { 'speaker 1': 'Dana' },
		});
		expect(text.split('\n\n').map((paragraph) => paragraph.split('\n')[0])).toEqual([
			'Dana',
			'Speaker 2',
			'Dana',
			'Speaker 2',
			'Dana',
		]);
		const labelled = resultOf([spoken(0, 'Hello.', { speaker: 'Agent' })]);
		expect(format(labelled, 'textWithSpeakers')).toBe('Agent\nHello.\n');
	});

	const twice = resultOf([
		spoken(0, 'First.', { speaker: 'SPEAKER_00' }),
		spoken(2, 'Second.', { speaker: 'SPEAKER_00' }),
		spoken(4, 'Third.', { speaker: 'SPEAKER_01' }),
	]);

	test('joins what one speaker says, unless that is not wanted', () => {
		expect(format(twice, 'textWithSpeakers', names)).toBe(
			'Dana\nFirst. Second.\n\nYossi\nThird.\n',
		);
		expect(format(twice, 'textWithSpeakers', { ...names, mergeSpeakers: false })).toBe(
			'Dana\nFirst.\n\nDana\nSecond.\n\nYossi\nThird.\n',
		);
	});

	test('can tell the time', () => {
		expect(format(twice, 'textWithSpeakers', { ...names, timestamps: true })).toBe(
			'Dana [00:00:00]\nFirst. Second.\n\nYossi [00:00:04]\nThird.\n',
		);
	});

	test('joins speakers who have been given the same name', () => {
		expect(
			format(twice, 'textWithSpeakers', {
				speakerNames: { SPEAKER_00: 'Dana', speaker_01: ' Dana ' },
			}),
		).toBe('Dana\nFirst. Second. Third.\n');
	});

	test('breaks a long speech into paragraphs between sentences, without repeating the name', () => {
		const speech = resultOf(
			Array.from({ length: 30 }, (_, n) =>
				spoken(n * 4, `This is sentence number ${n} of a speech.`, { speaker: 'SPEAKER_00' }),
			),
		);
		const paragraphs = format(speech, 'textWithSpeakers', names).trimEnd().split('\n\n');
		expect(paragraphs.length).toBeGreaterThan(1);
		for (const paragraph of paragraphs) {
			expect(paragraph.length).toBeLessThan(600);
			expect(paragraph).toMatch(/\.$/);
		}
		expect(paragraphs.join('\n').match(/Dana/g)).toHaveLength(1);
	});

	test('breaks a single segment that is a whole speech, too', () => {
		const sentences = Array.from({ length: 100 }, (_, n) => `This is sentence number ${n}.`);
		const paragraphs = format(
			resultOf([{ start: 0, end: 300, text: sentences.join(' ') }]),
			'textWithSpeakers',
		)
			.trimEnd()
			.split('\n\n');
		expect(paragraphs.join(' ')).toBe(sentences.join(' '));
		for (const paragraph of paragraphs) expect(paragraph.length).toBeLessThan(600);
	});

	test('names channels where they have no label', () => {
		const calls = resultOf([spoken(0, 'Hello.', { channel: 0 }), spoken(2, 'Hi.', { channel: 1 })]);
		expect(format(calls, 'textWithSpeakers')).toBe('Channel 0\nHello.\n\nChannel 1\nHi.\n');
		expect(
			format(calls, 'textWithSpeakers', {
				speakerNames: { 'Channel 0': 'Agent', 'Channel 1': 'Customer' },
			}),
		).toBe('Agent\nHello.\n\nCustomer\nHi.\n');
	});

	test('has no names where the transcript has none', () => {
		expect(format(resultOf([spoken(0, 'Hello.'), spoken(2, 'Bye.')]), 'textWithSpeakers')).toBe(
			'Hello. Bye.\n',
		);
	});
});

describe('Markdown', () => {
	test('has a title, names in bold, and times if wanted', () => {
		expect(
			format(ENGLISH_MEETING, 'markdown', { ...names, title: 'Board *meeting*', timestamps: true }),
		).toBe(`# Board \\*meeting\\*

**Dana** · 00:00:00

Hello everyone, and welcome to the meeting of March 12.

**Yossi** · 00:00:05

Thank you! We began to transcribe our calls three months ago, and it saves us about a quarter of the time.

**Dana** · 00:00:14

Does that hold for the telephone, too?

**Yossi** · 00:00:17

Yes, in nine calls out of ten.
`);
	});

	test.each([
		['# no heading', '\\# no heading'],
		['1. no list', '1\\. no list'],
		['- no list', '\\- no list'],
		['+ no list', '\\+ no list'],
		['> no quote', '\\> no quote'],
		['--- no rule', '\\--- no rule'],
		['=== no underline', '\\=== no underline'],
		['a *b* _c_ `d` ~~e~~', 'a \\*b\\* \\_c\\_ \\`d\\` \\~\\~e\\~\\~'],
		['<script> [link](x) ![image](y)', '\\<script\\> \\[link\\](x) !\\[image\\](y)'],
		['AT&T &copy; &#65;', 'AT&T \\&copy; \\&#65;'],
		['C:\\temp', 'C:\\\\temp'],
		['12 people, 3.5 km, -5 degrees', '12 people, 3.5 km, -5 degrees'],
	])('shows %j as it is', (text, escaped) => {
		const result = resultOf([{ start: 0, end: 1, text }]);
		expect(format(result, 'markdown')).toBe(`${escaped}\n`);
	});
});
