/**
 * Uploading many recordings to a Koldan that accepts so many a minute, in a real n8n: for each way to count, one execution for
 * each way to say when to come back and each number of items at once, and one for each way that n8n's own HTTP Request node has to
 * deal with a limit; these side by side, each with a Koldan of its own.
 */
import type { INode, INodeParameters } from 'n8n-workflow';

import { httpUploadNode, UPLOAD_PATH } from '../suites/large-recording.mts';
import { outcomes, transcriptOf } from '../suites/waiting/stage.mts';
import type { Scene, Stage } from '../suites/waiting/stage.mts';
import type { WorkflowOptions } from '../suites/waiting/workflow.mts';
import type { RateLimits } from '../koldan-server/behaviour.mts';
import { startN8n } from '../n8n/instance.mts';
import type { Benchmark, Figure } from './benchmark.mts';
import { atMost, rounded } from './figures.mts';
import { endOf } from './place.mts';
import { withStage } from './with-stage.mts';

const UPLOADS = 300;
const A_MINUTE = 60;
const ALGORITHMS = ['fixed-window', 'token-bucket'] as const;
type Algorithm = (typeof ALGORITHMS)[number];
const RETRY_AFTER = ['seconds', 'date', 'absent'] as const;
const AT_ONCE = [4, 20];

/**
 * The limit's own time in seconds: what a client needs that sends each upload in the moment that it may.
 *
 * @param burst how long a minute's uploads take by themselves, with as many at once on this machine
 */
const IDEAL: Record<Algorithm, (burst: number) => number> = {
	// 60 at the beginning of each minute: the last ones at the beginning of the fifth.
	'fixed-window': (burst) => 60 * (Math.ceil(UPLOADS / A_MINUTE) - 1) + burst,
	// 60 at once, then one a second, which fit into the time that the first ones took.
	'token-bucket': () => (60 / A_MINUTE) * (UPLOADS - A_MINUTE),
};

/** Who uploads, and to what Koldan. */
interface Setting {
	name: string;
	algorithm: Algorithm;
	retryAfter: (typeof RETRY_AFTER)[number];
}

interface Counts {
	jobs: number;
	/** From the arrival of the first upload to the acceptance of the last one. */
	seconds: number;
	/** That time, against the limit's own. */
	ratio: number;
	/** Uploads answered 429. */
	refused: number;
}

/** Has all recordings uploaded to a Koldan of their own, in one execution, and gives what came out. */
async function uploadAll(
	stage: Stage,
	{ algorithm, retryAfter }: Setting,
	optionsFor: (koldanUrl: string) => Omit<WorkflowOptions, 'items'>,
) {
	const rateLimits: RateLimits = { uploads: A_MINUTE, windowMs: 60_000, algorithm };
	const scene = await stage.open({ rateLimits, retryAfter });
	const items = await scene.recordings(
		Array.from({ length: UPLOADS }, (_, index) => `recording ${String(index).padStart(3, '0')}`),
	);
	const { executionId, workflowId } = await scene.startWith(items, {
		operation: 'upload',
		...optionsFor(scene.koldan.url),
	});
	await endOf(stage.n8n, workflowId, 3_000);
	const given = outcomes(await stage.n8n.execution(executionId));
	return { items, given, ...countsOf(scene, algorithm) };
}

function countsOf({ koldan }: Scene, algorithm: Algorithm): Counts {
	const uploads = koldan.requests.filter(
		({ operationId }) => operationId === 'uploadAndTranscribe',
	);
	const start = uploads[0].startedAt.getTime();
	const accepted = uploads
		.filter(({ status }) => status === 201)
		.map(({ endedAt }) => ((endedAt?.getTime() ?? start) - start) / 1_000)
		.sort((a, b) => a - b);
	const seconds = accepted[accepted.length - 1];
	// What the first ones took, before the limit counts.
	const burst = accepted[A_MINUTE - 1];
	return {
		jobs: koldan.counters.jobsCreated,
		seconds,
		ratio: seconds / IDEAL[algorithm](burst),
		refused: uploads.filter(({ status }) => status === 429).length,
	};
}

const exactly = (value: number) => ({ goal: String(UPLOADS), holds: value === UPLOADS });

async function ofKoldanNode(stage: Stage, setting: Setting, atOnce: number): Promise<Figure[]> {
	const { name, algorithm, retryAfter } = setting;
	const uploaded = await uploadAll(stage, setting, () => ({
		parameters: { options: { concurrency: atOnce } },
		node: { onError: 'continueRegularOutput' },
	}));
	const { items, given, jobs, seconds, ratio, refused } = uploaded;
	for (const { label, error } of given.filter((item) => item.error !== undefined))
		console.error(`${name}: ${label}: ${error}`);
	const right = items.filter(
		({ label }, index) =>
			given[index]?.label === label && given[index]?.text === transcriptOf(label),
	).length;
	const goal = algorithm === 'fixed-window' && retryAfter !== 'absent' ? 1.1 : 1.25;
	const refusedAMinute = refused / (seconds / 60);
	return [
		{ figure: `${name}: transcripts out`, value: right, unit: `of ${UPLOADS}`, ...exactly(right) },
		{ figure: `${name}: jobs paid`, value: jobs, unit: '', ...exactly(jobs) },
		{
			figure: `${name}: time, against the limit’s own`,
			value: rounded(ratio, 3),
			unit: 'x',
			goal: `<= ${goal}`,
			// Some of the uploads are sooner over than all.
			holds: ratio <= goal && jobs === UPLOADS,
		},
		{
			figure: `${name}: uploads refused a minute`,
			value: rounded(refusedAMinute, 1),
			unit: '',
			// How fast a bucket fills can only be found by trying.
			...(algorithm === 'fixed-window' && atMost(refusedAMinute, 2 * atOnce)),
		},
	];
}

/** What n8n's own HTTP Request node offers where a server limits how much it takes. */
const HTTP_REQUEST: Record<string, { options?: INodeParameters; node?: Partial<INode> }> = {
	// As often and with as long between as n8n allows.
	'Retry On Fail': { node: { retryOnFail: true, maxTries: 5, waitBetweenTries: 5_000 } },
	// For somebody who knows the limit.
	'Batching, one each second': {
		options: { batching: { batch: { batchSize: 1, batchInterval: 1_000 } } },
	},
};

function httpRequestNode(koldanUrl: string, way: string): INode {
	const { options = {}, node = {} } = HTTP_REQUEST[way];
	const upload = httpUploadNode(`${koldanUrl}${UPLOAD_PATH}`);
	return { ...upload, ...node, parameters: { ...upload.parameters, options } };
}

async function ofHttpRequest(stage: Stage, setting: Setting, way: string): Promise<Figure[]> {
	const { name } = setting;
	const { given, jobs, ratio, refused } = await uploadAll(stage, setting, (koldanUrl) => ({
		instead: [httpRequestNode(koldanUrl, way)],
	}));
	const figures: Figure[] = [
		{ figure: `${name}: transcriptions out`, value: given.length, unit: `of ${UPLOADS}` },
		{ figure: `${name}: jobs paid`, value: jobs, unit: '' },
		{ figure: `${name}: uploads refused`, value: refused, unit: '' },
	];
	if (jobs === UPLOADS)
		figures.push({
			figure: `${name}: time, against the limit’s own`,
			value: rounded(ratio, 3),
			unit: 'x',
		});
	return figures;
}

/** Everything that is measured side by side. */
const measurements = (stage: Stage, algorithm: Algorithm): Array<Promise<Figure[]>> => [
	...RETRY_AFTER.flatMap((retryAfter) =>
		AT_ONCE.map(async (atOnce) => {
			const name = `${algorithm}, Retry-After ${retryAfter}, ${atOnce} at once`;
			return await ofKoldanNode(stage, { name, algorithm, retryAfter }, atOnce);
		}),
	),
	...Object.keys(HTTP_REQUEST).map(async (way) => {
		const name = `${algorithm}, HTTP Request with ${way}`;
		return await ofHttpRequest(stage, { name, algorithm, retryAfter: 'seconds' }, way);
	}),
];

const benchmark: Benchmark = {
	name: 'rate',
	title: `${UPLOADS} uploads where ${A_MINUTE} a minute are allowed, in a real n8n`,
	async run(report) {
		for (const algorithm of ALGORITHMS)
			await withStage(
				async (https) => await startN8n({ https }),
				async (stage) => {
					const measured = await Promise.all(measurements(stage, algorithm));
					measured.flat().forEach(report);
				},
			);
	},
};

export default benchmark;
