import { createHmac, randomBytes } from 'node:crypto';
import pLimit from 'p-limit';

import { callWebhook } from '../suites/waiting/callbacks.mts';
import type { Call } from '../suites/waiting/callbacks.mts';
import { outcomes, runsOf, transcriptOf } from '../suites/waiting/stage.mts';
import type { Waiting } from '../suites/waiting/stage.mts';
import { signatureHeaders } from '../koldan-server/signature.mts';
import type { Execution } from '../n8n/client.mts';
import { useOwnN8n } from '../suites/use-n8n.mts';
import { until } from '../n8n/patience.mts';
import { chosenVersion, differencesOf } from '../n8n/versions.mts';

const running = useOwnN8n({ env: { N8N_LOG_LEVEL: 'debug' } });

const webhook = { waitForCompletion: 'webhook' };

/** The registration of an execution's first job: what only Koldan and n8n know. */
function registrationOf(run: Waiting) {
	const [{ id, webhook: set }] = run.jobs();
	if (!set?.headers || !set.secret) throw new Error('The job has no webhook');
	const [[header, token]] = Object.entries(set.headers);
	return { jobId: id, url: set.url, header, token, secret: set.secret };
}

const sign = (secret: string, body: string) =>
	createHmac('sha256', secret).update(body).digest('hex');

/** The answer to a call. An n8n that has too much to do refuses calls itself, with 503. */
const answerTo = async (call: Call): Promise<number> =>
	await until('n8n that has time', async () => {
		const status = await callWebhook(call);
		return status === 503 ? undefined : status;
	});

describe.each([
	{ kind: 'a secret in the credential', webhookSecret: 'shared-by-all-executions', count: 200 },
	{ kind: 'a random secret', webhookSecret: '', count: 100 },
])('with $kind', ({ webhookSecret, count }) => {
	test(`refuses ${count} forged deliveries, and then takes the true one`, async () => {
		const scene = await running.stage.open({ autoFinish: false }, { webhookSecret });
		const [target, other] = [
			await scene.start({ items: 2, parameters: webhook }),
			await scene.start({ items: 2, parameters: webhook }),
		];
		await Promise.all([target.asleep(2), other.asleep(2)]);
		const { url, header, token, jobId } = registrationOf(target);
		const foreign = registrationOf(other);
		const body = JSON.stringify({ id: jobId, status: 'COMPLETED' });
		const foreignBody = JSON.stringify({ id: foreign.jobId, status: 'COMPLETED' });
		const forgeries: Call[] = [
			{ url, body },
			{ url, body, headers: { [header]: '' } },
			{ url, body, headers: { [header]: token.slice(0, -1) } },
			{ url, body, headers: { [header]: `${token}0` } },
			{ url, body, headers: { [header]: `0.${randomBytes(32).toString('hex')}` } },
			{ url, body, headers: { [header]: token.replace(/^[^.]*/, 'self') } },
			{ url, body, headers: { [header]: foreign.token } },
			// A signature over another body, in a header of any name.
			{ url, body, headers: { 'X-Koldan-Signature': sign(foreign.secret, foreignBody) } },
			{
				url,
				body,
				headers: { 'X-Signature': `sha256=${sign(randomBytes(8).toString('hex'), body)}` },
			},
			// Another execution's true delivery, sent here.
			{
				url,
				body: foreignBody,
				headers: {
					[header]: foreign.token,
					'X-Koldan-Signature': sign(foreign.secret, foreignBody),
				},
			},
		];
		const requestsBefore = scene.koldan.requests.length;
		const limit = pLimit(10);
		const answers = await Promise.all(
			Array.from(
				{ length: count },
				async (_, index) =>
					await limit(async () => await answerTo(forgeries[index % forgeries.length])),
			),
		);

		expect(answers.filter((status) => status !== 401)).toEqual([]);
		expect(scene.koldan.requests.length).toBe(requestsBefore);
		const still = await running.n8n.execution(target.executionId);
		expect(still.status).toBe('waiting');
		expect(runsOf(still, 'After')).toBe(0);

		await Promise.all([target.finishJobs(), other.finishJobs()]);
		for (const run of [target, other]) {
			const execution = await run.ended();
			expect(execution.status).toBe('success');
			expect(outcomes(execution)).toMatchObject(
				['item 0', 'item 1'].map((label) => ({ label, text: transcriptOf(label) })),
			);
			expect(runsOf(execution, 'After')).toBe(1);
		}
	});
});

describe('a delivery without its token', () => {
	const open = async (webhookSecret: string) => {
		const scene = await running.stage.open(
			{ autoFinish: false, webhookNotifyOn: [] },
			{ webhookSecret },
		);
		const run = await scene.start({ parameters: webhook });
		await run.asleep();
		await run.finishJobs();
		return { scene, run, ...registrationOf(run) };
	};

	const FORMATS = (['hex', 'base64', 'base64url'] as const).flatMap((webhookSignatureEncoding) =>
		(['plain', 'sha256=', 't,v1'] as const).map((webhookSignatureFormat) => ({
			webhookSignatureEncoding,
			webhookSignatureFormat,
		})),
	);

	test('is taken when it is signed, in every encoding and format', async () => {
		const runs = await Promise.all(
			FORMATS.map(async (format) => ({ format, ...(await open('')) })),
		);
		for (const { format, scene, run, url, secret, jobId } of runs) {
			const body = JSON.stringify({ id: jobId });
			const headers = signatureHeaders(
				{ ...scene.koldan.behaviour, webhookSignatureHeaders: ['X-Any-Name'], ...format },
				secret,
				body,
				Math.floor(Date.now() / 1000),
			);

			expect({ format, status: await callWebhook({ url, body, headers }) }).toEqual({
				format,
				status: 200,
			});
			expect(outcomes(await run.ended())).toMatchObject([{ text: transcriptOf('item 0') }]);
		}
	});

	test('is taken when it is signed with the secret of the credential', async () => {
		const { run, url, secret, jobId } = await open('from-the-credential');
		const body = `job ${jobId} has ended`;

		expect(secret).toBe('from-the-credential');
		const headers = { 'X-Hub-Signature': sign(secret, body) };
		expect(await callWebhook({ url, body, headers })).toBe(200);
		expect((await run.ended()).status).toBe('success');
	});
});

describe('secrets', () => {
	/** Everything that nobody but Koldan and n8n may know about a run. */
	const secretsOf = (run: Waiting, apiKey: string) => [
		apiKey,
		...run
			.jobs()
			.flatMap(({ webhook: set }) => [
				set?.secret ?? '',
				...Object.values(set?.headers ?? {}),
				new URL(set?.url ?? '').searchParams.get('signature') ?? '',
			]),
	];
	const leaksIn = (text: string, secrets: string[]) =>
		secrets.filter((secret) => secret.length > 0 && text.includes(secret));
	const itemsOf = (execution: Execution) => JSON.stringify(execution.data.resultData);

	test.each(['simplified', 'json'])(
		'are not in the items of a waiting or ended execution, nor in errors (%s)',
		async (outputFormat) => {
			const scene = await running.stage.open(
				{ autoFinish: false },
				{ webhookSecret: 'my-own-secret-1' },
			);
			const play = async (parameters: object, plan = {}) =>
				await scene.start({
					items: ['a', 'b'],
					plan,
					parameters: { ...webhook, outputFormat, ...parameters },
				});
			const good = await play({});
			const bad = await play({}, { a: { status: 'FAILED', errorCode: 'INTERNAL_ERROR' } });
			const asData = await play(
				{ options: { waiting: { settings: { onFailure: 'continue' } } } },
				{ a: { status: 'FAILED', errorCode: 'INTERNAL_ERROR' } },
			);
			for (const run of [good, bad, asData]) {
				const parked = await run.parked();
				const secrets = secretsOf(run, scene.koldan.apiKey);
				// The key, and of each webhook its secret, its token, and what its address is signed with.
				const { signsResumeUrls } = differencesOf(chosenVersion());
				expect(secrets.filter(Boolean)).toHaveLength(signsResumeUrls ? 7 : 5);
				expect(leaksIn(itemsOf(parked), secrets)).toEqual([]);
				await run.finishJobs();
				const ended = await run.ended();
				expect(leaksIn(itemsOf(ended), secrets)).toEqual([]);
				expect(leaksIn(running.n8n.logs.join('\n'), secrets)).toEqual([]);
			}
		},
	);
});
