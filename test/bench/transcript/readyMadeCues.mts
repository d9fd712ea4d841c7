import { createRequire } from 'node:module';

import type { LongTranscript } from './longTranscript.mts';

/** A subtitle as the libraries take it: milliseconds, lines separated by line feeds. */
export interface ReadyMadeCue {
	start: number;
	end: number;
	text: string;
}

const require = createRequire(import.meta.url);

/** The subtitles that ours cuts, read back with one of the libraries. */
export async function readyMadeCues(
	transcript: LongTranscript,
	format: 'srt' | 'vtt',
): Promise<ReadyMadeCue[]> {
	const { formatTranscript } =
		require('../../../dist/nodes/Koldan/transcript/index.js') as typeof import('../../../nodes/Koldan/transcript');
	const { parseSync } = require('subtitle') as typeof import('subtitle');
	const file = [...formatTranscript(transcript, format)].join('');
	return parseSync(file).flatMap((node) =>
		node.type === 'cue'
			? [{ start: node.data.start, end: node.data.end, text: node.data.text }]
			: [],
	);
}
