/** Secrets of webhooks and credentials stay out of what a workflow sees. Every other test of this folder looks for them too. */
import type { INodeParameters } from 'n8n-workflow';
import { useKoldan } from './support/koldan.mts';
import { CALLS, itemsFor, MODEL, seed } from './support/operations.mts';
import { expectNoSecrets } from './support/secrets.mts';
import { runWorkflow } from './support/workflow.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ jobDurationMs: 0 });

const WEBHOOK = {
	url: 'https://hooks.example.com/koldan?signature=signature-of-the-url#fragment-of-the-url',
	secret: 'the signing secret',
	headers: { 'X-Token': 'the token in a header' },
};
const GIVEN = {
	...WEBHOOK,
	headers: { pairs: [{ name: 'X-Token', value: WEBHOOK.headers['X-Token'] }] },
};
const LEAKS = /signing secret|token in a header|of-the-url/;

const WITH_WEBHOOK = { webhook: { settings: GIVEN } };

const OPERATIONS: Array<[string, INodeParameters]> = [
	['get', { outputFormat: 'json' }],
	['getAll', { simplify: false }],
	['wait', { outputFormat: 'json' }],
	['wait', { outputFormat: 'json', options: { waiting: { settings: { onFailure: 'continue' } } } }],
	['upload', { outputFormat: 'json', options: WITH_WEBHOOK }],
	['upload', { outputFormat: 'json', options: WITH_WEBHOOK, waitForCompletion: 'polling' }],
	['create', { outputFormat: 'json', options: WITH_WEBHOOK }],
	['updateWebhook', { url: GIVEN.url, options: { secret: GIVEN.secret, headers: GIVEN.headers } }],
];

describe.each(['full', 'masked', 'absent'] as const)('a server that shows webhooks %s', (shown) => {
	test.each(OPERATIONS)('%s %j', async (operation, more) => {
		koldan.server.behaviour.webhookInResponses = shown;
		const { parameters, prepare } = CALLS[operation];
		const id = prepare(koldan.server);
		const job = koldan.server.jobs.get(id);
		if (job) job.webhook = WEBHOOK;
		const { outputs, log, error } = await koldan.run(
			operation,
			{ ...parameters(id), ...more },
			{ items: await itemsFor(operation) },
		);
		expect(error).toBeUndefined();
		expect(outputs[0][0].json.webhook).toEqual({ url: 'https://hooks.example.com/koldan' });
		expect(JSON.stringify(outputs)).not.toMatch(LEAKS);
		expect(log.join('\n')).not.toMatch(LEAKS);
	});
});

test.each([
	[
		'https://n8n.example.com/webhook-waiting/123/koldan?signature=abc',
		'https://n8n.example.com/webhook-waiting/…',
	],
	['https://user:password@example.com/hook', 'https://example.com/hook'],
	['https://example.com/a/b', 'https://example.com/a/b'],
])('the address %s shows as %s', async (url, shown) => {
	const id = seed(koldan.server, { webhook: { url } });
	const { json } = await koldan.run('get', { ...CALLS.get.parameters(id), outputFormat: 'json' });
	expect(json[0].webhook).toEqual({ url: shown });
});

test('the credential’s signing secret goes to Koldan, not into items', async () => {
	const webhookSecret = 'the secret that triggers know too';
	const fileId = koldan.server.files.add().id;
	const { json } = await koldan.run(
		'create',
		{
			fileId,
			model: MODEL,
			options: { webhook: { settings: { url: GIVEN.url } } },
			outputFormat: 'json',
		},
		{ credential: { webhookSecret } },
	);
	expect(koldan.server.requests[0].json).toMatchObject({ webhook: { secret: webhookSecret } });
	expect(JSON.stringify(json)).not.toContain(webhookSecret);
});

test('the search for secrets finds them, in items, errors, hints and log', async () => {
	const { server } = koldan;
	const result = await runWorkflow({
		credentials: { baseUrl: server.url, apiKey: server.apiKey },
		parameters: { operation: 'get', ...CALLS.get.parameters(seed(server)) },
	});
	const finds = (more: Partial<typeof result>) =>
		expect(() => expectNoSecrets(server, { ...result, ...more })).toThrow(/kk-/);
	expectNoSecrets(server, result);
	finds({ outputs: [[{ json: { deep: [{ key: server.apiKey }] } }]] });
	finds({ hints: [{ message: `With ${server.apiKey}` }] });
	finds({ log: [`debug: ${server.apiKey}`] });
	finds({ error: Object.assign(new Error('No'), { cause: { key: server.apiKey } }) as never });
});
