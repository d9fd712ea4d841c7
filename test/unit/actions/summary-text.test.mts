import { summaryText } from '../../../nodes/Koldan/actions/summary/text';

/** Which shape Koldan's results have is not documented. */
test.each<[string, unknown, string | undefined]>([
	['a text', ' They met. ', 'They met.'],
	['an object with a text', { text: 'They met.', language: 'en' }, 'They met.'],
	['another name for it', { summary: 'They met.' }, 'They met.'],
	['a name that nobody knows', { id: 'a', abstract: 'They met.', status: 'DONE' }, 'They met.'],
	['an object in an object', { data: { result: { markdown: '# They met' } } }, '# They met'],
	['a list of texts', ['They met.', 'They left.'], 'They met.\n\nThey left.'],
	[
		'sections with headings',
		{ sections: [{ title: 'Meeting', content: 'They met.' }, { content: 'They left.' }] },
		'Meeting\nThey met.\n\nThey left.',
	],
	[
		'several texts under names of their own',
		{ topics: ['weather', 'sport'], outcome: 'None.' },
		'weather\n\nsport\n\nNone.',
	],
	['an empty text', '', undefined],
	['nothing', null, undefined],
	['no text in it', { id: 'a', tokens: 12, createdAt: '2026-01-01' }, undefined],
])('finds the text in %s', (_name, result, text) => {
	expect(summaryText(result)).toBe(text);
});

test('does not follow a result for ever', () => {
	const deep: Record<string, unknown> = {};
	let inner = deep;
	for (let depth = 0; depth < 10_000; depth++) inner = inner.next = {} as Record<string, unknown>;
	expect(summaryText(deep)).toBeUndefined();
});
