import type { IDataObject } from 'n8n-workflow';
import type { Execution } from '../../n8n/client.mts';
import { outcomes, runsOf, transcriptOf } from './stage.mts';
import type { Scene, Stage, Waiting } from './stage.mts';

interface End {
	scene: Scene;
	run: Waiting;
	execution: Execution;
}

type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

const SECONDS = 3;

/** Starts every kind of run that reaches its time limit, all at once: n8n ends them together. */
function startAll(stage: Stage): Record<string, Promise<End>> {
	const play = async (
		waiting: IDataObject,
		onError: OnError = 'stopWorkflow',
		waitForCompletion = 'webhook',
	): Promise<End> => {
		const scene = await stage.open({ autoFinish: false });
		const limit =
			'until' in waiting ? {} : { limitType: 'duration', amount: SECONDS, unit: 'seconds' };
		const run = await scene.start({
			items: ['done', 'late', 'later'],
			parameters: {
				waitForCompletion,
				options: { waiting: { settings: { ...limit, ...waiting } } },
			},
			node: { onError },
		});
		await run.started();
		const [done] = run.jobOfItems();
		await scene.koldan.jobs.finish(done.id, scene.outcomeOf(done.fileId));
		return { scene, run, execution: await run.ended() };
	};
	const silent = async (): Promise<End> => {
		const scene = await stage.open({ webhookNotifyOn: [], jobDurationMs: 4_000 });
		const run = await scene.start({
			items: ['done', 'late', 'later'],
			parameters: {
				waitForCompletion: 'webhook',
				options: {
					waiting: { settings: { limitType: 'duration', amount: 45, unit: 'seconds' } },
				},
			},
		});
		return { scene, run, execution: await run.ended() };
	};
	return {
		error: play({}),
		'error, continue': play({}, 'continueRegularOutput'),
		'error, error output': play({}, 'continueErrorOutput'),
		continue: play({ onTimeLimit: 'continue' }),
		'continue, cancel': play({ onTimeLimit: 'continue', cancelUnfinished: true }),
		'error, cancel': play({ cancelUnfinished: true }),
		date: play({
			limitType: 'date',
			// From the moment at which the node starts, however late that is.
			until: '={{ $now.plus({ seconds: 20 }).toISO() }}',
		}),
		'polling, error': play({}, 'stopWorkflow', 'polling'),
		'polling, error output': play({}, 'continueErrorOutput', 'polling'),
		'polling, continue, cancel': play(
			{ onTimeLimit: 'continue', cancelUnfinished: true },
			'stopWorkflow',
			'polling',
		),
		silent: silent(),
	};
}

/** What the time limit does, in every combination. The runs start at once, and the tests look at their ends. */
export function testTimeLimit(stage: () => Stage): void {
	describe('the time limit', () => {
		const ends = new Map<string, End>();

		beforeAll(async () => {
			const running = Object.entries(startAll(stage()));
			await Promise.all(running.map(async ([name, end]) => ends.set(name, await end)));
		});

		const end = (name: string) => {
			const found = ends.get(name);
			if (!found) throw new Error(`There is no run ${name}`);
			return { ...found, jobs: found.run.jobOfItems() };
		};
		const done = { label: 'done', text: transcriptOf('done'), status: 'COMPLETED' };

		test.each(['error', 'polling, error', 'date'])(
			'stops the workflow with an error that names the jobs, which go on (%s)',
			(name) => {
				const { execution, jobs } = end(name);
				const { error } = execution.data.resultData;

				expect(execution.status).toBe('error');
				expect(error?.message).toBe('2 transcriptions had not ended at the time limit');
				expect(error).toMatchObject({
					name: 'NodeOperationError',
					description: expect.stringContaining(
						`use the operation Wait with their IDs (${jobs[1].id}, ${jobs[2].id})`,
					) as string,
				});
				expect(runsOf(execution, 'After')).toBe(0);
				expect(jobs.map(({ status }) => status)).toEqual(['COMPLETED', 'PENDING', 'PENDING']);
				// Their webhooks would call in vain.
				expect(jobs.slice(1).map(({ webhook }) => webhook)).toEqual([null, null]);
			},
		);

		test('continues with error items for the late ones', () => {
			const { execution, jobs } = end('error, continue');

			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject([
				done,
				{
					label: 'late',
					error: `Transcription ${jobs[1].id} had not ended at the time limit`,
					details: { transcriptionId: jobs[1].id, timedOut: true },
				},
				{ label: 'later', details: { transcriptionId: jobs[2].id, timedOut: true } },
			]);
		});

		test.each(['error, error output', 'polling, error output'])(
			'sends the late ones to the error output (%s)',
			(name) => {
				const { execution, jobs } = end(name);

				expect(execution.status).toBe('success');
				expect(outcomes(execution)).toMatchObject([done]);
				expect(outcomes(execution, 'Errors')).toMatchObject([
					{
						label: 'late',
						fileId: jobs[1].fileId,
						error: `Transcription ${jobs[1].id} had not ended at the time limit`,
					},
					{ label: 'later', fileId: jobs[2].fileId },
				]);
			},
		);

		test('continues with the jobs as they are, marked', () => {
			const { execution, jobs } = end('continue');

			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject([
				done,
				{ label: 'late', id: jobs[1].id, status: 'PENDING', timedOut: true },
				{ label: 'later', id: jobs[2].id, status: 'PENDING', timedOut: true },
			]);
			expect(outcomes(execution)[0]).not.toHaveProperty('timedOut');
			expect(jobs.slice(1).map(({ status, webhook }) => [status, webhook])).toEqual([
				['PENDING', null],
				['PENDING', null],
			]);
		});

		test.each(['continue, cancel', 'polling, continue, cancel'])(
			'continues with the jobs cancelled, marked (%s)',
			(name) => {
				const { execution, jobs } = end(name);

				expect(jobs.map(({ status }) => status)).toEqual(['COMPLETED', 'CANCELLED', 'CANCELLED']);
				expect(execution.status).toBe('success');
				expect(outcomes(execution)).toMatchObject([
					done,
					{ label: 'late', id: jobs[1].id, status: 'CANCELLED', timedOut: true },
					{ label: 'later', id: jobs[2].id, status: 'CANCELLED', timedOut: true },
				]);
			},
		);

		test('cancels the late jobs and says so in the error', () => {
			const { execution, jobs } = end('error, cancel');

			expect(jobs.map(({ status }) => status)).toEqual(['COMPLETED', 'CANCELLED', 'CANCELLED']);
			expect(execution.status).toBe('error');
			expect(execution.data.resultData.error).toMatchObject({
				message: '2 transcriptions had not ended at the time limit',
				description: expect.stringContaining(
					`they were cancelled in Koldan: ${jobs[1].id}, ${jobs[2].id}`,
				) as string,
			});
		});

		test('looks once more, and gives the transcripts of jobs whose callbacks never came', () => {
			const { execution, scene } = end('silent');

			expect(scene.koldan.deliveries).toEqual([]);
			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(
				['done', 'late', 'later'].map((label) => ({ label, text: transcriptOf(label) })),
			);
		});

		test('leaves jobs whose transcripts the operation Wait gets later', async () => {
			const { scene, run, jobs } = end('error');
			await run.finishJobs();
			const wait = await scene.startWith(
				run.items.map(({ label, fileId }, index) => ({
					label,
					fileId,
					transcriptionId: jobs[index].id,
				})),
				{ operation: 'wait' },
			);

			expect(outcomes(await wait.ended())).toMatchObject(
				['done', 'late', 'later'].map((label) => ({ label, text: transcriptOf(label) })),
			);
		});
	});
}
