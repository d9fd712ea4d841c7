/**
 * A list of 10,000 transcriptions in a real n8n: the Koldan node's Get Many against n8n's own HTTP Request node, which follows the
 * pages, with the Split Out node, which makes items of them. Both put out the same 10,000 items. Time in turn, in one n8n; memory
 * in an n8n of its own for each.
 */
import type { INode } from 'n8n-workflow';

import { outputOf } from '../n8n/client.mts';
import type { Execution } from '../n8n/client.mts';
import { memoryOverIdle } from '../n8n/memory.mts';
import type { Scene } from '../suites/waiting/stage.mts';
import { connect, node } from '../suites/waiting/workflow.mts';
import type { Benchmark } from './benchmark.mts';
import { atMost, median, rounded } from './figures.mts';
import { endOf, inN8n } from './place.mts';
import type { Place } from './place.mts';

const JOBS = 10_000;
const PAGE = 100;
/** Each page has one job in common with the page before it: otherwise nobody would see that the list has moved in between. */
const REQUESTS = Math.ceil(JOBS / (PAGE - 1));
const ROUNDS = 5;
const MB = 1_000_000;
const credentials = { koldanApi: { id: '', name: 'Koldan' } };

const koldanNode = (): INode[] => [
	node(
		'Koldan',
		'n8n-nodes-koldan.koldan',
		1,
		1,
		{ resource: 'transcription', operation: 'getAll', returnAll: true, simplify: false },
		{ credentials },
	),
];

const httpRequestNodes = ({ koldan }: Scene): INode[] => [
	node(
		'HTTP Request',
		'httpRequest',
		4.2,
		1,
		{
			url: `${koldan.url}/api/v1/speech-services/transcriptions`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'koldanApi',
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'size', value: String(PAGE) }] },
			options: {
				pagination: {
					pagination: {
						paginationMode: 'updateAParameterInEachRequest',
						parameters: { parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount }}' }] },
						paginationCompleteWhen: 'other',
						completeExpression: `={{ $response.body.jobs.length < ${PAGE} }}`,
					},
				},
			},
		},
		{ credentials },
	),
	node('Jobs', 'splitOut', 1, 2, { fieldToSplitOut: 'jobs', options: {} }),
];

const CONTENDERS = { Koldan: koldanNode, 'HTTP Request': httpRequestNodes };
type Contender = keyof typeof CONTENDERS;
const names = Object.keys(CONTENDERS) as Contender[];

/** A Koldan with that many jobs, and workflows that list them. */
async function openList({ stage }: Place, count: number) {
	const scene = await stage.open();
	scene.koldan.jobs.seed(count);
	return {
		scene,
		async workflowOf(contender: Contender): Promise<string> {
			const nodes = [node('Start', 'manualTrigger', 1, 0), ...CONTENDERS[contender](scene)];
			const connections = connect(...nodes.map(({ name }) => name));
			return await scene.importWorkflow({ name: contender, nodes, connections });
		},
	};
}

/** Gives the milliseconds that the nodes took. */
function timeOf(execution: Execution, contender: Contender, count: number): number {
	const { runData, error } = execution.data.resultData;
	const last = contender === 'Koldan' ? 'Koldan' : 'Jobs';
	const ids = new Set(outputOf(execution, last).map(({ json }) => json.id));
	if (ids.size !== count)
		throw new Error(`${contender} gave ${ids.size} of ${count} jobs. ${error?.message ?? ''}`);
	return Object.values(runData).reduce((sum, [{ executionTime }]) => sum + executionTime, 0);
}

/** The most memory over idle, in bytes. */
async function memoryOf(contender: Contender): Promise<number> {
	return await inN8n({}, async (place) => {
		const { n8n, inspectorPort } = place;
		// What n8n loads for the first one, and keeps, is not what a list takes.
		await n8n.runOnce(await (await openList(place, 2 * PAGE)).workflowOf(contender), 'Start');
		const workflow = await (await openList(place, JOBS)).workflowOf(contender);
		return await memoryOverIdle(n8n.process, inspectorPort, async () => {
			await n8n.run(workflow, 'Start');
			await endOf(n8n, workflow, 500);
		});
	});
}

const benchmark: Benchmark = {
	name: 'list',
	title: `a list of ${JOBS} transcriptions, in a real n8n`,
	async run(report) {
		await inN8n({}, async (place) => {
			const { scene, workflowOf } = await openList(place, JOBS);
			const workflows = await Promise.all(names.map(workflowOf));
			const times = names.map((): number[] => []);
			let requests = 0;
			for (let round = -1; round < ROUNDS; round += 1)
				for (const [index, contender] of names.entries()) {
					scene.koldan.requests.length = 0;
					const execution = await place.n8n.runOnce(workflows[index], 'Start');
					const time = timeOf(execution, contender, JOBS);
					if (contender === 'Koldan') requests = scene.koldan.requests.length;
					if (round >= 0) times[index].push(time);
				}
			const [ours, theirs] = times;
			const ratio = median(ours.map((time, round) => time / theirs[round]));
			report({ figure: 'requests', value: requests, unit: '', ...atMost(requests, REQUESTS) });
			report({
				figure: 'time, against HTTP Request',
				value: rounded(ratio, 2),
				unit: 'x',
				...atMost(ratio, 1),
			});
		});
		const [ours, theirs] = [await memoryOf('Koldan'), await memoryOf('HTTP Request')];
		const megabytes = (name: string, bytes: number) =>
			report({ figure: `memory over idle, ${name}`, value: rounded(bytes / MB, 0), unit: 'MB' });
		megabytes('Koldan', ours);
		megabytes('HTTP Request', theirs);
		report({
			figure: 'memory over idle, against HTTP Request',
			value: rounded(ours / theirs, 2),
			unit: 'x',
			...atMost(ours / theirs, 1),
		});
	},
};

export default benchmark;
