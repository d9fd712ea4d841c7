/**
 * What it costs to turn a result into each format. The measure is `JSON.parse` of that same result, which
 * everybody who reads it from Koldan pays anyway.
 *
 * Time: processor time of reading and writing in turn, in one process, warmed up; the figure is the median of the
 * ratios of neighbours, so that what else the machine does falls on both. Linearity: time for a word of a long transcript
 * against a word of a shorter one, in the same way. Event loop: the longest time for which nothing else in n8n
 * could run, while the node's own code makes its output of a million words.
 */
import { createRequire } from 'node:module';

import type { OutputFormat, TranscriptOptions } from '../../nodes/Koldan/transcript';
import type { Benchmark } from './benchmark.mts';
import { atMost, median, rounded } from './figures.mts';
import { longTranscript, type LongTranscript } from './transcript/long-transcript.mts';

const require = createRequire(import.meta.url);
const nodes = '../../dist/nodes/Koldan';
const { formatTranscript, isTextFormat, simplifyResult, toSegmentItems } = require(
	`${nodes}/transcript/index.js`,
) as typeof import('../../nodes/Koldan/transcript');
const { resultItems } = require(
	`${nodes}/actions/transcription/output.js`,
) as typeof import('../../nodes/Koldan/actions/transcription/output');

const WORDS = 100_000;
const MANY_WORDS = 1_000_000;
/** Seconds that a word lasts with its pause. */
const PACE = 0.34;

const PAIRS = 15;
const PAIRS_OF_MANY = 3;
const WARM_UP = 5;

interface Measured {
	name: string;
	format: Exclude<OutputFormat, 'json'>;
	options: TranscriptOptions;
}

const FORMATS: Measured[] = [
	{ name: 'text', format: 'text', options: {} },
	{ name: 'textWithSpeakers', format: 'textWithSpeakers', options: {} },
	{ name: 'markdown', format: 'markdown', options: {} },
	{ name: 'srt', format: 'srt', options: {} },
	{ name: 'vtt', format: 'vtt', options: {} },
	{ name: 'csv by segments', format: 'csv', options: { csvRows: 'segments' } },
	{ name: 'csv by words', format: 'csv', options: { csvRows: 'words' } },
	{ name: 'segments', format: 'segments', options: {} },
	{ name: 'simplified', format: 'simplified', options: {} },
];

/** Makes all of a format: the bytes of a file, or the items. */
function write(result: LongTranscript, { format, options }: Measured): unknown {
	if (format === 'segments') return [...toSegmentItems(result, options)];
	if (!isTextFormat(format)) return simplifyResult(result, options);
	return Buffer.concat(
		Array.from(formatTranscript(result, format, options), (piece) => Buffer.from(piece)),
	);
}

/** Milliseconds of processor time of this thread, so that other processes on the machine don't count. */
function processorTime(): number {
	const { system, user } = process.threadCpuUsage();
	return (user + system) / 1000;
}

function milliseconds(work: () => unknown): number {
	const begin = processorTime();
	work();
	return processorTime() - begin;
}

/** The median of the ratios of neighbouring runs; who comes first changes. */
function timeRatio(ours: () => unknown, theirs: () => unknown, pairs: number): number {
	const ratios: number[] = [];
	for (let pair = 0; pair < pairs; pair++) {
		const first = pair % 2 === 0 ? milliseconds(ours) : 0;
		const measure = milliseconds(theirs);
		ratios.push((first || milliseconds(ours)) / measure);
	}
	return median(ratios);
}

/** The longest time, in milliseconds of processor time, in which nothing else could run while the node makes its output. */
async function longestHold(
	result: LongTranscript,
	{ format, options }: Measured,
	toFile: boolean,
): Promise<number> {
	const context = {
		helpers: {
			// Storing the file is n8n's, and not measured.
			prepareBinaryData: async (file: unknown) =>
				await Promise.resolve({
					data: '',
					mimeType: '',
					fileSize: String((file as Buffer).length),
				}),
		},
	};
	const output = { format, toFile, field: 'data', fileName: '', talkTime: true, options };
	let longest = 0;
	let latest = processorTime();
	let running = true;
	const turn = () => {
		const now = processorTime();
		longest = Math.max(longest, now - latest);
		latest = now;
		if (running) setImmediate(turn);
	};
	setImmediate(turn);
	await resultItems(context, output, 'id', result);
	turn();
	running = false;
	return longest;
}

const benchmark: Benchmark = {
	name: 'transcript',
	title: '100,000 and 1,000,000 words to each format, against JSON.parse of the same result',
	async run(report) {
		const json = JSON.stringify(longTranscript(WORDS, WORDS * PACE));
		const result = JSON.parse(json) as LongTranscript;
		for (const format of FORMATS) {
			const ours = () => write(result, format);
			for (let run = 0; run < WARM_UP; run++) ours();
			const ratio = timeRatio(ours, () => JSON.parse(json) as unknown, PAIRS);
			report({
				figure: `${format.name}: time against JSON.parse`,
				value: rounded(ratio, 2),
				unit: 'x',
				...atMost(rounded(ratio, 2), 1.5),
			});
		}
		const many = longTranscript(MANY_WORDS, MANY_WORDS * PACE);
		for (const format of FORMATS) {
			const growth =
				timeRatio(
					() => write(many, format),
					() => write(result, format),
					PAIRS_OF_MANY,
				) /
				(MANY_WORDS / WORDS);
			report({
				figure: `${format.name}: time for a word of ${MANY_WORDS} against one of ${WORDS}`,
				value: rounded(growth, 2),
				unit: 'x',
				...atMost(rounded(growth, 2), 1.5),
			});
		}
		for (const format of FORMATS) {
			const isText = isTextFormat(format.format);
			for (const toFile of isText ? [false, true] : [false]) {
				const hold = await longestHold(many, format, toFile);
				report({
					figure: `${format.name}${isText ? (toFile ? ' as a file' : ' in a field') : ''}: longest hold of the event loop`,
					value: rounded(hold, 0),
					unit: 'ms',
					...atMost(rounded(hold, 0), 50),
				});
			}
		}
	},
};

export default benchmark;
