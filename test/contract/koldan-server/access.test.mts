import type { AxiosInstance } from 'axios';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { client, endTest, OPTIONS, sendForm, TRANSCRIPTIONS, UNKNOWN_ID } from './client.mts';

let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	server = await startKoldanServer({ recognizer: 'simulation', behaviour: { autoFinish: false } });
	http = client(server);
});
afterAll(() => server.close());
afterEach(() => endTest(server));

const quotas = async (headers: Record<string, string>) =>
	(await client(server, headers).get('/api/v1/quotas')).status;
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

test('keys look like Koldan’s', () => {
	expect(server.apiKey).toMatch(/^kk-.{64}$/);
});

test('a key or a token gets in; nothing, a wrong, an expired, a forged or a revoked one does not', async () => {
	expect(await quotas({ 'X-API-Key': server.apiKey })).toBe(200);
	expect(await quotas(bearer(server.jwt))).toBe(200);
	expect(await quotas({})).toBe(401);
	expect(await quotas({ 'X-API-Key': `${server.apiKey}0` })).toBe(401);
	expect(await quotas({ Authorization: server.jwt })).toBe(401);
	expect(await quotas(bearer(server.createJwt([], { expiresInSeconds: -1 })))).toBe(401);
	const [header, claims, signature] = server.createJwt([]).split('.');
	const more = { ...(JSON.parse(atob(claims)) as object), scope: 'speech:transcriptions:read' };
	const forged = Buffer.from(JSON.stringify(more)).toString('base64url');
	expect(await quotas(bearer(`${header}.${forged}.${signature}`))).toBe(401);
	expect(await quotas(bearer(`${header}.${claims}`))).toBe(401);
	const key = server.createKey([]);
	server.revokeKey(key);
	expect(await quotas({ 'X-API-Key': key })).toBe(401);
});

test('when both are sent, the key counts, and the request shows both', async () => {
	expect(await quotas({ 'X-API-Key': 'wrong', ...bearer(server.jwt) })).toBe(401);
	expect(await quotas({ 'X-API-Key': server.apiKey, ...bearer('wrong') })).toBe(200);
	expect(server.requests.map(({ credentials }) => credentials)).toEqual([
		{ apiKey: true, bearer: true },
		{ apiKey: true, bearer: true },
	]);
	expect(await quotas(bearer(server.jwt))).toBe(200);
	expect(server.requests.at(-1)?.credentials).toEqual({ apiKey: false, bearer: true });
});

test('recorded requests don’t hold credentials', async () => {
	await quotas({ 'X-API-Key': server.apiKey, ...bearer(server.jwt), 'X-Other': 'kept' });
	const recorded = JSON.stringify(server.requests);
	expect(recorded).not.toContain(server.apiKey);
	expect(recorded).not.toContain(server.jwt);
	expect(recorded).toContain('kept');
	expect(server.requests[0].headerNames).toEqual(
		expect.arrayContaining(['x-api-key', 'authorization']),
	);
});

test('a tenant is a UUID', async () => {
	const tenant = async (id: string) =>
		(await http.get(TRANSCRIPTIONS, { headers: { 'X-Tenant-Id': id } })).status;
	expect(await tenant(UNKNOWN_ID)).toBe(200);
	expect(await tenant('acme')).toBe(400);
});

test('a scope that is missing is named', async () => {
	const reader = client(server, { 'X-API-Key': server.createKey(['speech:transcriptions:read']) });
	const { status, data } = await reader.delete<{ message: string }>(
		`${TRANSCRIPTIONS}/${UNKNOWN_ID}`,
	);
	expect([status, data.message]).toEqual([403, 'Missing scope: speech:transcriptions:delete.']);
});

test('summaries need a scope of their own', async () => {
	const parts = {
		uri: 'http://localhost:1/a.wav',
		name: 'a',
		transcription: OPTIONS,
	};
	const withSummary = { ...parts, summary: { promptTemplateId: 't' } };
	const scopes = ['speech:files:write', 'speech:transcriptions:write'];
	const without = client(server, bearer(server.createJwt(scopes)));
	expect((await sendForm(without, withSummary)).status).toBe(403);
	expect((await sendForm(without, { ...parts, summary: '' })).status).toBe(403);
	expect((await sendForm(without, parts)).data).toMatchObject({ summary: null });
	expect((await sendForm(http, withSummary)).data).toMatchObject({
		summary: { promptTemplateId: 't' },
	});
	expect((await sendForm(http, { ...parts, summary: {} })).status).toBe(400);
});

test('another user’s job is 403 or 404', async () => {
	const [{ id }] = server.jobs.seed(1);
	const other = client(
		server,
		bearer(server.createJwt(['speech:transcriptions:read'], { user: 'user-2' })),
	);
	expect((await other.get(`${TRANSCRIPTIONS}/${id}`)).status).toBe(403);
	server.behaviour.foreignJobStatus = 404;
	expect((await other.get(`${TRANSCRIPTIONS}/${id}`)).status).toBe(404);
});

test('who may read a shared file may read its jobs, and no more', async () => {
	const file = server.files.add({ sharedWith: ['user-2'] });
	const [{ id }] = server.jobs.seed(1, { fileId: file.id });
	const scopes = ['speech:transcriptions:read', 'speech:transcriptions:delete'];
	const other = client(server, bearer(server.createJwt(scopes, { user: 'user-2' })));
	expect((await other.get(`${TRANSCRIPTIONS}/${id}/result`)).status).toBe(200);
	expect((await other.delete(`${TRANSCRIPTIONS}/${id}`)).status).toBe(403);
});

describe('rate limits', () => {
	const create = () =>
		http.post(TRANSCRIPTIONS, { fileId: server.files.add().id, transcription: OPTIONS });

	test('by operation and user, until the window is over', async () => {
		server.behaviour.rateLimits = { jobs: 2, windowMs: 3_600_000 };
		const statuses = [await create(), await create(), await create()].map(({ status }) => status);
		expect(statuses).toEqual([201, 201, 429]);
		expect((await http.get(TRANSCRIPTIONS)).status).toBe(200);
		const other = client(
			server,
			bearer(server.createJwt(['speech:transcriptions:write'], { user: 'user-2' })),
		);
		expect(
			(await other.post(TRANSCRIPTIONS, { fileId: UNKNOWN_ID, transcription: OPTIONS })).status,
		).toBe(404);
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
		expect((await create()).status).toBe(201);
		now.mockRestore();
	});

	test.each([
		['absent', /^undefined$/],
		['seconds', /^60$/],
		['date', /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/],
	] as const)('Retry-After: %s', async (retryAfter, pattern) => {
		Object.assign(server.behaviour, { retryAfter, rateLimits: { requests: 0, windowMs: 60_000 } });
		const { status, headers } = await http.get('/api/v1/quotas');
		expect(status).toBe(429);
		expect(String(headers['retry-after'])).toMatch(pattern);
	});
});
