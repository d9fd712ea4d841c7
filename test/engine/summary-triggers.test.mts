/** Summaries that end start workflows, whatever a server makes of what is not documented about them. */
import { createHmac } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import type { Behaviour } from '../koldan-server/behaviour.mts';
import type { Job } from '../koldan-server/jobs.mts';
import { useKoldan } from './support/koldan.mts';
import { TriggerBench } from './support/trigger-bench.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ summaryOutcome: 'open' });
const SECRET = 'a secret that both know';

const polling = (parameters: INodeParameters) =>
	new TriggerBench('koldanPollingTrigger', parameters, {
		baseUrl: koldan.server.url,
		apiKey: koldan.server.apiKey,
	});

/** A trigger that only listens to what is sent to it. */
const receiving = (events: string[]) =>
	new TriggerBench(
		'koldanTrigger',
		{ watch: 'sent', events },
		{ baseUrl: koldan.server.url, apiKey: koldan.server.apiKey, webhookSecret: SECRET },
	);

const completed = () => koldan.server.jobs.seed(1, { result: { text: 'some words' } as never })[0];
const summarize = (job: Job) => koldan.server.summaries.add(job, { promptTemplateId: 'brief' });
const texts = (items: Array<{ summary?: unknown }> | null | undefined) =>
	items?.map(({ summary }) => summary);
const TEXT = expect.stringMatching(/^Extract\W+some words/) as unknown;

/** Headers of a call that Koldan has signed. */
const signed = (text: string) => ({
	'x-sig': createHmac('sha256', SECRET).update(text).digest('hex'),
});

describe.each([
	['as they are by default', {}],
	['with other names of dates', { summaryDates: 'createdAt' }],
	[
		'in a bare array, with another name of the ID',
		{ summaryList: 'array', summaryIdField: 'uuid' },
	],
	['in a list that keeps to no filter', { summaryListFilters: false }],
	['with a result that is a text', { summaryResult: 'string' }],
] satisfies Array<[string, Partial<Behaviour>]>)('summaries that end, %s', (_name, behaviour) => {
	beforeEach(() => {
		Object.assign(koldan.server.behaviour, behaviour);
	});

	test('start the workflow of a Koldan Trigger once, and not those that had ended before', async () => {
		const job = completed();
		const [earlier, running] = [summarize(job), summarize(job)];
		koldan.server.summaries.finish(earlier.id);
		const bench = polling({ events: ['summaryCompleted'] });
		expect(await bench.poll()).toBeNull();
		expect(await bench.poll()).toBeNull();
		koldan.server.summaries.finish(running.id);
		// Created and ended between two polls.
		koldan.server.summaries.finish(summarize(job).id);
		const failed = summarize(job);
		koldan.server.summaries.finish(failed.id, 'FAILED');
		expect(texts(await bench.poll())).toEqual([TEXT, TEXT]);
		expect(await bench.poll()).toBeNull();
	});

	test('come beside transcripts, and failed ones where they are listened to', async () => {
		const bench = polling({ events: ['completed', 'summaryFailed'] });
		await bench.poll();
		const job = completed();
		const summary = summarize(job);
		koldan.server.summaries.finish(summary.id, 'FAILED');
		expect(await bench.poll()).toEqual([
			expect.objectContaining({ text: 'some words' }),
			expect.objectContaining({ summary: null, status: 'FAILED', transcriptionId: job.id }),
		]);
		expect(await bench.poll()).toBeNull();
	});

	test('are filtered by their recordings', async () => {
		const bench = polling({ events: ['summaryCompleted'], filters: { name: 'interview' } });
		await bench.poll();
		const [interview, meeting] = [completed(), completed()];
		koldan.server.files.get(interview.fileId)!.name = 'Job interview';
		for (const job of [meeting, interview]) koldan.server.summaries.finish(summarize(job).id);
		expect(await bench.poll()).toEqual([
			expect.objectContaining({ transcriptionId: interview.id }),
		]);
	});

	test('are shown in a test, newest last', async () => {
		const job = completed();
		for (let count = 0; count < 5; count++) koldan.server.summaries.finish(summarize(job).id);
		const bench = polling({ events: ['summaryCompleted'] });
		expect(texts(await bench.poll('manual'))).toHaveLength(3);
		await expect(polling({ events: ['summaryFailed'] }).poll('manual')).rejects.toThrow(
			/There is no summary to show yet/,
		);
	});

	test('start the workflow of a Koldan Webhook Trigger that they are sent to', async () => {
		const bench = receiving(['completed', 'summaryCompleted']);
		await bench.activate();
		const job = completed();
		job.webhook = { url: bench.url, secret: SECRET };
		const summary = summarize(job);
		summary.webhook = { url: bench.url, secret: SECRET };
		const tell = async (body: object) => {
			const text = JSON.stringify(body);
			return await bench.deliver(signed(text), text);
		};
		expect((await tell({ id: job.id })).started).toMatchObject([{ id: job.id }]);
		// A call about a summary may name its transcription as well, and come early.
		const about = { transcriptionId: job.id, id: summary.id };
		expect((await tell(about)).started).toBeUndefined();
		koldan.server.summaries.finish(summary.id);
		expect(texts((await tell(about)).started)).toEqual([TEXT]);
		expect((await tell(about)).started).toBeUndefined();
	});

	test('that were sent to a Koldan Webhook Trigger and not told are found', async () => {
		const bench = receiving(['summaryCompleted']);
		bench.handlesSelfCalls = true;
		await bench.activate();
		const summary = summarize(completed());
		summary.webhook = { url: bench.url, secret: SECRET };
		koldan.server.summaries.finish(summary.id);
		const text = 'something has ended';
		await bench.deliver(signed(text), text);
		while (bench.startedBySelfCalls.length === 0)
			await new Promise((resolve) => setTimeout(resolve, 20));
		expect(texts(bench.startedBySelfCalls)).toEqual([TEXT]);
	});
});

describe('summaries without dates', () => {
	test('start the workflow once a poll has seen them unfinished', async () => {
		koldan.server.behaviour.summaryDates = 'absent';
		const job = completed();
		koldan.server.summaries.finish(summarize(job).id);
		const bench = polling({ events: ['summaryCompleted'] });
		await bench.poll();
		const summary = summarize(job);
		expect(await bench.poll()).toBeNull();
		koldan.server.summaries.finish(summary.id);
		expect(await bench.poll()).toHaveLength(1);
		expect(await bench.poll()).toBeNull();
	});

	test('a server without summaries says so', async () => {
		koldan.server.behaviour.summaryEndpoints = 'missing';
		await expect(polling({ events: ['summaryCompleted'] }).poll()).rejects.toThrow(/summar/);
	});
});
