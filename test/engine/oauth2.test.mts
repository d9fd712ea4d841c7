/** Tokens of a sign-in service that n8n renews: in every request, without anything being done twice. */
import { createHash, randomBytes } from 'node:crypto';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { signIn } from '../fixtures/sign-in.mts';
import { until } from '../n8n/patience.mts';
import { startKoldanServer, type KoldanServer } from '../koldan-server/server.mts';
import {
	callOf,
	CALLS,
	FILE_CALLS,
	itemsFor,
	MODEL,
	OPERATIONS,
	seed,
} from './support/operations.mts';
import { recording } from './support/recordings.mts';
import { searchList } from './support/list-search.mts';
import { expectNoSecrets } from './support/secrets.mts';
import { TriggerBench } from './support/trigger-bench.mts';
import { startWorkflow, type WorkflowResult } from './support/workflow.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const REDIRECT_URI = 'https://n8n.example.com/rest/oauth2-credential/callback';
const OAUTH2 = { authentication: 'oAuth2' };
const TENANT = '3f2b8c1a-5d4e-4f6a-8b7c-9d0e1f2a3b4c';

let server: KoldanServer;
beforeAll(async () => {
	server = await startKoldanServer({
		recognizer: 'simulation',
		behaviour: { jobDurationMs: 0 },
		issuer: { redirectUri: REDIRECT_URI },
	});
});
afterEach(() => {
	const violations = [...server.contractViolations];
	server.reset();
	issuer().tokens = {};
	issuer().refusal = undefined;
	issuer().tokenSeconds = 3_600;
	expect(violations).toEqual([]);
});
afterAll(async () => await server.close());

function issuer() {
	if (!server.issuer) throw new Error('There is no sign-in service.');
	return server.issuer;
}

/** A credential as n8n keeps it; n8n writes tokens into it. */
const credentialOf = (
	more: ICredentialDataDecryptedObject = {},
): ICredentialDataDecryptedObject => ({
	grantType: 'clientCredentials',
	accessTokenUrl: issuer().tokenUrl,
	clientId: issuer().clientId,
	clientSecret: issuer().clientSecret,
	scope: '',
	authentication: 'header',
	baseUrl: server.url,
	...more,
});

/** A token of the sign-in service that has expired. */
async function expired(
	get = async () => await post({ grant_type: 'client_credentials' }),
): Promise<IDataObject> {
	issuer().tokenSeconds = 1;
	const token = await get();
	await until('end of the token', async () =>
		(await issuer().verify(String(token.access_token))) ? undefined : true,
	);
	issuer().tokenSeconds = 3_600;
	issuer().tokens = {};
	return token;
}

/** Posts to the token endpoint as the client. */
async function post(body: Record<string, string>): Promise<IDataObject> {
	const client = Buffer.from(`${issuer().clientId}:${issuer().clientSecret}`).toString('base64');
	const response = await fetch(issuer().tokenUrl, {
		method: 'POST',
		headers: { authorization: `Basic ${client}` },
		body: new URLSearchParams(body),
	});
	return (await response.json()) as IDataObject;
}

/** What n8n gets after a person has signed in. */
async function personalToken(): Promise<IDataObject> {
	const code_verifier = randomBytes(32).toString('base64url');
	const request = new URLSearchParams({
		client_id: issuer().clientId,
		redirect_uri: REDIRECT_URI,
		response_type: 'code',
		scope: 'openid offline_access',
		code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
		code_challenge_method: 'S256',
	});
	const back = new URL(await signIn(`${issuer().authorizationUrl}?${request}`));
	return await post({
		grant_type: 'authorization_code',
		code: back.searchParams.get('code') ?? '',
		redirect_uri: REDIRECT_URI,
		code_verifier,
	});
}

const sent = (operationId: string) =>
	server.requests
		.filter((request) => request.operationId === operationId)
		.map(({ status }) => status);

async function run(
	operation: string,
	credentials: ICredentialDataDecryptedObject,
	more: Partial<Parameters<typeof startWorkflow>[0]> = {},
): Promise<WorkflowResult> {
	const resource = String(more.parameters?.resource ?? 'transcription');
	const { parameters, prepare } = callOf(resource, operation);
	const result = await startWorkflow({
		credentials,
		items: await itemsFor(operation, resource),
		...more,
		parameters: {
			...OAUTH2,
			resource,
			operation,
			...parameters(prepare(server)),
			...more.parameters,
		},
	}).finished;
	expectNoSecrets(server, result, [issuer().clientSecret, ...issuer().given]);
	return result;
}

test('the first token comes with the first request, and serves the next ones', async () => {
	const credentials = credentialOf({ tenantId: TENANT });
	for (const operation of ['get', 'upload', 'getAll'])
		expect(await run(operation, credentials)).toMatchObject({ error: undefined });
	expect(issuer().tokens).toEqual({ client_credentials: 1 });
	expect(server.requests.map(({ status }) => status)).not.toContain(401);
	for (const { credentials: used, headers } of server.requests) {
		expect(used).toEqual({ apiKey: false, bearer: true });
		expect(headers['x-tenant-id']).toBe(TENANT);
	}
});

/** Whatever the token says, the next so many requests to an endpoint are refused. */
const refuse = (operationId: string, count = 1) =>
	server.faults.add({ kind: 'status', status: 401, operationId, count });

describe('a token that has expired is renewed', () => {
	test.each(OPERATIONS)('%s', async (operation) => {
		const credentials = credentialOf({ oauthTokenData: await expired() });
		const { error, json } = await run(operation, credentials);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(json[0]).not.toHaveProperty('error');
		expect(issuer().tokens).toEqual({ client_credentials: 1 });
		expect(server.counters.jobsCreated).toBeLessThanOrEqual(1);
	});

	test.each(Object.keys(FILE_CALLS))('File: %s', async (operation) => {
		const credentials = credentialOf({ oauthTokenData: await expired() });
		const parameters = { resource: 'file' };
		const { error, json } = await run(operation, credentials, { parameters });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(issuer().tokens).toEqual({ client_credentials: 1 });
		expect(server.files.list()).toHaveLength(1);
	});

	test('of a person who signed in once, again and again', async () => {
		const credentials = credentialOf({
			grantType: 'pkce',
			oauthTokenData: await expired(personalToken),
		});
		for (const operation of ['upload', 'get']) {
			refuse(CALLS[operation].endpoint);
			expect(await run(operation, credentials)).toMatchObject({ error: undefined });
		}
		server.faults.add({ kind: 'status', status: 401, operationId: 'getQuotas', count: 1 });
		refuse('getTranscription');
		expect(await run('get', credentials)).toMatchObject({ error: undefined });
		expect(issuer().tokens).toEqual({ refresh_token: 2 });
		expect(server.counters.jobsCreated).toBe(1);
	});

	test('in the lists to choose from', async () => {
		const credentials = credentialOf({ oauthTokenData: await expired() });
		const { results } = await searchList('searchModels', { credentials }, '', undefined, OAUTH2);
		expect(results.length).toBeGreaterThan(0);
		expect(issuer().tokens).toEqual({ client_credentials: 1 });
	});

	test('in a poll of the trigger, and where a webhook is registered', async () => {
		const id = seed(server, { status: 'IN_PROGRESS' });
		const polling = new TriggerBench(
			'koldanPollingTrigger',
			{ ...OAUTH2, events: ['completed'] },
			credentialOf({ oauthTokenData: await expired() }),
		);
		await polling.poll();
		const webhook = new TriggerBench(
			'koldanTrigger',
			{ ...OAUTH2, watch: 'all', events: ['completed'] },
			credentialOf({ oauthTokenData: await expired() }),
		);
		await webhook.activate();
		expect(server.jobs.get(id)?.webhook?.url).toBe(webhook.url);
		expect(issuer().tokens).toEqual({ client_credentials: 1 });
	});
});

describe('a token that Koldan refuses before its time', () => {
	test('an upload is sent again with its file opened anew, and starts one job', async () => {
		refuse('uploadAndTranscribe');
		const content = Buffer.alloc(300_000, 7);
		const { error, json } = await run('upload', credentialOf(), {
			items: [await recording({ content, fileName: 'call.mp3', mimeType: 'audio/mpeg' })],
		});
		expect(error).toBeUndefined();
		expect(sent('uploadAndTranscribe')).toEqual([401, 201]);
		expect(server.counters.jobsCreated).toBe(1);
		const { fileId } = server.jobs.get(String(json[0].id)) ?? {};
		expect(server.files.list().find(({ id }) => id === fileId)?.size).toBe(content.length);
	});

	test('many at once share one renewal, and none starts two jobs', async () => {
		const credentials = credentialOf({ oauthTokenData: await expired() });
		const items = await Promise.all(
			Array.from({ length: 8 }, async (_, index) => await recording({ json: { index } })),
		);
		const { error, json } = await run('upload', credentials, {
			items,
			parameters: { model: MODEL, waitForCompletion: 'polling' },
		});
		expect(error).toBeUndefined();
		expect(json).toHaveLength(8);
		expect(server.counters.jobsCreated).toBe(8);
		expect(issuer().tokens).toEqual({ client_credentials: 1 });
	});

	test('in the middle of a wait', async () => {
		server.behaviour.jobDurationMs = 300;
		const id = server.jobs.seed(1, { status: 'IN_PROGRESS' })[0].id;
		refuse('listTranscriptions', 1);
		setTimeout(() => void server.jobs.finish(id), 300);
		const { error, json } = await run('wait', credentialOf(), {
			parameters: { transcriptionId: { __rl: true, mode: 'id', value: id } },
		});
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ id, status: 'COMPLETED' });
	});

	test('a server that refuses every token is not asked for ever', async () => {
		server.faults.add({ kind: 'status', status: 401 });
		const { error } = await run('get', credentialOf());
		expect(error).toMatchObject({
			httpCode: '401',
			message: 'Koldan did not accept the credential',
		});
		expect(sent('getTranscription')).toEqual([401]);
		expect(sent('getQuotas')).toEqual([401, 401]);
	});

	test('nor an endpoint that does', async () => {
		refuse('uploadAndTranscribe', 99);
		const { error } = await run('upload', credentialOf());
		expect(error).toMatchObject({ httpCode: '401' });
		expect(sent('uploadAndTranscribe')).toEqual([401, 401, 401, 401]);
		expect(server.counters.jobsCreated).toBe(0);
	});

	test.each([429, 503] as const)('Koldan answers %s while the token is renewed', async (status) => {
		refuse('uploadAndTranscribe');
		server.faults.add({ kind: 'status', status, operationId: 'getQuotas', count: 1 });
		const { error } = await run('upload', credentialOf());
		expect(error).toBeUndefined();
		expect(sent('uploadAndTranscribe')).toEqual([401, 201]);
		expect(server.counters.jobsCreated).toBe(1);
	});
});

describe('when signing in fails', () => {
	test.each<[string, () => ICredentialDataDecryptedObject, RegExp, RegExp]>([
		[
			'a wrong secret',
			() => ({ clientSecret: 'a-wrong-client-secret' }),
			/^The sign-in service did not accept this n8n as a client$/,
			/Client Secret/,
		],
		[
			'a scope that there is not',
			() => {
				issuer().refusal = { status: 400, body: { error: 'invalid_scope' } };
				return { scope: 'speech:everything' };
			},
			/^The sign-in service does not give this client the scope$/,
			/Check the Scope/,
		],
		[
			'a wrong address',
			() => ({ accessTokenUrl: `${issuer().url}/nothing` }),
			/^The sign-in service gave no token/,
			/Access Token URL/,
		],
		[
			'nobody at the address',
			() => ({ accessTokenUrl: 'http://127.0.0.1:1/token' }),
			/^The sign-in service can’t be reached \(ECONNREFUSED\)$/,
			/Access Token URL/,
		],
		[
			'nobody has signed in',
			() => ({ grantType: 'pkce' }),
			/^Nobody has signed in with the credential yet$/,
			/click Connect/,
		],
	])('%s is said in words', async (_name, more, message, description) => {
		const { error } = await run('upload', credentialOf(more()));
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(description);
		expect(server.requests).toHaveLength(0);
	});

	test('a sign-in without a refresh token that has ended', async () => {
		const credentials = credentialOf({ grantType: 'pkce', oauthTokenData: await expired() });
		const { error } = await run('get', credentials);
		expect(error).toMatchObject({ message: 'The sign-in to Koldan has ended', httpCode: '401' });
		expect(error?.description).toMatch(/click Connect .* offline_access/);
	});

	test('a refresh token that is revoked', async () => {
		const oauthTokenData = { ...(await expired()), refresh_token: 'revoked-refresh-token' };
		const { error } = await run('get', credentialOf({ grantType: 'pkce', oauthTokenData }));
		expect(error).toMatchObject({ message: 'The sign-in to Koldan has ended', httpCode: '401' });
	});

	test('a service that is down for a moment', async () => {
		const credentials = credentialOf({ oauthTokenData: await expired() });
		issuer().refusal = { status: 503, body: { error: 'temporarily_unavailable' }, count: 2 };
		const { error } = await run('upload', credentials);
		expect(error).toBeUndefined();
		expect(server.counters.jobsCreated).toBe(1);
	});
});

test('an answer that repeats the token does not show it', async () => {
	const opaque = 'opaque-token-of-another-service';
	server.faults.add({
		kind: 'status',
		status: 400,
		body: JSON.stringify({ message: `No: ${opaque}` }),
	});
	const { error } = await run('get', credentialOf({ oauthTokenData: { access_token: opaque } }));
	expect(error?.description).toContain('[hidden]');
	expect(error?.description).not.toContain(opaque);
});
