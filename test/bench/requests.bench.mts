/**
 * What waiting for transcripts costs Koldan and n8n, in a real n8n: requests, and how long the execution holds one of n8n's places
 * for running executions. The Koldan node by webhook and by polling, against a node that asks at a fixed interval as most packages
 * for speech-to-text do. Transcriptions take 20 to 40 s; the four ways side by side.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';

import { OWN_NODES } from '../fixtures/nodes/own-nodes.mts';
import { outputOf } from '../n8n/client.mts';
import { transcriptOf } from '../suites/waiting/stage.mts';
import { koldanNode, node, waitingWorkflow } from '../suites/waiting/workflow.mts';
import type { Benchmark, Figure } from './benchmark.mts';
import { atMost, rounded } from './figures.mts';
import { inN8n } from './place.mts';
import type { Place } from './place.mts';

const COUNTS = [1, 3, 10, 100, 500];
const TRANSCRIPTION = [20_000, 40_000];
const SAMPLE = 250;

const atInterval = (seconds: number) => (url: string) =>
	node(
		'Koldan',
		'CUSTOM.fixedInterval',
		1,
		4,
		{ url: `${url}/api/v1/speech-services/transcriptions`, seconds },
		{ credentials: { koldanApi: { id: '', name: 'Koldan' } } },
	);

const waiting = (waitForCompletion: string) => () => koldanNode(4, 'create', { waitForCompletion });

const WAYS: Record<string, (url: string) => INode> = {
	webhook: waiting('webhook'),
	polling: waiting('polling'),
	'every second': atInterval(1),
	'every 5 seconds': atInterval(5),
};

/** Requests beside one to start and one to read each transcript: a look for each call and two more, but looks are shared. */
const MOST: Record<string, (count: number) => number> = {
	webhook: (count) => Math.min(count + 2, 60),
	polling: () => 60,
};

interface Cost {
	/** Requests for each transcript. */
	requests: number;
	/** Seconds that the execution held a place. */
	held: number;
	/** Seconds until it ended. */
	took: number;
}

async function costOf({ stage }: Place, way: string, count: number): Promise<Cost> {
	const scene = await stage.open({ jobDurationMs: [TRANSCRIPTION[0], TRANSCRIPTION[1]] });
	const items = scene.files(count);
	const file = waitingWorkflow({ items });
	const nodes = file.nodes.map((each) =>
		each.name === 'Koldan' ? { ...WAYS[way](scene.koldan.url), id: each.id } : each,
	);
	const workflow = await scene.importWorkflow({ ...file, nodes });
	const id = await stage.n8n.run(workflow, 'Start');
	const begin = performance.now();
	let held = 0;
	for (let last = begin; ; ) {
		await sleep(SAMPLE);
		const [{ status }] = await stage.n8n.executions(workflow, 1);
		const now = performance.now();
		if (status === 'running') held += now - last;
		last = now;
		if (['success', 'error', 'crashed'].includes(status)) break;
	}
	const took = performance.now() - begin;
	const execution = await stage.n8n.execution(id);
	const right = outputOf(execution, 'After').filter(
		({ json }) => json.text === transcriptOf(String(json.label)),
	).length;
	if (right !== count)
		throw new Error(
			`${way}: ${right} of ${count} transcripts. ${execution.data.resultData.error?.message ?? ''}`,
		);
	return {
		requests: scene.koldan.requests.length / count,
		held: held / 1_000,
		took: took / 1_000,
	};
}

function figuresOf(count: number, costs: Map<string, Cost>): Figure[] {
	const many = `${count} ${count === 1 ? 'item' : 'items'}`;
	return [...costs].flatMap(([way, { requests, held, took }]) => [
		{
			figure: `${many}, ${way}: requests for each transcript`,
			value: rounded(requests, 2),
			unit: '',
			...(way in MOST
				? atMost(rounded(requests, 2), rounded(2 + MOST[way](count) / count, 2))
				: {}),
		},
		{
			figure: `${many}, ${way}: seconds in which the execution ran`,
			value: rounded(held, 1),
			unit: 's',
		},
		{ figure: `${many}, ${way}: seconds until its end`, value: rounded(took, 1), unit: 's' },
	]);
}

const benchmark: Benchmark = {
	name: 'requests',
	title: 'what waiting costs, in a real n8n',
	async run(report) {
		await inN8n(OWN_NODES, async (place) => {
			for (const count of COUNTS) {
				const costs = await Promise.all(
					Object.keys(WAYS).map(
						async (way): Promise<[string, Cost]> => [way, await costOf(place, way, count)],
					),
				);
				figuresOf(count, new Map(costs)).forEach(report);
			}
		});
	},
};

export default benchmark;
