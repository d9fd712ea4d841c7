import { request } from 'node:https';
import type { Behaviour } from '../../koldan-server/behaviour.mts';
import type { DeliveryAttempt } from '../../koldan-server/webhooks.mts';
import { outcomes, requestCounts, runsOf, transcriptOf } from './stage.mts';
import type { Stage } from './stage.mts';

const webhook = { waitForCompletion: 'webhook' };

const texts = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		label: `item ${index}`,
		text: transcriptOf(`item ${index}`),
	}));

export interface Call {
	url: string;
	headers?: Record<string, string>;
	body?: string;
}

/** Calls an address of n8n as anybody could. Resolves with the answer's status. */
export async function callWebhook({ url, headers = {}, body = '' }: Call): Promise<number> {
	return await new Promise((resolve, reject) => {
		const sent = request(
			url,
			// Only the status is asked for; the certificate is the test's own.
			{ method: 'POST', headers, rejectUnauthorized: false, agent: false },
			(response) => {
				response.resume();
				response.once('end', () => resolve(response.statusCode ?? 0));
			},
		);
		sent.once('error', reject);
		sent.end(body);
	});
}

/** Sends a delivery of Koldan's once more. */
export const replay = async ({ url, headers, body }: DeliveryAttempt): Promise<number> =>
	await callWebhook({ url, headers, body });

/** Callbacks that come early, late, never, often, or in any of the shapes that the reference leaves open. */
export function testCallbacks(stage: () => Stage): void {
	describe('callbacks', () => {
		test.each(['after-job-finished', 'after-delivery'] as const)(
			'resumes when the job ends before its creation is answered (%s)',
			async (createResponse) => {
				const scene = await stage().open({ createResponse, jobDurationMs: 50 });
				const runs = await Promise.all(
					Array.from(
						{ length: 3 },
						async () => await scene.start({ items: 2, parameters: webhook }),
					),
				);
				for (const run of runs) {
					const execution = await run.ended();
					expect(execution.status).toBe('success');
					expect(outcomes(execution)).toMatchObject(texts(2));
				}
				expect(requestCounts(scene.koldan).createTranscription).toBe(6);
			},
		);

		test.each([2, 10])('resumes once when %d callbacks come at once', async (webhookCopies) => {
			const scene = await stage().open({ webhookCopies, autoFinish: false });
			const run = await scene.start({ items: 3, parameters: webhook });
			await run.parked();
			await Promise.all(
				run
					.jobs()
					.map(
						async ({ id, fileId }) => await scene.koldan.jobs.finish(id, scene.outcomeOf(fileId)),
					),
			);
			await scene.koldan.deliveriesSettled();
			const execution = await run.ended();

			expect(scene.koldan.deliveries).toHaveLength(3 * webhookCopies);
			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(texts(3));
			expect([runsOf(execution, 'Koldan'), runsOf(execution, 'After')]).toEqual([1, 1]);
		});

		test('changes nothing when a callback comes after the execution has ended', async () => {
			const scene = await stage().open();
			const run = await scene.start({ items: 2, parameters: webhook });
			const before = await run.ended();
			const answers = await Promise.all(scene.koldan.deliveries.map(replay));
			const after = await run.ended();

			expect(answers.length).toBeGreaterThan(0);
			expect(answers.every((status) => status >= 400 && status < 500)).toBe(true);
			expect(after.stoppedAt).toBe(before.stoppedAt);
			expect(outcomes(after)).toEqual(outcomes(before));
			expect(await stage().n8n.executions(run.workflowId)).toHaveLength(1);
		});

		test('takes a job that ends while its webhook is being set (409) as ended', async () => {
			const scene = await stage().open({ autoFinish: false });
			scene.koldan.faults.add({
				kind: 'latency',
				ms: 1_500,
				operationId: 'updateTranscriptionWebhook',
			});
			const files = scene.files(2);
			const jobs = scene.koldan.jobs.seed(2, { status: 'IN_PROGRESS' });
			const run = await scene.startWith(
				files.map((file, index) => ({ ...file, transcriptionId: jobs[index].id })),
				{ operation: 'wait', parameters: webhook },
			);
			while ((requestCounts(scene.koldan).updateTranscriptionWebhook ?? 0) < 2)
				await new Promise((resolve) => setTimeout(resolve, 50));
			for (const [index, { id }] of jobs.entries())
				await scene.koldan.jobs.finish(id, scene.outcomeOf(files[index].fileId ?? ''));
			const execution = await run.ended();

			expect(
				scene.koldan.requests
					.filter(({ operationId }) => operationId === 'updateTranscriptionWebhook')
					.map(({ status }) => status),
			).toEqual([409, 409]);
			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(texts(2));
		});

		test('does not overwrite somebody else’s webhook', async () => {
			const scene = await stage().open({ autoFinish: false });
			const url = 'https://elsewhere.example/hook';
			const files = scene.files(2);
			const jobs = scene.koldan.jobs.seed(2, { status: 'IN_PROGRESS', webhook: { url } });
			const items = files.map((file, index) => ({ ...file, transcriptionId: jobs[index].id }));
			const refused = await scene.startWith(items, { operation: 'wait', parameters: webhook });
			const polling = await scene.startWith(items, { operation: 'wait' });
			const error = (await refused.ended()).data.resultData.error as Error & {
				description: string;
			};

			expect(error.message).toMatch(/^Transcription \S+ has a webhook of its own already$/);
			expect(error.description).toContain('"By Polling"');
			while (!requestCounts(scene.koldan).getTranscription)
				await new Promise((resolve) => setTimeout(resolve, 50));
			for (const [index, { id }] of jobs.entries())
				await scene.koldan.jobs.finish(id, scene.outcomeOf(files[index].fileId ?? ''));
			expect(outcomes(await polling.ended())).toMatchObject(texts(2));
			expect(jobs.map((job) => job.webhook)).toEqual([{ url }, { url }]);
		});
	});
}

/** What the reference leaves open about deliveries. Each resumes; where the token comes back, whatever the signature. */
const SHAPES: Array<Partial<Behaviour>> = [
	...(
		[
			'job',
			'job-without-result',
			'id-status',
			'event',
			'empty',
			'non-json',
			'wrong-status',
			'other-job',
		] as const
	).map((webhookPayload) => ({ webhookPayload })),
	{ webhookRetryDelaysMs: [200, 200], webhookTimeoutMs: 1_000 },
	{ webhookDelayMs: 1_000 },
	{ webhookInResponses: 'masked' },
	{ webhookInResponses: 'absent' },
	{ nullFields: 'absent', emptyList: 204, extraFields: true, timestamps: 'seconds' },
	{ clockSkewMs: -1_800_000, timestampZone: '+03:00' },
	{ clockSkewMs: 1_800_000, timestamps: 'microseconds' },
];

export function testShapes(stage: () => Stage): void {
	describe('deliveries and answers in every shape', () => {
		test.each(SHAPES)('resumes with %j', async (behaviour) => {
			const scene = await stage().open({ autoFinish: false, ...behaviour });
			const run = await scene.start({ items: 5, parameters: webhook });
			await run.parked();
			await run.finishJobs();
			const execution = await run.ended();

			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(texts(5));
		});
	});
}
