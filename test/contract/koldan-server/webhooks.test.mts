import { createHmac } from 'node:crypto';
import type { AxiosInstance } from 'axios';
import type { KoldanWebhook, TranscriptionJob } from '../../../nodes/Koldan/api/types.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../fixtures/webhook-receiver.mts';
import type { Behaviour, Outcome } from '../../koldan-server/behaviour.mts';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { client, endTest, OPTIONS, sendForm, TRANSCRIPTIONS, upload } from './client.mts';

const SECRET = 'a shared secret';

let receiver: WebhookReceiver;
let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	receiver = await startWebhookReceiver();
	server = await startKoldanServer({
		recognizer: 'simulation',
		ca: receiver.ca,
		behaviour: { autoFinish: false },
	});
	http = client(server);
});
afterAll(async () => {
	await server.close();
	await receiver.close();
});
afterEach(() => {
	endTest(server);
	receiver.received.length = 0;
	receiver.answers.length = 0;
});

const webhook = (more: Partial<KoldanWebhook> = {}): KoldanWebhook => ({
	url: `${receiver.url}/hook?token=a%20b`,
	secret: SECRET,
	headers: { 'X-My-Token': 'token-1' },
	...more,
});

/** Lets a job with a webhook end under the switches given; resolves when nothing is on the way any more. */
async function notify(
	behaviour: Partial<Behaviour>,
	outcome: Outcome = { status: 'COMPLETED' },
	registration = webhook(),
): Promise<TranscriptionJob> {
	Object.assign(server.behaviour, behaviour);
	const job = await upload(http, { webhook: registration });
	await server.jobs.finish(job.id, outcome);
	await server.deliveriesSettled();
	return job;
}

const hmac = (text: string, encoding: 'hex' | 'base64' | 'base64url') =>
	createHmac('sha256', SECRET).update(text).digest(encoding);

test('a delivery brings the custom headers, the signature of its raw body, and the job', async () => {
	const { id } = await notify({});
	expect(receiver.received).toHaveLength(1);
	const [{ path, headers, body }] = receiver.received;
	expect(path).toBe('/hook?token=a%20b');
	expect(headers).toMatchObject({
		'content-type': 'application/json',
		'x-my-token': 'token-1',
		'x-koldan-signature': hmac(body, 'hex'),
	});
	expect(JSON.parse(body)).toMatchObject({
		id,
		status: 'COMPLETED',
		result: { text: expect.any(String) },
	});
	expect(server.deliveries).toEqual([
		expect.objectContaining({ jobId: id, copy: 1, attempt: 1, status: 200, body }),
	]);
});

test('without a secret there is no signature', async () => {
	await notify({}, undefined, webhook({ secret: undefined }));
	expect(receiver.received[0].headers).not.toHaveProperty('x-koldan-signature');
});

test.each(['hex', 'base64', 'base64url'] as const)('signatures in %s', async (encoding) => {
	await notify({ webhookSignatureEncoding: encoding });
	const [{ headers, body }] = receiver.received;
	expect(headers['x-koldan-signature']).toBe(hmac(body, encoding));
});

test('a prefix, and several headers', async () => {
	await notify({
		webhookSignatureFormat: 'sha256=',
		webhookSignatureHeaders: ['X-Signature', 'X-Hub-Signature-256'],
	});
	const [{ headers, body }] = receiver.received;
	const signature = `sha256=${hmac(body, 'hex')}`;
	expect(headers).toMatchObject({ 'x-signature': signature, 'x-hub-signature-256': signature });
	expect(headers).not.toHaveProperty('x-koldan-signature');
});

test('a signature over time and body', async () => {
	await notify({
		webhookSignatureFormat: 't,v1',
		webhookSignedContent: 'timestamp.body',
		webhookTimestampHeader: 'X-Koldan-Timestamp',
	});
	const [{ headers, body, at }] = receiver.received;
	const time = headers['x-koldan-timestamp'];
	expect(Math.abs(Number(time) - at / 1_000)).toBeLessThan(5);
	expect(headers['x-koldan-signature']).toBe(`t=${time},v1=${hmac(`${time}.${body}`, 'hex')}`);
});

describe('payloads', () => {
	const payloads: Array<[Behaviour['webhookPayload'], (id: string) => unknown]> = [
		['id-status', (id) => ({ id, status: 'COMPLETED' })],
		[
			'event',
			(id) =>
				expect.objectContaining({
					event: 'transcription.completed',
					data: expect.objectContaining({ id }),
				}),
		],
		['wrong-status', (id) => expect.objectContaining({ id, status: 'FAILED' })],
		['other-job', (id) => expect.objectContaining({ id: expect.not.stringMatching(id) })],
	];
	test.each(payloads)('%s', async (webhookPayload, expected) => {
		const { id } = await notify({ webhookPayload });
		expect(JSON.parse(receiver.received[0].body)).toEqual(expected(id));
	});

	test('job-without-result', async () => {
		const { id } = await notify({ webhookPayload: 'job-without-result' });
		const payload = JSON.parse(receiver.received[0].body) as TranscriptionJob;
		expect(payload).toMatchObject({ id, status: 'COMPLETED' });
		expect(payload).not.toHaveProperty('result');
	});

	test('empty and non-JSON, signed as they are', async () => {
		await notify({ webhookPayload: 'empty' });
		const { id } = await notify({ webhookPayload: 'non-json' });
		expect(receiver.received.map(({ body }) => body)).toEqual(['', `Job ${id} is COMPLETED`]);
		for (const { headers, body } of receiver.received) {
			expect(headers['x-koldan-signature']).toBe(hmac(body, 'hex'));
		}
	});
});

test('failures and cancellations are notified or not', async () => {
	const failed: Outcome = { status: 'FAILED', errorCode: 'EMPTY_AUDIO' };
	await notify({}, failed);
	await notify({}, { status: 'CANCELLED' });
	expect(
		receiver.received.map(({ body }) => (JSON.parse(body) as TranscriptionJob).status),
	).toEqual(['FAILED', 'CANCELLED']);
	await notify({ webhookNotifyOn: ['COMPLETED'] }, failed);
	expect(receiver.received).toHaveLength(2);
});

test('never, twice, ten at once', async () => {
	await notify({ webhookCopies: 0 });
	expect(server.deliveries).toHaveLength(0);
	await notify({ webhookCopies: 2, webhookCopiesAtOnce: false });
	expect(receiver.received).toHaveLength(2);
	expect(server.deliveries[1].startedAt.getTime()).toBeGreaterThanOrEqual(
		server.deliveries[0].endedAt?.getTime() ?? Infinity,
	);
	await notify({ webhookCopies: 10, webhookCopiesAtOnce: true });
	expect(receiver.received).toHaveLength(12);
});

test('no retries by default; with delays as many, until one is taken', async () => {
	receiver.answers.push(500);
	await notify({});
	expect(server.deliveries.map(({ status }) => status)).toEqual([500]);
	receiver.answers.push(503, 409);
	await notify({ webhookRetryDelaysMs: [10, 10, 10] });
	expect(server.deliveries.slice(1).map(({ attempt, status }) => [attempt, status])).toEqual([
		[1, 503],
		[2, 409],
		[3, 200],
	]);
});

test('a receiver that does not answer is given up', async () => {
	receiver.answers.push('hang');
	await notify({ webhookTimeoutMs: 100 });
	expect(server.deliveries).toEqual([
		expect.objectContaining({ error: expect.stringContaining('100ms') }),
	]);
	expect(server.deliveries[0].status).toBeUndefined();
});

test('a receiver whose certificate is not trusted gets nothing', async () => {
	const strict = await startKoldanServer({
		recognizer: 'simulation',
		behaviour: { autoFinish: false },
	});
	try {
		const { id } = await upload(client(strict), { webhook: webhook() });
		await strict.jobs.finish(id);
		await strict.deliveriesSettled();
		expect(strict.deliveries).toEqual([
			expect.objectContaining({ error: expect.stringMatching(/certificate/) }),
		]);
		expect(receiver.received).toHaveLength(0);
	} finally {
		await strict.close();
	}
});

test('a delivery can be late', async () => {
	const job = await notify({ webhookDelayMs: 150 });
	const ended = server.jobs.get(job.id)?.endedAt ?? Infinity;
	expect(receiver.received[0].at - ended).toBeGreaterThanOrEqual(149);
});

test('a delivery can come before the create request is answered', async () => {
	Object.assign(server.behaviour, {
		autoFinish: true,
		jobDurationMs: 0,
		createResponse: 'after-delivery',
	});
	const job = await upload(http, { webhook: webhook() });
	expect(receiver.received).toHaveLength(1);
	expect(job).toMatchObject({ status: 'PENDING', completionDate: null });
	expect(server.jobs.get(job.id)?.status).toBe('COMPLETED');
});

test('a webhook that is changed or removed before the end counts as it is then', async () => {
	const first = await upload(http, { webhook: webhook() });
	const changed = webhook({ headers: { 'X-My-Token': 'token-2' } });
	await http.put(`${TRANSCRIPTIONS}/${first.id}/webhook`, changed);
	const second = await upload(http, { webhook: webhook() });
	await http.delete(`${TRANSCRIPTIONS}/${second.id}/webhook`);
	await server.jobs.finishAll();
	await server.deliveriesSettled();
	expect(receiver.received.map(({ headers }) => headers['x-my-token'])).toEqual(['token-2']);
});

test('only https is taken', async () => {
	const http1 = webhook({ url: 'http://localhost/hook' });
	const fileId = server.files.add().id;
	const created = await http.post(TRANSCRIPTIONS, {
		fileId,
		transcription: OPTIONS,
		webhook: http1,
	});
	expect(created.status).toBe(400);
	const sent = await sendForm(http, {
		uri: 'http://x/',
		name: 'a',
		transcription: OPTIONS,
		webhook: http1,
	});
	expect(sent.status).toBe(400);
	const { id } = await upload(http);
	const put = () => http.put(`${TRANSCRIPTIONS}/${id}/webhook`, http1);
	expect((await put()).status).toBe(400);
	server.behaviour.undocumentedValidationStatus = 422;
	expect((await put()).status).toBe(422);
});

test('answers show the secret and the headers, mask them, or leave them out', async () => {
	const { id } = await upload(http, { webhook: webhook() });
	const shown = async (webhookInResponses: Behaviour['webhookInResponses']) => {
		server.behaviour.webhookInResponses = webhookInResponses;
		const { data } = await http.get<TranscriptionJob>(`${TRANSCRIPTIONS}/${id}`);
		return data.webhook;
	};
	const { url } = webhook();
	expect(await shown('full')).toEqual(webhook());
	expect(await shown('masked')).toEqual({
		url,
		secret: '********',
		headers: { 'X-My-Token': '********' },
	});
	expect(await shown('absent')).toEqual({ url });
});
