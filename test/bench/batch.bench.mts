/**
 * One execution with many long recordings, in a real n8n: how much memory n8n takes over idle, and how often Koldan is asked. Each
 * case has an n8n of its own, since memory that a process had once it may keep.
 */
import type { IDataObject } from 'n8n-workflow';

import { OWN_NODES } from '../fixtures/nodes/own-nodes.mts';
import {
	batchOfKoldan,
	memoryOfCalls,
	memoryOfItems,
	memoryOfReads,
	READERS,
	RECORDINGS,
	WORDS,
} from './batch/run.mts';
import type { BatchOutcome, Memory } from './batch/run.mts';
import type { Benchmark, Figure } from './benchmark.mts';
import { atMost, rounded } from './figures.mts';
import { inN8n } from './place.mts';
import type { Place } from './place.mts';

type Report = (figure: Figure) => void;

const MODES = ['webhook', 'polling'];
/** With the megabytes to which the heap of n8n is limited. */
const FORMATS: Array<[name: string, heap: number, parameters: IDataObject]> = [
	['SRT files', 512, { outputFormat: 'srt', putOutputIn: 'file' }],
	['Simplified', 1_024, { outputFormat: 'simplified' }],
];
const [[, HEAP_FOR_FILES], [, HEAP_FOR_ITEMS]] = FORMATS;
/** How many transcripts are read as JSON, and how much heap n8n may take for that, in megabytes. */
const READS = 200;
const HEAP_FOR_JSON = 4_096;
const MB = 1_000_000;
/** Requests beside one upload and one read for each recording. */
const FURTHER_REQUESTS = 60;

/**
 * The heap of n8n is limited, as operators limit it: without that, Node.js lets it grow by what it has not collected yet, and two
 * runs of the same case differ by half.
 *
 * @param heap megabytes
 */
const inPlace = async <T,>(heap: number, work: (place: Place) => Promise<T>): Promise<T> =>
	await inN8n(
		{
			N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
			// Whatever an execution put out is looked at.
			EXECUTIONS_DATA_MAX_DISPLAY_SIZE: '0',
			NODE_OPTIONS: `--max-old-space-size=${heap}`,
			...OWN_NODES,
		},
		work,
	);

/** An n8n that has just started may not have given back yet what that took: idle is what the leanest one took. */
function reportMemory(
	report: Report,
	memories: Array<[name: string, Memory]>,
	{ bare, calls }: { bare: Memory; calls: Memory },
	items: IDataObject[],
): void {
	const idle = Math.min(bare.idle, calls.idle, ...memories.map(([, memory]) => memory.idle));
	const json = items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);
	const megabytes = (figure: string, bytes: number) =>
		report({ figure, value: rounded(bytes / MB, 0), unit: 'MB' });
	megabytes('n8n when idle', idle);
	megabytes('JSON of the items in Simplified', json);
	megabytes('memory over idle of these bare items in n8n', bare.peak - idle);
	// n8n reads the whole execution for each call, whoever sleeps in it.
	megabytes('memory over idle of as many calls to n8n’s Wait node', calls.peak - idle);
	for (const [name, { peak }] of memories) {
		const overIdle = peak - idle;
		const [what, measure, goal] = name.startsWith('Simplified')
			? ['the bare items', bare, 1.3]
			: ['the calls to n8n’s Wait node', calls, 1.5];
		const ratio = overIdle / (measure.peak - idle);
		megabytes(`${name}: memory over idle`, overIdle);
		report({
			figure: `${name}: memory over idle, against ${what}`,
			value: rounded(ratio, 2),
			unit: 'x',
			...atMost(ratio, goal),
		});
	}
}

function reportCounts(report: Report, name: string, outcome: BatchOutcome): void {
	const all = (value: number) => ({ goal: String(RECORDINGS), holds: value === RECORDINGS });
	const { right, readOnce, requests } = outcome;
	report({ figure: `${name}: items right`, value: right, unit: `of ${RECORDINGS}`, ...all(right) });
	report({
		figure: `${name}: transcripts read once`,
		value: readOnce,
		unit: `of ${RECORDINGS}`,
		...all(readOnce),
	});
	report({
		figure: `${name}: requests`,
		value: requests,
		unit: '',
		...atMost(requests, 2 * RECORDINGS + FURTHER_REQUESTS),
	});
}

/** All of what Koldan has of a transcription, which n8n holds as JSON whoever reads it. */
async function reportReads(report: Report): Promise<void> {
	const taken: Record<string, number> = {};
	for (const [name, reader] of Object.entries(READERS)) {
		const { idle, peak } = await inPlace(
			HEAP_FOR_JSON,
			async (place) => await memoryOfReads(place, reader, READS),
		);
		taken[name] = peak - idle;
		report({
			figure: `JSON of ${READS} transcripts, ${name}: memory over idle`,
			value: rounded(taken[name] / MB, 0),
			unit: 'MB',
		});
	}
	const ratio = taken['Koldan node'] / taken['HTTP Request'];
	report({
		figure: `JSON of ${READS} transcripts: memory over idle, against HTTP Request`,
		value: rounded(ratio, 2),
		unit: 'x',
		...atMost(ratio, 1.1),
	});
}

const batch = async (heap: number, parameters: IDataObject, mode: string): Promise<BatchOutcome> =>
	await inPlace(
		heap,
		async (place) => await batchOfKoldan(place, { ...parameters, waitForCompletion: mode }),
	);

const benchmark: Benchmark = {
	name: 'batch',
	title: `one execution with ${RECORDINGS} recordings of ${WORDS} words each, in a real n8n`,
	async run(report) {
		const memories: Array<[name: string, Memory]> = [];
		let items: IDataObject[] = [];
		for (const mode of MODES)
			for (const [format, heap, parameters] of FORMATS) {
				const name = `${format}, ${mode}`;
				const outcome = await batch(heap, parameters, mode);
				memories.push([name, outcome.memory]);
				reportCounts(report, name, outcome);
				if (format === 'Simplified') ({ items } = outcome);
			}
		const bare = await inPlace(HEAP_FOR_ITEMS, async (place) => await memoryOfItems(place, items));
		const calls = await inPlace(HEAP_FOR_FILES, memoryOfCalls);
		reportMemory(report, memories, { bare, calls }, items);
		await reportReads(report);
	},
};

export default benchmark;
