import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { isTerminal } from '../../koldan-server/jobs.mts';
import { PATIENCE } from '../../n8n/patience.mts';
import { outcomes, requestCounts, runsOf, transcriptOf } from './stage.mts';
import type { AnyN8n, Scene, Stage } from './stage.mts';

export interface ManyResult {
	executions: number;
	/** How many ran on to their end, once, with the transcript of their own recording. */
	right: number;
	/** From the end of the last job to the end of the last execution, in seconds. */
	seconds: number;
	/** What is wrong with the others. */
	wrong: string[];
}

async function fireAll(
	scene: Scene,
	prefix: string,
	count: number,
	atOnce: number,
): Promise<string> {
	const { workflowId, fire } = await scene.publish({
		parameters: { waitForCompletion: 'webhook' },
	});
	const items = scene.files(Array.from({ length: count }, (_, index) => `${prefix} ${index}`));
	const limit = pLimit(atOnce);
	await Promise.all(items.map(async (item) => await limit(async () => await fire([item]))));
	return workflowId;
}

/** Waits until no execution of a workflow is under way, or until long after Koldan's last job has ended. */
async function waitForAll(
	n8n: AnyN8n,
	scene: Scene,
	workflowId: string,
	count: number,
): Promise<void> {
	for (;;) {
		const executions = await n8n.executions(workflowId, count + 50);
		const over = executions.filter(({ status }) =>
			['success', 'error', 'canceled', 'crashed'].includes(status),
		);
		if (over.length >= count) return;
		const jobs = scene.koldan.jobs.list();
		const last = Math.max(...jobs.map(({ endedAt }) => endedAt ?? 0));
		if (jobs.length >= count && jobs.every(isTerminal) && Date.now() - last > PATIENCE) return;
		await sleep(500);
	}
}

async function check(n8n: AnyN8n, scene: Scene, workflowId: string, prefix: string, count: number) {
	const executions = await n8n.executions(workflowId, count + 50);
	const wrong: string[] = [];
	const labels = new Set<string>();
	let lastEnd = 0;
	for (const { id, status, stoppedAt } of executions) {
		const execution = await n8n.execution(id);
		const [item, ...more] = outcomes(execution);
		const label = String(item?.label);
		const isRight =
			status === 'success' &&
			more.length === 0 &&
			item?.text === transcriptOf(label) &&
			!labels.has(label) &&
			runsOf(execution, 'Koldan') === 1 &&
			runsOf(execution, 'After') === 1;
		if (isRight) labels.add(label);
		else
			wrong.push(
				`${prefix} execution ${id} is ${status}: ${execution.data.resultData.error?.message ?? JSON.stringify(item)}`,
			);
		lastEnd = Math.max(lastEnd, Date.parse(stoppedAt ?? '') || 0);
	}
	const lastJob = Math.max(...scene.koldan.jobs.list().map(({ endedAt }) => endedAt ?? 0));
	return {
		executions: executions.length,
		right: labels.size,
		seconds: (lastEnd - lastJob) / 1000,
		wrong,
	};
}

/**
 * 200 executions whose jobs end after 0 to 2 s at random, and 50 whose jobs have ended, and called back in vain, before n8n is
 * told of them. Koldan calls back once and never again.
 */
export async function resumeMany(
	stage: Stage,
	counts = { random: 200, early: 50 },
): Promise<ManyResult> {
	const random = await stage.open({ jobDurationMs: [0, 2_000], webhookRetryDelaysMs: [] });
	const early = await stage.open({
		jobDurationMs: 0,
		createResponse: 'after-delivery',
		webhookRetryDelaysMs: [],
	});
	const [first, second] = await Promise.all([
		fireAll(random, 'random', counts.random, 20),
		fireAll(early, 'early', counts.early, 5),
	]);
	await waitForAll(stage.n8n, random, first, counts.random);
	await waitForAll(stage.n8n, early, second, counts.early);
	const a = await check(stage.n8n, random, first, 'random', counts.random);
	const b = await check(stage.n8n, early, second, 'early', counts.early);
	return {
		executions: a.executions + b.executions,
		right: a.right + b.right,
		seconds: Math.max(a.seconds, b.seconds),
		wrong: [...a.wrong, ...b.wrong],
	};
}

export interface BatchResult {
	items: number;
	/** How many transcripts came out in their place. */
	inOrder: number;
	/** How often the next node ran. */
	resumes: number;
	/** Requests to Koldan, by operation. */
	requests: Record<string, number>;
	/** All requests but one upload and one read for each item. */
	furtherRequests: number;
	/** From the end of the last job to the end of the execution, in seconds. */
	seconds: number;
}

/** One execution that uploads many recordings, whose jobs end within `jobDurationMs` in any order. */
export async function waitForBatch(
	stage: Stage,
	items = 500,
	jobDurationMs: [number, number] = [5_000, 60_000],
): Promise<BatchResult> {
	const scene = await stage.open({ jobDurationMs });
	const recordings = await scene.recordings(
		Array.from({ length: items }, (_, index) => `recording ${String(index).padStart(3, '0')}`),
	);
	const run = await scene.startWith(recordings, {
		operation: 'upload',
		parameters: { waitForCompletion: 'webhook' },
	});
	const execution = await run.ended();
	const given = outcomes(execution);
	const requests = requestCounts(scene.koldan);
	const lastJob = Math.max(...scene.koldan.jobs.list().map(({ endedAt }) => endedAt ?? 0));
	return {
		items,
		inOrder: recordings.filter(
			({ label }, index) =>
				given[index]?.label === label && given[index]?.text === transcriptOf(label),
		).length,
		resumes: runsOf(execution, 'After'),
		requests,
		furtherRequests: scene.koldan.requests.length - 2 * items,
		seconds: (Date.parse(execution.stoppedAt ?? '') - lastJob) / 1000,
	};
}
