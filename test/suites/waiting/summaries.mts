import { outcomes, requestCounts, runsOf, transcriptOf } from './stage.mts';
import type { Stage, Waiting } from './stage.mts';

/** An upload that sleeps until the summary is there. */
export const WITH_SUMMARY = {
	waitForCompletion: 'webhook',
	options: { summary: { settings: { promptTemplateId: 'template-1' } } },
};

const label = (index: number) => `recording ${String(index).padStart(2, '0')}`;

/** What must come out for a number of recordings: each transcript with its own summary, in order. */
const expected = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		label: label(index),
		text: transcriptOf(label(index)),
		summary: `Extract: ${transcriptOf(label(index))}`,
		status: 'COMPLETED',
	}));

/** Executions that sleep until transcripts and summaries are there. */
export function testSummaries(stage: () => Stage): void {
	const start = async (count: number, behaviour: Parameters<Stage['open']>[0]) => {
		const scene = await stage().open(behaviour);
		const recordings = await scene.recordings(Array.from({ length: count }, (_, i) => label(i)));
		const run = await scene.startWith(recordings, {
			operation: 'upload',
			parameters: WITH_SUMMARY,
		});
		return { scene, run };
	};
	const given = async (run: Waiting) => {
		const execution = await run.ended();
		expect(execution.data.resultData.error).toBeUndefined();
		expect(execution.status).toBe('success');
		expect([runsOf(execution, 'Koldan'), runsOf(execution, 'After')]).toEqual([1, 1]);
		return outcomes(execution).map(({ label: name, text, summary, status }) => ({
			label: name,
			text,
			summary,
			status,
		}));
	};

	test('20 recordings come out with their summaries in order, after one sleep and few requests', async () => {
		const { scene, run } = await start(20, {
			jobDurationMs: [500, 4_000],
			summaryDurationMs: 2_000,
		});
		await run.parked();
		expect(await given(run)).toEqual(expected(20));
		const { koldan } = scene;
		expect(koldan.requests.length).toBeLessThanOrEqual(4 * 20 + 60);
		expect(requestCounts(koldan)).toMatchObject({
			uploadAndTranscribe: 20,
			updateSummaryWebhook: 20,
			getSummaryResult: 20,
		});
		expect(Object.values(koldan.counters.resultsRead)).toEqual(Array(20).fill(1));
		expect([koldan.counters.jobsCreated, koldan.counters.summariesCreated]).toEqual([20, 20]);
	});

	test.each([
		['told three times', { webhookCopies: 3 }],
		['told before the upload is answered', { createResponse: 'after-delivery' as const }],
		['told by a body that says nothing', { webhookPayload: 'empty' as const }],
	])('each end is %s', async (_name, behaviour) => {
		const { scene, run } = await start(5, {
			jobDurationMs: 300,
			summaryDurationMs: 300,
			...behaviour,
		});
		expect(await given(run)).toEqual(expected(5));
		expect(scene.koldan.counters.summariesCreated).toBe(5);
	});

	test('goes on sleeping after the transcripts until the last summary is there', async () => {
		const { scene, run } = await start(3, { jobDurationMs: 300, summaryOutcome: 'open' });
		await run.asleep();
		const { koldan } = scene;
		for (const job of koldan.jobs.list()) await koldan.jobs.ended(job.id);
		await koldan.deliveriesSettled();
		const [first, ...others] = koldan.summaries.all();
		koldan.summaries.finish(first.id);
		await koldan.deliveriesSettled();
		await run.parked();
		for (const { id } of others) koldan.summaries.finish(id);
		expect(await given(run)).toEqual(expected(3));
	});

	test('a summary that fails does not cost its transcript', async () => {
		const { run } = await start(2, { jobDurationMs: 300, summaryOutcome: 'FAILED' });
		expect(await given(run)).toEqual(expected(2).map((item) => ({ ...item, summary: null })));
	});

	test('a transcription that fails is not waited for with its summary', async () => {
		const { run } = await start(2, {
			jobDurationMs: 300,
			summaryOfFailed: 'open',
			outcome: { status: 'FAILED', errorCode: 'EMPTY_AUDIO' },
		});
		const execution = await run.ended();
		expect(execution.status).toBe('error');
		expect(execution.data.resultData.error?.message).toMatch(/no sound/);
	});
}
