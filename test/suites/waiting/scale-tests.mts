import type { Figure } from '../../bench/benchmark.mts';
import { figuresOfBatch, figuresOfMany } from './scale-figures.mts';
import { resumeMany, waitForBatch } from './scale.mts';
import type { Stage } from './stage.mts';

/**
 * Prints figures as the benchmarks do, and gives those that miss their goal. How long something takes is a benchmark's to judge:
 * here it depends on what else the machine does.
 */
function missed(figures: Figure[]): Figure[] {
	for (const figure of figures)
		process.stdout.write(`${JSON.stringify({ bench: 'wait', ...figure })}\n`);
	return figures.filter(({ holds, unit }) => holds === false && unit !== 's');
}

/** Tests waiting with many executions, and with many items. */
export function testScale(stage: () => Stage, mode: 'regular' | 'queue'): void {
	test('resumes 250 of 250 executions once, each with its own transcript', async () => {
		const result = await resumeMany(stage());

		expect(result.wrong).toEqual([]);
		expect(missed(figuresOfMany(result, mode))).toEqual([]);
	});

	test('resumes one execution with 500 recordings once, with their transcripts in order', async () => {
		const result = await waitForBatch(stage());

		expect(missed(figuresOfBatch(result, mode))).toEqual([]);
		expect(result.requests).toMatchObject({ uploadAndTranscribe: 500 });
	});
}
