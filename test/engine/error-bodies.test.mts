/** The API's own words reach the user whatever shape its error bodies have: the reference documents none. */
import { useKoldan } from './support/koldan.mts';
import { CALLS, itemsFor, OPERATIONS, UNKNOWN_ID } from './support/operations.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });

const SHAPES = ['spring', 'message', 'nested', 'problem', 'text', 'html'] as const;
const onJobs = OPERATIONS.filter(
	(operation) => !['upload', 'create', 'getAll'].includes(operation),
);

describe.each(SHAPES)('an error body of the shape "%s"', (shape) => {
	test.each(OPERATIONS)('%s shows its words', async (operation) => {
		koldan.server.behaviour.errorBody = shape;
		const { error } = await koldan.run(operation, CALLS[operation].parameters(UNKNOWN_ID), {
			items: await itemsFor(operation),
			credential: { apiKey: koldan.server.createKey([]) },
		});
		expect(error?.description).toMatch(/ Koldan says: .*Missing scope: speech:.*\.$/);
		expect(error).toMatchObject({ httpCode: '403' });
	});
});

test.each(onJobs)(
	'without a body, %s shows the sentence and the advice alone',
	async (operation) => {
		koldan.server.behaviour.errorBody = 'empty';
		const { error } = await koldan.run(operation, CALLS[operation].parameters(UNKNOWN_ID));
		expect(error).toMatchObject({ httpCode: '404' });
		expect(error?.message).toContain(UNKNOWN_ID);
		expect(error?.description).toMatch(/\.$/);
		expect(error?.description).not.toContain('Koldan says');
	},
);

describe('bodies of other shapes', () => {
	const says = async (body: string, contentType?: string) => {
		koldan.server.faults.add({ kind: 'status', status: 400, body, contentType });
		const { error } = await koldan.run('get', CALLS.get.parameters(UNKNOWN_ID));
		return error?.description?.split(' Koldan says: ')[1];
	};

	test.each([
		[
			'a list of errors',
			'{"errors":[{"field":"model","message":"too long"},"and old"]}',
			'too long; and old',
		],
		[
			'a message with details',
			'{"message":"Not valid","errors":[{"message":"model: too long"}]}',
			'Not valid; model: too long',
		],
		['an OAuth error', '{"error":"invalid_token","error_description":"It expired"}', 'It expired'],
		['an error code alone', '{"error":"not_allowed"}', 'not_allowed'],
		['no known key', '{"grund":"Modell fehlt"}', '{"grund":"Modell fehlt"}'],
		['JSON text', '"just this"', 'just this'],
		['a number', '42', '42'],
		['null', 'null', undefined],
		['an empty object', '{}', undefined],
		['an empty list', '[]', undefined],
		['Hebrew', '{"message":"הקובץ פגום"}', 'הקובץ פגום'],
		['prototype keys', '{"__proto__":{"message":"no"},"message":"yes"}', 'yes'],
		['broken JSON', '{"message": "cut', '{"message": "cut'],
	])('%s', async (_name, body, words) => {
		expect(await says(body)).toBe(words);
	});

	test('a gateway’s page without its markup, script and style', async () => {
		const page =
			'<html><head><title>502</title><style>p{}</style></head><body><script>x()</script><h1>Bad <b>Gateway</b></h1>\n<p>nginx</p></body></html>';
		expect(await says(page, 'text/html')).toBe('Bad Gateway nginx');
	});

	test('a page of which only the title is legible', async () => {
		expect(await says('<html><head><title>Down for work</title></head></html>', 'text/html')).toBe(
			'Down for work',
		);
	});

	test('long words are cut', async () => {
		const words = await says(JSON.stringify({ message: 'a'.repeat(10_000) }));
		expect(words).toBe(`${'a'.repeat(500)}…`);
	});

	test('a huge hostile page takes no time', async () => {
		const words = await says('<'.repeat(1_000_000), 'text/html');
		expect(words?.length).toBeLessThan(600);
	});
});

describe('a server that repeats what it was sent', () => {
	test('shows neither key nor token', async () => {
		const { apiKey, jwt } = koldan.server;
		const message = `Key ${apiKey} and token ${jwt} of Bearer ${jwt} are no good`;
		koldan.server.faults.add({ kind: 'status', status: 401, body: JSON.stringify({ message }) });
		const { error } = await koldan.run('get', CALLS.get.parameters(UNKNOWN_ID));
		expect(error?.description).toContain('Key [hidden] and token [hidden] of Bearer [hidden]');
	});

	test('shows nothing of a webhook that is secret', async () => {
		const options = {
			secret: 'signing "secret" 1',
			headers: { pairs: [{ name: 'X-Token', value: 'token-in-a-header' }] },
		};
		const sent = { url: 'https://n8n.example.com/hook?signature=abcdef', ...options };
		koldan.server.faults.add({
			kind: 'status',
			status: 400,
			body: JSON.stringify({ message: `Bad webhook ${JSON.stringify(sent)}` }),
		});
		const { error } = await koldan.run('updateWebhook', {
			...CALLS.updateWebhook.parameters(UNKNOWN_ID),
			url: sent.url,
			options,
		});
		expect(error?.description).toContain('https://n8n.example.com/hook?[hidden]');
		expect(error?.description).not.toMatch(/signing|token-in|abcdef/);
	});
});
