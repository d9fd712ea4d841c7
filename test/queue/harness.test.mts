import { Redis } from 'ioredis';
import pg from 'pg';

import { startKoldanServer } from '../koldan-server/server.mts';
import { outputOf } from '../n8n/client.mts';
import type { WorkflowFile } from '../n8n/client.mts';
import { startQueue } from '../n8n/queue.mts';
import { useQueue } from '../suites/use-n8n.mts';
import { callWebhook } from '../suites/waiting/callbacks.mts';

/** Webhook → sleep until resumed → end; the webhook's answer is the resume address. */
const sleeper: WorkflowFile = {
	name: 'Sleeper',
	nodes: [
		{
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: '5b1c3c0e-6c33-4f0e-9b57-000000000001',
			parameters: { path: 'sleeper', httpMethod: 'POST', responseMode: 'responseNode' },
		},
		{
			id: 'answer',
			name: 'Answer',
			type: 'n8n-nodes-base.respondToWebhook',
			typeVersion: 1.1,
			position: [200, 0],
			parameters: { respondWith: 'text', responseBody: '={{ $execution.resumeUrl }}' },
		},
		{
			id: 'sleep',
			name: 'Sleep',
			type: 'n8n-nodes-base.wait',
			typeVersion: 1.1,
			position: [400, 0],
			webhookId: '5b1c3c0e-6c33-4f0e-9b57-000000000002',
			parameters: { resume: 'webhook', httpMethod: 'POST' },
		},
	],
	connections: {
		Start: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] },
		Answer: { main: [[{ node: 'Sleep', type: 'main', index: 0 }]] },
	},
};

const getJob = (transcriptionId: string): WorkflowFile => ({
	name: 'Get a transcription',
	nodes: [
		{
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'koldan',
			name: 'Koldan',
			type: 'n8n-nodes-koldan.koldan',
			typeVersion: 1,
			position: [200, 0],
			parameters: {
				resource: 'transcription',
				operation: 'get',
				transcriptionId: { __rl: true, mode: 'id', value: transcriptionId },
			},
			credentials: { koldanApi: { id: '', name: 'Koldan account' } },
		},
	],
	connections: { Start: { main: [[{ node: 'Koldan', type: 'main', index: 0 }]] } },
});

const running = useQueue();

beforeAll(async () => {
	await running.n8n.publish(await running.n8n.importWorkflow(sleeper));
});

/** Starts an execution by its webhook and waits until it sleeps. */
async function startSleeper(): Promise<{ id: string; resumeUrl: string }> {
	const resumeUrl = await running.n8n.request<string>('POST', '/webhook/sleeper', {});
	const id = /webhook-waiting\/(\d+)/.exec(resumeUrl)?.[1] ?? '';
	await running.n8n.waitForExecution(id, undefined, ['waiting']);
	return { id, resumeUrl };
}

const lines = (pattern: RegExp) =>
	running.n8n.processes.map(({ logs }) => logs.filter((line) => pattern.test(line)).length);

describe('queue mode', () => {
	test('takes webhooks at the webhook processor, runs on the workers, resumes over https', async () => {
		const { id, resumeUrl } = await startSleeper();
		expect(resumeUrl).toMatch(new RegExp(`^${running.n8n.url}/webhook-waiting/`));
		await running.n8n.request('POST', resumeUrl, { hello: 'there' });
		const execution = await running.n8n.waitForExecution(id);

		expect(execution.status).toBe('success');
		expect(outputOf(execution, 'Sleep')[0].json.body).toEqual({ hello: 'there' });
		const [main, worker1, worker2, webhook] = lines(/Enqueued execution|Worker started execution/);
		expect({ main, webhook, workers: worker1 + worker2 }).toEqual({
			main: 0,
			webhook: 2,
			workers: 2,
		});
	});

	test('goes on after workers, the webhook processor and main were killed', async () => {
		const { id, resumeUrl } = await startSleeper();
		await Promise.all(running.n8n.processes.map(async (process) => await process.kill9()));
		// The client would repeat it.
		expect(await callWebhook({ url: resumeUrl })).toBe(503);
		await running.n8n.start();
		await running.n8n.request('POST', resumeUrl, { after: 'the power cut' });

		expect((await running.n8n.waitForExecution(id)).status).toBe('success');
	});

	test('has the package on the workers', async () => {
		const koldan = await startKoldanServer({ recognizer: 'simulation' });
		const [job] = koldan.jobs.seed(1);
		const credential = await running.n8n.importCredentials({
			name: 'Koldan account',
			type: 'koldanApi',
			data: { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: koldan.url },
		});
		const id = await running.n8n.importWorkflow(getJob(job.id), { koldanApi: credential });
		const execution = await running.n8n.runOnce(id, 'Start');
		await koldan.close();

		expect(execution.status).toBe('success');
		expect(outputOf(execution, 'Koldan')[0].json).toMatchObject({
			id: job.id,
			status: 'COMPLETED',
		});
	});

	test('leaves no database and no keys behind', async () => {
		const other = await startQueue({ package: false, workers: 1, webhooks: 0 });
		const postgres = new pg.Client(
			process.env.KOLDAN_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
		);
		const redis = new Redis(process.env.KOLDAN_REDIS_URL ?? 'redis://127.0.0.1:6379');
		const own = `koldan_n8n_${process.pid}_`;
		const count = async () => ({
			databases:
				(await postgres.query('SELECT 1 FROM pg_database WHERE datname LIKE $1', [`${own}%`]))
					.rowCount ?? 0,
			prefixes: new Set((await redis.keys(`${own}*`)).map((key) => key.slice(0, own.length + 8)))
				.size,
		});
		await postgres.connect();
		const during = await count();
		await other.stop();
		const after = await count();
		await postgres.end();
		redis.disconnect();

		expect(during).toEqual({ databases: 2, prefixes: 2 });
		expect(after).toEqual({ databases: 1, prefixes: 1 });
	});
});
