/** Reads subtitle files with parsers of other people, each strict in its own way. */
import { parseSync } from 'subtitle';

/** A subtitle as it was read: milliseconds, and lines without voices, marks and escapes. */
export interface ReadCue {
	start: number;
	end: number;
	text: string;
	voice?: string;
}

interface TreeNode {
	type: string;
	name?: string;
	value?: string;
	children?: TreeNode[];
}

interface WebVttParser {
	parse(text: string): {
		cues: Array<{ startTime: number; endTime: number; tree: TreeNode }>;
		errors: Array<{ message: string; line: number }>;
	};
}

const { WebVTTParser } = jest.requireActual('webvtt-parser') as {
	WebVTTParser: new (entities: object) => WebVttParser;
};
// Without the list, the parser keeps the semicolon of a character reference.
const entities = jest.requireActual('webvtt-parser/html-entities.json') as object;
const nodeWebvtt = jest.requireActual('node-webvtt') as {
	parse(
		text: string,
		options: { strict: boolean },
	): { valid: boolean; cues: Array<{ start: number; end: number; text: string }> };
};
const srtValidator = (
	jest.requireActual('srt-validator') as { default: (text: string) => Array<{ message: string }> }
).default;

const milliseconds = (seconds: number) => Math.round(seconds * 1000);

function cuesOf(text: string): Array<{ start: number; end: number; text: string }> {
	return parseSync(text).flatMap((node) => (node.type === 'cue' ? [node.data] : []));
}

/** Reads SubRip with `srt-validator` and `subtitle`, which must find no fault. */
export function readSrt(text: string): ReadCue[] {
	if (text === '') return [];
	expect(srtValidator(text)).toEqual([]);
	const blocks = text.trimEnd().split('\n\n');
	const cues = cuesOf(text).map(({ start, end, text: body }) => ({ start, end, text: body }));
	expect(cues).toHaveLength(blocks.length);
	return cues;
}

function plainText(node: TreeNode): string {
	if (node.type === 'text') return node.value ?? '';
	return (node.children ?? []).map(plainText).join('');
}

/** `webvtt-parser` leaves the character references in a voice's name, which the specification allows. */
const decoded = (name: string): string =>
	name.replace(
		/&(amp|lt|gt);/g,
		(_, code: 'amp' | 'lt' | 'gt') => ({ amp: '&', lt: '<', gt: '>' })[code],
	);

/** Reads WebVTT with `webvtt-parser`, `node-webvtt` and `subtitle`, which must find no fault and agree. */
export function readVtt(text: string): ReadCue[] {
	const { cues, errors } = new WebVTTParser(entities).parse(text);
	expect(errors).toEqual([]);
	const strict = nodeWebvtt.parse(text, { strict: true });
	expect(strict.valid).toBe(true);
	const times = cues.map((cue) => [milliseconds(cue.startTime), milliseconds(cue.endTime)]);
	expect(strict.cues.map((cue) => [milliseconds(cue.start), milliseconds(cue.end)])).toEqual(times);
	if (cues.length > 0) expect(cuesOf(text).map((cue) => [cue.start, cue.end])).toEqual(times);
	return cues.map(({ startTime, endTime, tree }) => {
		const voice = tree.children?.find((child) => child.name === 'v')?.value;
		return {
			start: milliseconds(startTime),
			end: milliseconds(endTime),
			text: plainText(tree),
			...(voice === undefined ? {} : { voice: decoded(voice) }),
		};
	});
}

/** Without the marks for direction. */
export const unmarked = (text: string): string => text.replace(/[\u200e\u200f\u202a-\u202e]/g, '');

/** Everything a file says. */
export const wordsOf = (cues: ReadCue[]): string[] =>
	cues.flatMap((cue) => unmarked(cue.text).split(/\s+/));
