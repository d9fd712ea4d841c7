/**
 * One execution with many long recordings, in a real n8n: how much memory n8n takes over idle, and how often Koldan is asked. Each
 * case has an n8n of its own, since memory that a process had once it may keep.
 */
import type { IDataObject } from 'n8n-workflow';

import { ITEMS_NODE } from '../fixtures/items-node/items-node.mts';
import { startN8n } from '../n8n/instance.mts';
import { freePorts } from '../n8n/ports.mts';
import { batchOfKoldan, memoryOfCalls, memoryOfItems, RECORDINGS, WORDS } from './batch/run.mts';
import type { BatchOutcome, Memory, Place } from './batch/run.mts';
import type { Benchmark, Figure } from './benchmark.mts';
import { atMost, rounded } from './figures.mts';
import { withStage } from './with-stage.mts';

type Report = (figure: Figure) => void;

const MODES = ['webhook', 'polling'];
const FORMATS: Array<[name: string, parameters: IDataObject]> = [
	['SRT files', { outputFormat: 'srt', putOutputIn: 'file' }],
	['Simplified', { outputFormat: 'simplified' }],
];
const MB = 1_000_000;
/** Requests beside one upload and one read for each recording. */
const FURTHER_REQUESTS = 60;

async function inN8n<T>(work: (place: Place) => Promise<T>): Promise<T> {
	const [inspectorPort] = await freePorts(1);
	const results: T[] = [];
	const env = {
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}`,
		...ITEMS_NODE,
	};
	await withStage(
		async (https) => await startN8n({ https, env }),
		async (stage, n8n) => void results.push(await work({ stage, n8n, inspectorPort })),
	);
	return results[0];
}

/** An n8n that has just started may not have given back yet what that took: idle is what the leanest one took. */
function reportMemory(
	report: Report,
	memories: Array<[name: string, Memory]>,
	{ bare, calls }: { bare: Memory; calls: Memory },
	items: IDataObject[],
): void {
	const idle = Math.min(bare.idle, calls.idle, ...memories.map(([, memory]) => memory.idle));
	const json = items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);
	const megabytes = (figure: string, bytes: number, goal = {}) =>
		report({ figure, value: rounded(bytes / MB, 0), unit: 'MB', ...goal });
	megabytes('n8n when idle', idle);
	megabytes('JSON of the items in Simplified', json);
	megabytes('memory over idle of these bare items in n8n', bare.peak - idle);
	megabytes('memory over idle of as many calls to n8n’s Wait node', calls.peak - idle);
	for (const [name, { peak }] of memories) {
		const overIdle = peak - idle;
		const against = (what: string, { peak: other }: Memory) => {
			const ratio = overIdle / (other - idle);
			report({
				figure: `${name}: memory over idle, against ${what}`,
				value: rounded(ratio, 2),
				unit: 'x',
				...atMost(ratio, 1.3),
			});
		};
		const isWithinLimit = name === 'SRT files, polling';
		megabytes(
			`${name}: memory over idle`,
			overIdle,
			isWithinLimit ? atMost(overIdle / MB, 250) : {},
		);
		if (name.startsWith('Simplified')) against('the bare items', bare);
		// n8n reads the whole execution for each call, whoever sleeps in it.
		else if (!isWithinLimit) against('n8n’s Wait node', calls);
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

const batch = async (parameters: IDataObject, mode: string): Promise<BatchOutcome> =>
	await inN8n(
		async (place) => await batchOfKoldan(place, { ...parameters, waitForCompletion: mode }),
	);

const benchmark: Benchmark = {
	name: 'batch',
	title: `one execution with ${RECORDINGS} recordings of ${WORDS} words each, in a real n8n`,
	async run(report) {
		const memories: Array<[name: string, Memory]> = [];
		let items: IDataObject[] = [];
		for (const mode of MODES)
			for (const [format, parameters] of FORMATS) {
				const name = `${format}, ${mode}`;
				const outcome = await batch(parameters, mode);
				memories.push([name, outcome.memory]);
				reportCounts(report, name, outcome);
				if (format === 'Simplified') ({ items } = outcome);
			}
		const bare = await inN8n(async (place) => await memoryOfItems(place, items));
		const calls = await inN8n(memoryOfCalls);
		reportMemory(report, memories, { bare, calls }, items);
	},
};

export default benchmark;
