/**
 * Uploading many recordings to a Koldan that accepts so many a minute, in a real n8n: for each way to count, one execution for
 * each way to say when to come back and each number of items at once; these side by side, each with a Koldan of its own.
 */
import { outcomes, transcriptOf } from '../suites/waiting/stage.mts';
import type { Scene, Stage } from '../suites/waiting/stage.mts';
import type { RateLimits } from '../koldan-server/behaviour.mts';
import { startN8n } from '../n8n/instance.mts';
import type { Benchmark, Figure } from './benchmark.mts';
import { atMost, rounded } from './figures.mts';
import { endOf } from './place.mts';
import { withStage } from './with-stage.mts';

const UPLOADS = 300;
const A_MINUTE = 60;
const ALGORITHMS = ['fixed-window', 'token-bucket'] as const;
const RETRY_AFTER = ['seconds', 'date', 'absent'] as const;
const AT_ONCE = [4, 20];

/**
 * The limit's own time in seconds: what a client needs that sends each upload in the moment that it may.
 *
 * @param burst how long a minute's uploads take by themselves, with as many at once on this machine
 */
const IDEAL: Record<(typeof ALGORITHMS)[number], (burst: number) => number> = {
	// 60 at the beginning of each minute: the last ones at the beginning of the fifth.
	'fixed-window': (burst) => 60 * (Math.ceil(UPLOADS / A_MINUTE) - 1) + burst,
	// 60 at once, then one a second, which fit into the time that the first ones took.
	'token-bucket': () => (60 / A_MINUTE) * (UPLOADS - A_MINUTE),
};

interface Setting {
	algorithm: (typeof ALGORITHMS)[number];
	retryAfter: (typeof RETRY_AFTER)[number];
	atOnce: number;
}

/** What became of one execution. */
interface Outcome extends Setting {
	/** Items with their own transcript, in their place. */
	right: number;
	jobs: number;
	/** From the arrival of the first upload to the acceptance of the last one. */
	seconds: number;
	/** The same for the first uploads, before the limit counts. */
	burst: number;
	/** Uploads answered 429. */
	refused: number;
}

async function measure(stage: Stage, setting: Setting): Promise<Outcome> {
	const { algorithm, retryAfter, atOnce } = setting;
	const rateLimits: RateLimits = { uploads: A_MINUTE, windowMs: 60_000, algorithm };
	const scene = await stage.open({ rateLimits, retryAfter });
	const items = await scene.recordings(
		Array.from({ length: UPLOADS }, (_, index) => `recording ${String(index).padStart(3, '0')}`),
	);
	const { executionId, workflowId } = await scene.startWith(items, {
		operation: 'upload',
		parameters: { options: { concurrency: atOnce } },
		node: { onError: 'continueRegularOutput' },
	});
	await endOf(stage.n8n, workflowId, 3_000);
	const execution = await stage.n8n.execution(executionId);
	const given = outcomes(execution);
	for (const { label, error } of given.filter((item) => item.error !== undefined))
		console.error(`${algorithm}, Retry-After ${retryAfter}, ${atOnce} at once: ${label}: ${error}`);
	const right = items.filter(
		({ label }, index) =>
			given[index]?.label === label && given[index]?.text === transcriptOf(label),
	).length;
	return { ...setting, right, ...counts(scene) };
}

function counts({ koldan }: Scene): Pick<Outcome, 'jobs' | 'seconds' | 'burst' | 'refused'> {
	const uploads = koldan.requests.filter(
		({ operationId }) => operationId === 'uploadAndTranscribe',
	);
	const start = uploads[0].startedAt.getTime();
	const accepted = uploads
		.filter(({ status }) => status === 201)
		.map(({ endedAt }) => ((endedAt?.getTime() ?? start) - start) / 1_000)
		.sort((a, b) => a - b);
	return {
		jobs: koldan.counters.jobsCreated,
		seconds: accepted[accepted.length - 1],
		burst: accepted[A_MINUTE - 1],
		refused: uploads.filter(({ status }) => status === 429).length,
	};
}

function figuresOf(outcome: Outcome): Figure[] {
	const { algorithm, retryAfter, atOnce, right, jobs, seconds, burst, refused } = outcome;
	const name = `${algorithm}, Retry-After ${retryAfter}, ${atOnce} at once`;
	const ratio = seconds / IDEAL[algorithm](burst);
	const goal = algorithm === 'fixed-window' && retryAfter !== 'absent' ? 1.1 : 1.25;
	const refusedAMinute = refused / (seconds / 60);
	const exactly = (value: number) => ({ goal: String(UPLOADS), holds: value === UPLOADS });
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
			...atMost(refusedAMinute, 2 * atOnce),
		},
	];
}

const benchmark: Benchmark = {
	name: 'rate',
	title: `${UPLOADS} uploads where ${A_MINUTE} a minute are allowed, in a real n8n`,
	async run(report) {
		for (const algorithm of ALGORITHMS)
			await withStage(
				async (https) => await startN8n({ https }),
				async (stage) => {
					const settings = RETRY_AFTER.flatMap((retryAfter) =>
						AT_ONCE.map((atOnce) => ({ algorithm, retryAfter, atOnce })),
					);
					const measured = await Promise.all(
						settings.map(async (setting) => await measure(stage, setting)),
					);
					measured.flatMap(figuresOf).forEach(report);
				},
			);
	},
};

export default benchmark;
