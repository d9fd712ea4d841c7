/** The credential: what it sends, that it never sends two proofs of identity, and how n8n tests it. */
import type { INodeParameters } from 'n8n-workflow';
import type { Fault } from '../koldan-server/faults.mts';
import { koldanApi } from './support/additional-data.mts';
import { testCredential } from './support/credential-test.mts';
import { byId, useKoldan } from './support/koldan.mts';

const koldan = useKoldan({ autoFinish: false });

const TENANT = '3f2b8c1a-5d4e-4f6a-8b7c-9d0e1f2a3b4c';
const last = () => koldan.server.requests[koldan.server.requests.length - 1];

describe('a request of the node', () => {
	test('with an API key', async () => {
		const { error } = await koldan.run('getAll');
		expect(error).toBeUndefined();
		expect(last().credentials).toEqual({ apiKey: true, bearer: false });
		expect(last().user).toBe('user-1');
	});

	test('with a token', async () => {
		const { error } = await koldan.run(
			'getAll',
			{},
			{
				credential: { authentication: 'jwt', jwt: koldan.server.jwt, apiKey: '' },
			},
		);
		expect(error).toBeUndefined();
		expect(last().credentials).toEqual({ apiKey: false, bearer: true });
	});

	test.each([
		['apiKey', { apiKey: true, bearer: false }],
		['jwt', { apiKey: false, bearer: true }],
	])('with both filled in, only what is chosen is sent: %s', async (authentication, sent) => {
		const { jwt } = koldan.server;
		const { error } = await koldan.run('getAll', {}, { credential: { authentication, jwt } });
		expect(error).toBeUndefined();
		expect(last().credentials).toEqual(sent);
	});

	test('spaces and line breaks that were pasted along do no harm', async () => {
		const { apiKey, url } = koldan.server;
		const { error } = await koldan.run(
			'getAll',
			{},
			{
				credential: { apiKey: ` ${apiKey}\n`, baseUrl: ` ${url}// ` },
			},
		);
		expect(error).toBeUndefined();
		expect(last().path).toBe('/api/v1/speech-services/transcriptions');
	});

	test('with a tenant, its header; without one, none', async () => {
		await koldan.run('getAll', {}, { credential: { tenantId: ` ${TENANT} ` } });
		expect(last().headers['x-tenant-id']).toBe(TENANT);
		await koldan.run('getAll', {}, { credential: { tenantId: '' } });
		expect(last().headers).not.toHaveProperty('x-tenant-id');
	});

	test('no header is sent twice, and the upload has the same ones', async () => {
		await koldan.run('getAll', {}, { credential: { tenantId: TENANT } });
		const names = last().headerNames;
		expect(new Set(names).size).toBe(names.length);
		expect(names).toContain('x-api-key');
	});

	test('a server below a path', async () => {
		const { error } = await koldan.run(
			'getAll',
			{},
			{
				credential: { baseUrl: `${koldan.server.url}/koldan/` },
			},
		);
		expect(last().path).toBe('/koldan/api/v1/speech-services/transcriptions');
		expect(error).toMatchObject({
			message: 'Koldan could not list the transcriptions: the server does not offer it',
			httpCode: '404',
		});
		expect(error?.description).toMatch(/^Check that the Base URL in the credential/);
	});

	test('an expired token', async () => {
		const jwt = koldan.server.createJwt(['speech:transcriptions:read'], { expiresInSeconds: -1 });
		const { error } = await koldan.run(
			'getAll',
			{},
			{
				credential: { authentication: 'jwt', jwt },
			},
		);
		expect(error).toMatchObject({ httpCode: '401' });
		expect(error?.description).toMatch(/expired/);
	});
});

describe('a token that ends before a wait may end', () => {
	const wait = async (expiresInSeconds: number, options: INodeParameters = {}) =>
		await koldan.run(
			'wait',
			{
				transcriptionId: byId(koldan.server.jobs.seed(1)[0].id),
				waitForCompletion: 'polling',
				options,
			},
			{
				credential: {
					authentication: 'jwt',
					jwt: koldan.server.createJwt(['speech:transcriptions:read'], { expiresInSeconds }),
				},
			},
		);

	test('is said before, with what to do', async () => {
		const { error, hints, log } = await wait(700);
		expect(error).toBeUndefined();
		const words =
			/expires in 12 minutes\. A wait that takes longer will fail\. Use OAuth2 or an API key/;
		expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(words)]);
		expect(log.join('\n')).toMatch(words);
	});

	test('nothing is said of one that lasts', async () => {
		expect((await wait(2 * 86_400)).hints).toEqual([]);
	});
});

describe('the test of the credential', () => {
	const works = async (more: Record<string, string> = {}) =>
		await testCredential({ baseUrl: koldan.server.url, apiKey: koldan.server.apiKey, ...more });
	const OK = { status: 'OK', message: 'Connection successful!' };

	test('asks for the quotas, which any valid key may read', async () => {
		expect(await works({ apiKey: koldan.server.createKey([]) })).toEqual(OK);
		expect(koldan.server.requests).toHaveLength(1);
		expect(last()).toMatchObject({ method: 'GET', path: '/api/v1/quotas', status: 200 });
		expect(last().credentials).toEqual({ apiKey: true, bearer: false });
	});

	test('takes a token, a tenant, and an address with slashes', async () => {
		const result = await works({
			authentication: 'jwt',
			jwt: koldan.server.jwt,
			tenantId: TENANT,
			baseUrl: `${koldan.server.url}//`,
		});
		expect(result).toEqual({
			status: 'OK',
			message: expect.stringMatching(
				/^Connection successful! This access token expires in 2[34] hours/,
			),
		});
		expect(last().credentials).toEqual({ apiKey: false, bearer: true });
		expect(last().headers['x-tenant-id']).toBe(TENANT);
		expect(last().path).toBe('/api/v1/quotas');
	});

	test.each(['/api', '/api/v1', '/api/v1/', '//api//v1'])(
		'takes an address that was copied with the path %s',
		async (path) => {
			expect(await works({ baseUrl: `${koldan.server.url}${path}` })).toEqual(OK);
			expect(last().path).toBe('/api/v1/quotas');
		},
	);

	test('asks by https where the address has no protocol', async () => {
		const { message } = await works({ baseUrl: koldan.server.url.replace('http://', '') });
		expect(message).toMatch(/^The Koldan server does not answer with https/);
	});

	test.each<[string, () => Record<string, string>, RegExp]>([
		[
			'a wrong key',
			() => ({ apiKey: `kk-${'0'.repeat(64)}` }),
			/^Koldan did not accept the API key or access token: it may be mistyped/,
		],
		[
			'a revoked key',
			() => {
				const apiKey = koldan.server.createKey([]);
				koldan.server.revokeKey(apiKey);
				return { apiKey };
			},
			/^Koldan did not accept the API key .*revoked/,
		],
		[
			'a wrong token',
			() => ({ authentication: 'jwt', jwt: 'eyJ0.eyJ1.x' }),
			/^Koldan did not accept the API key or access token/,
		],
		['no key', () => ({ apiKey: ' ' }), /^The credential has no API key\. Open the credential/],
		[
			'an address where nobody answers',
			() => ({ baseUrl: 'http://127.0.0.1:1' }),
			/^Koldan could not be reached \(ECONNREFUSED\)\. Check the Base URL/,
		],
		[
			'a host that does not exist',
			() => ({ baseUrl: 'https://koldan.invalid' }),
			/^Koldan could not be reached \((ENOTFOUND|EAI_AGAIN)\)\. Check the Base URL/,
		],
		[
			'a word instead of an address',
			() => ({ baseUrl: 'acme-koldan' }),
			/^The Base URL in the credential is not a web address\. .*https:\/\//,
		],
		[
			'a host that does not exist, without https://',
			() => ({ baseUrl: 'koldan.invalid' }),
			/^Koldan could not be reached \((ENOTFOUND|EAI_AGAIN)\)\. Check the Base URL/,
		],
		[
			'https where the server speaks http',
			() => ({ baseUrl: koldan.server.url.replace('http:', 'https:') }),
			/^The Koldan server does not answer with https .*\. Check the Base URL .*http:\/\//,
		],
	])('fails in words with %s', async (_name, more, words) => {
		const { status, message } = await works(more());
		expect(status).toBe('Error');
		expect(message).toMatch(words);
	});

	test.each([301, 302, 307, 308] as const)('does not follow a redirect (%s)', async (status) => {
		koldan.server.faults.add({ kind: 'redirect', to: `${koldan.server.url}/elsewhere`, status });
		const result = await works();
		expect(koldan.server.requests).toHaveLength(1);
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/points to another address\. Set the Base URL/),
		});
	});

	test.each<[string, object]>([
		['a web server’s welcome page', { kind: 'welcome-page' }],
		['an empty object', { kind: 'status', status: 200, body: '{}' }],
		['a list', { kind: 'status', status: 200, body: '[]' }],
		['other JSON', { kind: 'status', status: 200, body: '{"status":"ok","version":1}' }],
		['nothing', { kind: 'empty-body' }],
		['no such page', { kind: 'status', status: 404 }],
	])('is not content with %s', async (_name, fault) => {
		koldan.server.faults.add(fault as Fault);
		const { status, message } = await works();
		expect(status).toBe('Error');
		expect(message).toMatch(/^There is no Koldan server at this Base URL$/);
	});

	test.each([
		['others beside them', '{"plan":"x","speech-service":{"storage":{"limit":1,"used":0}}}'],
		['in another shape', '{"quotas":[],"data":{"user":{"minutes":{"used":3,"available":7}}}}'],
		['without a limit', '{"a":{"b":{"limit":null,"used":0,"available":5}}}'],
	])('takes quotas: %s', async (_name, body) => {
		koldan.server.faults.add({ kind: 'status', status: 200, body });
		expect(await works()).toEqual(OK);
	});

	test('does not wait for a rate limit', async () => {
		koldan.server.faults.add({ kind: 'status', status: 429, retryAfter: 120 });
		expect(await works()).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('Koldan asks to wait 2 minutes'),
		});
		expect(koldan.server.requests).toHaveLength(1);
	});
});

test('the fields are those that saved credentials hold', () => {
	expect(koldanApi.properties.map(({ name }) => name)).toEqual([
		'authentication',
		'apiKey',
		'jwt',
		'baseUrl',
		'tenantId',
		'webhookSecret',
	]);
	expect(koldanApi.properties.find(({ name }) => name === 'baseUrl')?.default).toBe(
		'https://koldan.dixilang.com',
	);
	for (const name of ['apiKey', 'jwt', 'webhookSecret'])
		expect(koldanApi.properties.find((each) => each.name === name)?.typeOptions).toEqual({
			password: true,
		});
});
