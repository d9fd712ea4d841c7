import { createHmac } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import { ownKey, READY } from '../../nodes/Koldan/triggers/deliverySource';
import { jobKey } from '../../nodes/Koldan/triggers/ledger';
import type { Job } from '../koldan-server/jobs.mts';
import { byId, useKoldan } from './support/koldan.mts';
import { TriggerBench } from './support/trigger-bench.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });
const SECRET = 'a secret that both know';

const trigger = (parameters: INodeParameters = {}, more: object = {}) =>
	new TriggerBench('koldanTrigger', parameters, {
		baseUrl: koldan.server.url,
		apiKey: koldan.server.apiKey,
		...more,
	});
const polling = (parameters: INodeParameters = {}, more: object = {}) =>
	new TriggerBench('koldanPollingTrigger', parameters, {
		baseUrl: koldan.server.url,
		apiKey: koldan.server.apiKey,
		...more,
	});

const open = (count: number, more: Partial<Job> = {}) =>
	koldan.server.jobs.seed(count, { status: 'IN_PROGRESS', ...more });
const webhookOf = ({ id }: { id: string }) => koldan.server.jobs.get(id)?.webhook ?? null;
const ids = (items: Array<{ id?: unknown }> | null | undefined) => items?.map(({ id }) => id);

/** The headers that Koldan sends for a registration. */
const proof = (job: Job) => ({
	'x-koldan-n8n-token': webhookOf(job)?.headers?.['X-Koldan-N8n-Token'] ?? 'none',
});

/** The trigger's calls to itself, when there are that many: `ready`, or a transcription's ID. */
async function called({ selfCalls }: TriggerBench, count: number): Promise<string[]> {
	await until(() => selfCalls.length >= count);
	return [...selfCalls];
}

/** Waits for what happens in the background; whether it did is for the test to say. */
async function until(happened: () => boolean): Promise<void> {
	const deadline = Date.now() + 20_000;
	while (!happened() && Date.now() < deadline)
		await new Promise((resolve) => setTimeout(resolve, 20));
}

async function finish(...jobs: Job[]): Promise<void> {
	for (const { id } of jobs)
		await koldan.server.jobs.finish(id, {
			status: 'COMPLETED',
			result: { text: 'hello', segments: null } as never,
		});
}

describe('the life cycle of the Koldan Webhook Trigger', () => {
	test('recognises its own registration, and makes it anew when somebody has replaced it', async () => {
		const [first, second] = open(2);
		const bench = trigger();
		expect(await bench.exists()).toBe(false);
		await bench.activate();
		expect(await bench.exists()).toBe(true);
		await finish(first);
		expect(await bench.exists()).toBe(true);

		const job = koldan.server.jobs.get(second.id)!;
		job.webhook = { url: 'https://other.example.com/' };
		expect(await bench.exists()).toBe(false);
		job.webhook = null;
		expect(await bench.exists()).toBe(false);
		await bench.activate();
		expect(webhookOf(second)?.url).toBe(bench.url);
	});

	test('takes its registrations along when n8n gets another address', async () => {
		const [job] = open(1);
		const bench = trigger();
		await bench.activate();
		bench.n8nUrl = 'https://new.example.com';
		expect(await bench.exists()).toBe(false);
		await bench.activate();
		expect(webhookOf(job)?.url).toMatch(/^https:\/\/new\.example\.com\//);
	});

	test('does not take what belongs to the workflow that it was copied from', async () => {
		const [job] = open(1);
		const original = trigger();
		await original.activate();
		const copy = trigger();
		copy.stored = original.stored;
		await copy.deactivate();
		expect(webhookOf(job)).not.toBeNull();
		expect((await copy.deliver(proof(job), '{}')).status).toBe(401);
		expect(await copy.exists()).toBe(false);
	});

	test('cleans up what is left, whatever has become of the others', async () => {
		const jobs = open(6);
		const bench = trigger();
		await bench.activate();
		const [ended, gone, replaced, removed, ...left] = jobs;
		await finish(ended);
		koldan.server.jobs.remove(gone.id);
		koldan.server.jobs.get(replaced.id)!.webhook = { url: 'https://other.example.com/' };
		koldan.server.jobs.get(removed.id)!.webhook = null;
		await bench.deactivate();
		expect(left.map(webhookOf)).toEqual([null, null]);
		expect(webhookOf(replaced)?.url).toBe('https://other.example.com/');
		const deletions = koldan.server.requests.filter(
			({ operationId }) => operationId === 'deleteTranscriptionWebhook',
		);
		expect(deletions.map(({ status }) => status)).toEqual([204, 204, 204]);
	});

	test.each([404, 409])(
		'is content when a webhook to be removed is answered %i',
		async (status) => {
			open(1);
			const bench = trigger();
			await bench.activate();
			koldan.server.faults.add({
				kind: 'status',
				status,
				operationId: 'deleteTranscriptionWebhook',
			});
			await expect(bench.deactivate()).resolves.toBeUndefined();
		},
	);

	test('fails when a webhook can’t be removed, and knows of it afterwards', async () => {
		const jobs = open(5);
		const bench = trigger();
		await bench.activate();
		const repair = koldan.server.faults.add({
			kind: 'status',
			status: 403,
			operationId: 'deleteTranscriptionWebhook',
			path: new RegExp(jobs[2].id),
		});
		await expect(bench.deactivate()).rejects.toThrow(/not allowed to remove the webhook/);
		expect(jobs.filter(webhookOf)).toEqual([jobs[2]]);
		repair();
		await bench.deactivate();
		expect(webhookOf(jobs[2])).toBeNull();
	});

	test('registers many with a bounded number of requests at once', async () => {
		const jobs = open(60);
		koldan.server.faults.add({
			kind: 'latency',
			ms: 20,
			operationId: 'updateTranscriptionWebhook',
		});
		await trigger().activate();
		expect(jobs.every(webhookOf)).toBe(true);
		const calls = koldan.server.requests.filter(
			({ operationId }) => operationId === 'updateTranscriptionWebhook',
		);
		const atOnce = calls.map(
			({ startedAt }) =>
				calls.filter((other) => other.startedAt <= startedAt && (other.endedAt ?? 0) > startedAt)
					.length,
		);
		expect(calls).toHaveLength(60);
		expect(Math.max(...atOnce)).toBeLessThanOrEqual(4);
		expect(Math.max(...atOnce)).toBeGreaterThan(1);
	});

	test('treats a transcription that ends just before it is registered as ended', async () => {
		const [job] = open(1);
		koldan.server.faults.add({
			kind: 'status',
			status: 409,
			operationId: 'updateTranscriptionWebhook',
		});
		const bench = trigger({ watch: 'one', transcriptionId: byId(job.id) });
		await bench.activate();
		expect(await called(bench, 2)).toEqual(['ready', job.id]);
	});

	test('calls itself for what has ended while n8n was down', async () => {
		const [told, untold, late] = open(3);
		const bench = trigger();
		await bench.activate();
		await called(bench, 1);
		const headers = proof(told);
		await finish(told, untold);
		await bench.deliver(headers, '{}');
		expect(await bench.exists()).toBe(true);
		await until(() => bench.selfCalls.includes(untold.id));
		const keys = bench.selfCalls;
		expect(keys.filter((key) => key === 'ready').length).toBeGreaterThanOrEqual(2);
		expect(keys).toContain(untold.id);
		expect(keys).not.toContain(late.id);
		expect(webhookOf(late)).not.toBeNull();
	});

	test.each([
		['http://n8n.example.com', /not https/],
		['https://localhost', /only reachable on its own machine/],
	])('refuses the address %s before any request', async (address, reason) => {
		const bench = trigger({}, { baseUrl: 'https://koldan.example.com' });
		bench.n8nUrl = address;
		await expect(bench.activate()).rejects.toThrow(reason);
		await expect(bench.activate()).rejects.toThrow(/WEBHOOK_URL .* Or use the Koldan Trigger/);
	});

	test('keeps its tokens and the secret to itself', async () => {
		const [job] = open(1);
		const bench = trigger({ outputFormat: 'json' }, { webhookSecret: SECRET });
		await bench.activate();
		const { headers, secret } = webhookOf(job) ?? {};
		expect(secret).toBe(SECRET);
		const token = String(Object.values(headers ?? {})[0]);
		await finish(job);
		const { started } = await bench.deliver(proof(job), '{}');
		const shown = JSON.stringify([started, bench.log]);
		for (const hidden of [SECRET, token, token.split('.')[1]]) expect(shown).not.toContain(hidden);
		expect(ids(started)).toEqual([job.id]);
	});
});

describe('deliveries to the Koldan Webhook Trigger', () => {
	test('start the workflow once, from the transcription as Koldan gives it', async () => {
		const [job] = open(1);
		const bench = trigger({ events: ['completed', 'failed'] });
		await bench.activate();
		const headers = proof(job);
		const lie = JSON.stringify({ id: job.id, status: 'FAILED', result: { text: 'lie' } });
		expect(await bench.deliver(headers, lie)).toEqual({ status: 200 });
		await finish(job);
		const [first, ...others] = [
			await bench.deliver(headers, lie),
			await bench.deliver(headers, lie),
			await bench.deliver(headers, ''),
		];
		expect(first.started).toMatchObject([{ id: job.id, status: 'COMPLETED', text: 'hello' }]);
		expect(others).toEqual([{ status: 200 }, { status: 200 }]);
	});

	test('of one end at the same moment start it once', async () => {
		const [job] = open(1);
		const bench = trigger();
		await bench.activate();
		const headers = proof(job);
		await finish(job);
		const answers = await Promise.all(
			Array.from({ length: 20 }, async () => await bench.deliver(headers, '{}')),
		);
		expect(answers.filter(({ started }) => started)).toHaveLength(1);
		expect(answers.every(({ status }) => status === 200)).toBe(true);
	});

	test('that Koldan can’t be asked about show the error, and can come again', async () => {
		const [job] = open(1);
		const bench = trigger();
		await bench.activate();
		const headers = proof(job);
		await finish(job);
		const repair = koldan.server.faults.add({ kind: 'status', status: 503 });
		await expect(bench.deliver(headers, '{}')).rejects.toThrow(/could not get the transcription/);
		repair();
		expect(ids((await bench.deliver(headers, '{}')).started)).toEqual([job.id]);
	});

	test('wait a moment for an end or a transcript that does not show yet', async () => {
		const [job] = open(1);
		const bench = trigger();
		await bench.activate();
		const headers = proof(job);
		koldan.server.behaviour.resultDelayMs = 60_000;
		await finish(job);
		let reads = 0;
		const operationId = 'getTranscription';
		koldan.server.faults.add({
			kind: 'latency',
			operationId,
			// The transcript shows from the second look on, however fast or slow this machine is.
			get ms() {
				reads += 1;
				if (reads === 2) koldan.server.behaviour.resultDelayMs = 0;
				return 0;
			},
		});
		const { started } = await bench.deliver(headers, '{}');
		expect(reads).toBeGreaterThanOrEqual(2);
		expect(started).toMatchObject([{ text: 'hello' }]);
	});

	test('that are signed are taken for transcriptions that were sent here, and no others', async () => {
		const bench = trigger({ watch: 'sent' }, { webhookSecret: SECRET });
		await bench.activate();
		const { url } = bench;
		const [mine] = koldan.server.jobs.seed(1, { webhook: { url, secret: SECRET } });
		const [theirs] = koldan.server.jobs.seed(1, { webhook: { url: 'https://x.example.com/' } });
		const signed = async (body: string) =>
			await bench.deliver(
				{ 'x-sig': createHmac('sha256', SECRET).update(body).digest('hex') },
				body,
			);
		expect(await signed(JSON.stringify({ id: theirs.id }))).toEqual({ status: 200 });
		expect(ids((await signed(JSON.stringify({ id: mine.id }))).started)).toEqual([mine.id]);
		expect(await signed(JSON.stringify({ id: mine.id }))).toEqual({ status: 200 });
	});

	test('start it later when n8n could not start it, once', async () => {
		const [job] = open(1);
		const bench = trigger();
		await bench.activate();
		await called(bench, 1);
		const headers = proof(job);
		await finish(job);
		bench.handlesSelfCalls = true;
		bench.startsFail = true;
		expect(await bench.deliver(headers, '{}')).toEqual({ status: 500 });
		await until(() => bench.selfCalls.filter((key) => key === job.id).length >= 3);
		expect(bench.startedBySelfCalls).toEqual([]);
		bench.startsFail = false;
		await until(() => bench.startedBySelfCalls.length > 0);
		expect(ids(bench.startedBySelfCalls)).toEqual([job.id]);
		expect(await bench.deliver(headers, '{}')).toEqual({ status: 200 });
		expect(bench.log.join()).toContain(`could not start the workflow for transcription ${job.id}`);
	});

	test('are remembered once the workflow has started, and no sooner', async () => {
		const [failing, job] = open(2);
		const bench = trigger();
		await bench.activate();
		await called(bench, 1);
		const headers = [failing, job].map(proof);
		await finish(failing, job);
		bench.startsFail = true;
		expect((await bench.deliver(headers[0], '{}')).status).toBe(500);
		bench.startsFail = false;
		bench.handlesSelfCalls = true;
		const isStored = ({ id }: Job) => bench.stored.includes(jobKey(id));
		expect(isStored(failing)).toBe(false);
		expect((await bench.deliver(headers[1], '{}')).started).toHaveLength(1);
		await until(() => isStored(job));
		expect(isStored(job)).toBe(true);
	});

	test('leave the start to another process that was first, unless it failed there', async () => {
		const [job] = open(1);
		const bench = trigger();
		await bench.activate();
		await called(bench, 1);
		const headers = proof(job);
		await finish(job);
		bench.handlesSelfCalls = true;
		const report = async (body: object) => await bench.callItself(READY, body);
		const key = jobKey(job.id);
		expect(await report({ starting: [[key, 'another']] })).toMatchObject({ taken: [] });
		expect(await report({ starting: [[key, 'a third']] })).toMatchObject({ taken: [key] });
		expect(await bench.deliver(headers, '{}')).toEqual({ status: 200 });
		// A call of its own is repeated until it is known what came of the other start.
		expect(await bench.callItself(ownKey(job.id))).toEqual({
			message: 'The workflow is being started',
		});
		await report({ failed: ['another'] });
		expect(ids((await bench.deliver(headers, '{}')).started)).toEqual([job.id]);
	});

	test('are marked for all processes before n8n starts the workflow', async () => {
		const [job] = open(1);
		const bench = trigger();
		await bench.activate();
		await called(bench, 1);
		const headers = proof(job);
		await finish(job);
		bench.handlesSelfCalls = true;
		let stored = '';
		bench.beforeStart = () => {
			stored = bench.stored;
		};
		await bench.deliver(headers, '{}');
		expect(stored).toContain(jobKey(job.id));
	});

	test('with a true token start nothing for a transcription that is not watched any more', async () => {
		const [job, other] = open(2);
		const bench = trigger();
		await bench.activate();
		const headers = proof(job);
		await bench.deactivate();
		bench.parameters = { watch: 'one', transcriptionId: byId(other.id) };
		await bench.activate();
		await finish(job);
		expect(await bench.deliver(headers, '{}')).toEqual({ status: 200 });
	});

	test('write little, however many transcriptions are watched', async () => {
		const jobs = open(1200);
		const bench = trigger();
		await bench.activate();
		expect(jobs.every(webhookOf)).toBe(true);
		expect(bench.stored.length).toBeLessThan(25_000);
		const last = jobs[jobs.length - 1];
		const headers = proof(last);
		await finish(last);
		expect(ids((await bench.deliver(headers, '{}')).started)).toEqual([last.id]);
		await bench.deactivate();
		expect(jobs.filter((job) => job !== last && webhookOf(job))).toEqual([]);
	}, 120_000);

	test('are refused before the trigger is active', async () => {
		expect((await trigger().deliver({}, '{}')).status).toBe(401);
	});
});

describe('polls of the Koldan Trigger', () => {
	test('give what has ended since the first one', async () => {
		koldan.server.jobs.seed(2);
		const [job] = open(1);
		const bench = polling();
		expect(await bench.poll()).toBeNull();
		expect(await bench.poll()).toBeNull();
		await finish(job);
		expect(await bench.poll()).toMatchObject([{ id: job.id, text: 'hello' }]);
		expect(await bench.poll()).toBeNull();
	});

	test.each([
		['as n8n says', 100],
		['where n8n does not say', undefined],
	])('end in time, %s, and the next ones go on where they ended', async (_, pollBudget) => {
		const bench = polling();
		await bench.poll();
		const jobs = koldan.server.jobs.seed(30);
		bench.pollBudget = pollBudget;
		koldan.server.faults.add({ kind: 'latency', ms: 20, operationId: 'getTranscription' });
		const portions: unknown[][] = [];
		for (let poll = 0; poll < 30 && portions.flat().length < jobs.length; poll++) {
			const before = koldan.server.requests.length;
			const items = (await bench.poll()) ?? [];
			const read = koldan.server.requests
				.slice(before)
				.filter(({ operationId }) => operationId === 'getTranscription');
			// Nothing is read that is not given out.
			expect(read).toHaveLength(items.length);
			portions.push(ids(items) ?? []);
		}
		expect(portions.flat()).toEqual(jobs.map(({ id }) => id));
		if (pollBudget === undefined) expect(portions).toHaveLength(1);
		else expect(portions.length).toBeGreaterThan(1);
		expect(await bench.poll()).toBeNull();
	});

	test('get ahead even where n8n gives no time at all', async () => {
		const bench = polling();
		await bench.poll();
		const jobs = koldan.server.jobs.seed(150);
		bench.pollBudget = 1;
		const given: unknown[] = [];
		for (let poll = 0; poll < 150 && given.length < jobs.length; poll++)
			given.push(...(ids(await bench.poll()) ?? []));
		expect(given).toEqual(jobs.map(({ id }) => id));
	});

	test('do not overlap', async () => {
		const bench = polling();
		await bench.poll();
		const jobs = koldan.server.jobs.seed(3);
		koldan.server.faults.add({ kind: 'latency', ms: 30 });
		const results = await Promise.all([bench.poll(), bench.poll(), bench.poll()]);
		expect(results.map(ids)).toEqual([jobs.map(({ id }) => id), undefined, undefined]);
	});

	test('lose nothing when Koldan fails in the middle', async () => {
		const bench = polling();
		await bench.poll();
		const jobs = koldan.server.jobs.seed(3);
		const repair = koldan.server.faults.add({
			kind: 'status',
			status: 500,
			operationId: 'getTranscription',
			path: new RegExp(jobs[1].id),
		});
		await expect(bench.poll()).rejects.toThrow(/right now \(status/);
		repair();
		expect(ids(await bench.poll())).toEqual(jobs.map(({ id }) => id));
	});

	test('are not stopped by one transcription that can’t be read', async () => {
		const bench = polling();
		await bench.poll();
		const jobs = koldan.server.jobs.seed(3);
		koldan.server.faults.add({
			kind: 'status',
			status: 403,
			operationId: 'getTranscription',
			path: new RegExp(jobs[1].id),
		});
		expect((await bench.poll())?.map(({ id, text }) => [id, text])).toEqual([
			[jobs[0].id, 'hello'],
			[jobs[1].id, undefined],
			[jobs[2].id, 'hello'],
		]);
	});

	test('begin anew in a copy on another instance', async () => {
		const original = polling();
		await original.poll();
		const copy = polling();
		copy.stored = original.stored;
		const [before] = koldan.server.jobs.seed(1);
		expect(await copy.poll()).toBeNull();
		const [after] = koldan.server.jobs.seed(1);
		expect(ids(await copy.poll())).toEqual([after.id]);
		expect(ids(await original.poll())).toEqual([before.id, after.id]);
	});

	test('go by events and filters, and do not give later what they left out', async () => {
		const { id: fileId } = koldan.server.files.add({ name: 'Interview' });
		const bench = polling({ events: ['failed'], filters: { name: 'interview' } });
		await bench.poll();
		const failed = { status: 'FAILED', errorCode: 'EMPTY_AUDIO' } as const;
		const [wanted] = koldan.server.jobs.seed(1, { ...failed, fileId });
		koldan.server.jobs.seed(1, failed);
		koldan.server.jobs.seed(1, { fileId });
		expect(await bench.poll()).toMatchObject([{ id: wanted.id, errorCode: 'EMPTY_AUDIO' }]);
		const wider = polling();
		wider.stored = bench.stored;
		expect(await wider.poll()).toBeNull();
	});

	test('give transcriptions that were deleted before they were seen', async () => {
		const bench = polling();
		await bench.poll();
		const [job] = koldan.server.jobs.seed(1, { isDeleted: true });
		expect(await bench.poll()).toMatchObject([{ id: job.id, isDeleted: true, text: 'hello' }]);
	});

	test.each([
		['null', { failedCompletionDate: 'null', sortNulls: 'first' }],
		['seconds', { timestamps: 'seconds', timestampZone: '+03:00', sortTies: 'random' }],
		['no bodies for empty lists', { emptyList: 204, nullFields: 'absent' }],
		['a clock of its own', { clockSkewMs: -3_600_000, timestamps: 'microseconds' }],
	] as const)('work whatever Koldan’s answers look like: %s', async (_, behaviour) => {
		Object.assign(koldan.server.behaviour, behaviour);
		const bench = polling({ events: ['completed', 'failed', 'cancelled'] });
		await bench.poll();
		const jobs = open(250);
		await bench.poll();
		for (const [index, { id }] of jobs.entries())
			await koldan.server.jobs.finish(
				id,
				index % 3
					? { status: 'COMPLETED', result: { text: 'hello', segments: null } as never }
					: { status: 'CANCELLED' },
			);
		const given = ids(await bench.poll()) ?? [];
		expect([...given].sort()).toEqual(jobs.map(({ id }) => id).sort());
		expect(await bench.poll()).toBeNull();
	});

	test('show the newest ones in a test, and change nothing', async () => {
		const bench = polling();
		await expect(bench.poll('manual')).rejects.toThrow(/no transcription to show yet/);
		const jobs = koldan.server.jobs.seed(5);
		expect(ids(await bench.poll('manual'))).toEqual(jobs.slice(2).map(({ id }) => id));
		expect(bench.stored).toBe('{}');
	});

	test('ask with five requests when nothing has happened', async () => {
		koldan.server.jobs.seed(20);
		const bench = polling();
		await bench.poll();
		const before = koldan.server.requests.length;
		await bench.poll();
		expect(koldan.server.requests.length - before).toBe(5);
	});

	test('need an event', async () => {
		await expect(polling({ events: [] }).poll()).rejects.toThrow(/No event is chosen/);
	});
});
