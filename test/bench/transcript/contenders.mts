/** Who writes subtitles in the benchmark. Each reads its input once and can then write as often as it takes. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { ReadyMadeCue } from './readyMadeCues.mts';

export type SubtitleFormat = 'srt' | 'vtt';
export type ContenderName = 'koldan' | 'subtitle' | 'subsrt-ts';

export const OURS: ContenderName = 'koldan';
export const THEIRS: readonly ContenderName[] = ['subtitle', 'subsrt-ts'];

/** Writes the whole file and tells how many bytes it has. */
export type Write = () => number;

const require = createRequire(import.meta.url);

async function koldan(format: SubtitleFormat, transcript: unknown): Promise<Write> {
	const { formatTranscript } =
		require('../../../dist/nodes/Koldan/transcript/index.js') as typeof import('../../../nodes/Koldan/transcript');
	return () => {
		let bytes = 0;
		for (const piece of formatTranscript(transcript as never, format)) {
			bytes += Buffer.from(piece).length;
		}
		return bytes;
	};
}

async function subtitle(format: SubtitleFormat, cues: ReadyMadeCue[]): Promise<Write> {
	const { stringifySync } = require('subtitle') as typeof import('subtitle');
	const nodes = cues.map((data) => ({ type: 'cue' as const, data }));
	const as = format === 'srt' ? 'SRT' : 'WebVTT';
	return () => Buffer.from(stringifySync(nodes, { format: as })).length;
}

async function subsrt(format: SubtitleFormat, cues: ReadyMadeCue[]): Promise<Write> {
	const { default: library } = await import('subsrt-ts');
	const captions = cues.map(({ start, end, text }, k) => ({
		type: 'caption' as const,
		index: k + 1,
		start,
		end,
		duration: end - start,
		content: text,
		text,
	}));
	return () => Buffer.from(library.build(captions, { format, eol: '\n' })).length;
}

/** @param input A JSON file: the transcript for ours, ready-made cues for the others. */
export async function loadContender(
	name: ContenderName,
	format: SubtitleFormat,
	input: string,
): Promise<Write> {
	const data: unknown = JSON.parse(await readFile(input, 'utf8'));
	if (name === OURS) return await koldan(format, data);
	return await (name === 'subtitle' ? subtitle : subsrt)(format, data as ReadyMadeCue[]);
}
