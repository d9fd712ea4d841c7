/**
 * Waiting for transcripts in a real n8n, in regular and in queue mode (main, two workers, one webhook processor, Redis,
 * PostgreSQL), with a Koldan that calls back once and never again.
 */
import { figuresOfBatch, figuresOfMany } from '../suites/waiting/scale-figures.mts';
import { resumeMany, waitForBatch } from '../suites/waiting/scale.mts';
import type { Stage } from '../suites/waiting/stage.mts';
import { startN8n } from '../n8n/instance.mts';
import { servicesMissing, startQueue } from '../n8n/queue.mts';
import type { Benchmark, Figure } from './benchmark.mts';
import { atMost, median, rounded } from './figures.mts';
import { inN8n } from './place.mts';
import { resumeLatencies } from './wait/latency.mts';
import { longTranscript } from './transcript/long-transcript.mts';
import type { LongTranscript } from './transcript/long-transcript.mts';
import { parkedHeap } from './wait/parked-heap.mts';
import { storedWhileParked } from './wait/stored.mts';
import { withStage } from './with-stage.mts';

const PARKED = 1_000;
const ROUNDS = 40;
/** A meeting of an hour. */
const HOUR = { words: 9_000, seconds: 3_600 };

type Report = (figure: Figure) => void;

async function scale(report: Report, stage: Stage, mode: string): Promise<void> {
	const many = await resumeMany(stage);
	for (const line of many.wrong) console.error(line);
	figuresOfMany(many, mode).forEach(report);
	figuresOfBatch(await waitForBatch(stage), mode).forEach(report);
}

async function latency(
	report: Report,
	stage: Stage,
	what: string,
	against: string,
	result?: LongTranscript,
): Promise<void> {
	const { ours, theirs } = await resumeLatencies(stage, ROUNDS, result);
	const ratio = median(ours) / median(theirs);
	report({ figure: `callback to next node${what}`, value: median(ours), unit: 'ms' });
	report({ figure: `the same${what} with ${against}`, value: median(theirs), unit: 'ms' });
	report({
		figure: `callback to next node${what}, against ${against}`,
		value: rounded(ratio, 2),
		unit: 'x',
		...atMost(ratio, 1.3),
	});
}

async function heap(report: Report, stage: Stage, port: number): Promise<void> {
	const megabytes = (await parkedHeap(stage, port, PARKED)) / 1_000_000;
	report({
		figure: `heap held by ${PARKED} parked executions`,
		value: rounded(megabytes, 1),
		unit: 'MB',
		...atMost(megabytes, 20),
	});
}

async function stored(report: Report, stage: Stage): Promise<void> {
	const { first, each } = await storedWhileParked(stage, 500);
	report({ figure: 'stored of a parked execution, beyond n8n’s own', value: first, unit: 'bytes' });
	report({
		figure: 'the same for each further item',
		value: rounded(each, 0),
		unit: 'bytes',
		...atMost(each, 300),
	});
}

const benchmark: Benchmark = {
	name: 'wait',
	title: 'waiting for transcripts, in a real n8n',
	async run(report) {
		await withStage(
			async (https) => await startN8n({ https }),
			async (stage) => {
				await stored(report, stage);
				await latency(report, stage, '', 'n8n’s own Wait node');
				await latency(
					report,
					stage,
					', with a transcript of an hour',
					'n8n’s own Wait node and HTTP Request',
					longTranscript(HOUR.words, HOUR.seconds),
				);
			},
		);
		await inN8n({}, async ({ stage, inspectorPort }) => await heap(report, stage, inspectorPort));
		await withStage(
			async (https) => await startN8n({ https }),
			async (stage) => await scale(report, stage, 'regular'),
		);
		const missing = await servicesMissing();
		if (missing) throw new Error(missing);
		await withStage(
			async (https) => await startQueue({ https }),
			async (stage) => await scale(report, stage, 'queue'),
		);
	},
};

export default benchmark;
