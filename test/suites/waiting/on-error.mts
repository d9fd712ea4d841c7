import type { IDataObject } from 'n8n-workflow';
import type { Execution } from '../../n8n/client.mts';
import { outcomes, runsOf, transcriptOf } from './stage.mts';
import type { Plan, Stage, Waiting } from './stage.mts';

const ITEMS = ['first', 'mute', 'stopped', 'last'];
const PLAN: Plan = {
	mute: { status: 'FAILED', errorCode: 'EMPTY_AUDIO', message: 'There is nothing to hear' },
	stopped: { status: 'CANCELLED' },
};

type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

/** Failed and cancelled jobs under each *On Error* setting, after each way of waiting. */
export function testOnError(stage: () => Stage): void {
	describe.each(['webhook', 'polling'])(
		'jobs that fail, with waiting by %s',
		(waitForCompletion) => {
			const ends = new Map<string, { run: Waiting; execution: Execution }>();

			beforeAll(async () => {
				const scene = await stage().open();
				const play = async (name: string, onError: OnError, settings: IDataObject = {}) => {
					const run = await scene.start({
						items: ITEMS,
						plan: PLAN,
						parameters: { waitForCompletion, options: { waiting: { settings } } },
						node: { onError },
					});
					ends.set(name, { run, execution: await run.ended() });
				};
				await Promise.all([
					play('stop', 'stopWorkflow'),
					play('continue', 'continueRegularOutput'),
					play('error output', 'continueErrorOutput'),
					play('data', 'stopWorkflow', { onFailure: 'continue' }),
				]);
			});

			const end = (name: string) => {
				const found = ends.get(name);
				if (!found) throw new Error(`There is no run ${name}`);
				return { ...found, jobs: found.run.jobOfItems() };
			};
			const good = (label: string) => ({ label, text: transcriptOf(label), status: 'COMPLETED' });

			test('stops the workflow with the error of the first of them', () => {
				const { execution } = end('stop');
				const { error } = execution.data.resultData;

				expect(execution.status).toBe('error');
				expect(error?.message).toMatch(/^The recording has no sound \(mute(\.wav)?\)$/);
				expect(error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 1 } });
				expect((error as { description?: string }).description).toContain(
					'There is nothing to hear',
				);
				expect(runsOf(execution, 'After')).toBe(0);
				expect(runsOf(execution, 'Koldan')).toBe(1);
			});

			test('continues with an error item in the place of each', () => {
				const { execution, jobs } = end('continue');

				expect(execution.status).toBe('success');
				expect(outcomes(execution)).toMatchObject([
					good('first'),
					{
						label: 'mute',
						error: expect.stringMatching(/^The recording has no sound \(mute(\.wav)?\)$/) as string,
						details: { transcriptionId: jobs[1].id, status: 'FAILED', code: 'EMPTY_AUDIO' },
					},
					{
						label: 'stopped',
						error: expect.stringMatching(
							/^The transcription of stopped(\.wav)? was cancelled$/,
						) as string,
						details: { transcriptionId: jobs[2].id, status: 'CANCELLED' },
					},
					good('last'),
				]);
				expect([runsOf(execution, 'Koldan'), runsOf(execution, 'After')]).toEqual([1, 1]);
			});

			test('sends them to the error output with their input, paired', () => {
				const { execution, jobs } = end('error output');

				expect(execution.status).toBe('success');
				expect(outcomes(execution)).toMatchObject([good('first'), good('last')]);
				expect(outcomes(execution, 'Errors')).toMatchObject([
					{
						label: 'mute',
						fileId: jobs[1].fileId,
						error: expect.stringContaining('mute') as string,
						details: { status: 'FAILED' },
					},
					{
						label: 'stopped',
						fileId: jobs[2].fileId,
						error: expect.stringContaining('stopped') as string,
						details: { status: 'CANCELLED' },
					},
				]);
				expect([runsOf(execution, 'After'), runsOf(execution, 'Errors')]).toEqual([1, 1]);
			});

			test('gives them out as data where that is chosen', () => {
				const { execution, jobs } = end('data');

				expect(execution.status).toBe('success');
				expect(outcomes(execution)).toMatchObject([
					good('first'),
					{ label: 'mute', id: jobs[1].id, status: 'FAILED', errorCode: 'EMPTY_AUDIO' },
					{ label: 'stopped', id: jobs[2].id, status: 'CANCELLED' },
					good('last'),
				]);
			});
		},
	);
}
