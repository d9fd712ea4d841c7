/**
 * A transcript of ten hours and 100,000 words to SRT and WebVTT, against two libraries that write subtitles.
 * They get the very subtitles that ours cuts, ready-made, and only write them down; ours reads the words,
 * cuts them, places them in time, breaks their lines, and then writes. All end with the file's bytes.
 *
 * Time: blocks of runs of ours and theirs in turn, in one process, all warmed up; the figure is the median
 * of the ratios of neighbouring blocks, so that what else the machine does falls on both.
 *
 * Memory: each in a process of its own, once; how far the process's resident memory grows at its peak over
 * what it holds when the input is there.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Benchmark } from './benchmark.mts';
import { atMost, median, rounded } from './figures.mts';
import {
	loadContender,
	OURS,
	THEIRS,
	type ContenderName,
	type SubtitleFormat,
} from './transcript/contenders.mts';
import { longTranscript } from './transcript/longTranscript.mts';
import { readyMadeCues } from './transcript/readyMadeCues.mts';

const WORDS = 100_000;
const SECONDS = 36_000;
const GOAL = 2;

const BLOCKS = 31;
const RUNS_IN_A_BLOCK = 4;
const WARM_UP = 12;
const PROCESSES = 5;

/** Milliseconds that a block of runs takes. */
function block(write: () => number): number {
	const begin = performance.now();
	for (let run = 0; run < RUNS_IN_A_BLOCK; run++) write();
	return performance.now() - begin;
}

function timeRatio(ours: () => number, theirs: () => number): number {
	for (let run = 0; run < WARM_UP; run++) {
		ours();
		theirs();
	}
	const ratios: number[] = [];
	for (let pair = 0; pair < BLOCKS; pair++) {
		// Who comes first changes, so that neither always finds the other's traces in the caches.
		const first = pair % 2 === 0 ? block(ours) : 0;
		const second = block(theirs);
		ratios.push((first || block(ours)) / second);
	}
	return median(ratios);
}

/** Bytes by which memory grows, in a process that does this and nothing else. */
async function memoryGrowth(
	contender: ContenderName,
	format: SubtitleFormat,
	input: string,
): Promise<number> {
	const { stdout } = await promisify(execFile)(process.execPath, [
		'--expose-gc',
		join(import.meta.dirname, 'transcript', 'memory.mts'),
		contender,
		format,
		input,
	]);
	return (JSON.parse(stdout) as { grown: number }).grown;
}

const benchmark: Benchmark = {
	name: 'transcript',
	title: '10 hours, 100,000 words to subtitles, against libraries that write ready-made subtitles',
	async run(report) {
		const transcript = longTranscript(WORDS, SECONDS);
		const folder = await mkdtemp(join(tmpdir(), 'koldan-bench-'));
		try {
			for (const format of ['srt', 'vtt'] as const) {
				const cues = await readyMadeCues(transcript, format);
				report({ figure: `${format}: subtitles written by each`, value: cues.length, unit: '' });
				const inputs = {
					transcript: join(folder, 'transcript.json'),
					cues: join(folder, `${format}.json`),
				};
				await writeFile(inputs.transcript, JSON.stringify(transcript));
				await writeFile(inputs.cues, JSON.stringify(cues));

				const ours = await loadContender(OURS, format, inputs.transcript);
				const growth = async (contender: ContenderName, input: string) => {
					const grown: number[] = [];
					for (let k = 0; k < PROCESSES; k++)
						grown.push(await memoryGrowth(contender, format, input));
					return median(grown);
				};
				const ourGrowth = await growth(OURS, inputs.transcript);
				for (const library of THEIRS) {
					const theirs = await loadContender(library, format, inputs.cues);
					const figures = {
						time: timeRatio(ours, theirs),
						'peak memory': ourGrowth / (await growth(library, inputs.cues)),
					};
					for (const [what, ratio] of Object.entries(figures)) {
						report({
							figure: `${format}: ${what} against ${library}`,
							value: rounded(ratio, 2),
							unit: 'x',
							...atMost(rounded(ratio, 2), GOAL),
						});
					}
				}
			}
		} finally {
			await rm(folder, { recursive: true });
		}
	},
};

export default benchmark;
