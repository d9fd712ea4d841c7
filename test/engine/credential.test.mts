/** The credential: what it sends, that it never sends two proofs of identity, and how n8n tests it. */
import { koldanApi } from './additional-data.mts';
import { testCredential } from './credential-test.mts';
import { useKoldan } from './koldan.mts';

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

describe('the test of the credential', () => {
	const works = async (more: Record<string, string> = {}) =>
		await testCredential({ baseUrl: koldan.server.url, apiKey: koldan.server.apiKey, ...more });

	test('asks for the quotas, which any valid key may read', async () => {
		await works({ apiKey: koldan.server.createKey([]) });
		expect(koldan.server.requests).toHaveLength(1);
		expect(last()).toMatchObject({ method: 'GET', path: '/api/v1/quotas', status: 200 });
		expect(last().credentials).toEqual({ apiKey: true, bearer: false });
	});

	test('takes a token, a tenant, and an address with slashes', async () => {
		await works({
			authentication: 'jwt',
			jwt: koldan.server.jwt,
			tenantId: TENANT,
			baseUrl: `${koldan.server.url}//`,
		});
		expect(last().credentials).toEqual({ apiKey: false, bearer: true });
		expect(last().headers['x-tenant-id']).toBe(TENANT);
		expect(last().path).toBe('/api/v1/quotas');
	});

	test.each([
		['a wrong key', () => ({ apiKey: `kk-${'0'.repeat(64)}` })],
		[
			'a revoked key',
			() => {
				const apiKey = koldan.server.createKey([]);
				koldan.server.revokeKey(apiKey);
				return { apiKey };
			},
		],
		['a wrong token', () => ({ authentication: 'jwt', jwt: 'eyJ0.eyJ1.x' })],
		['an address where nobody answers', () => ({ baseUrl: 'http://127.0.0.1:1' })],
	])('fails with %s', async (_name, more) => {
		await expect(works(more())).rejects.toThrow();
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
