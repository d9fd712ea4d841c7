/** Servers that are no Koldan, or that nobody has reason to trust. */
import { Agent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import { makeCertificateAuthority } from '../../fixtures/certificates.mts';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { client, endTest, TRANSCRIPTIONS, upload } from './client.mts';

let server: KoldanServer;
let http: AxiosInstance;

beforeAll(async () => {
	server = await startKoldanServer({ recognizer: 'simulation' });
	http = client(server);
});
afterAll(() => server.close());
afterEach(() => endTest(server));

describe('what is no Koldan', () => {
	test('a redirect to another host, as clients that follow it would take it', async () => {
		const other = await startKoldanServer({ recognizer: 'simulation' });
		try {
			server.faults.add({ kind: 'redirect', to: other.url, operationId: 'getQuotas' });
			const { status, headers } = await http.get('/api/v1/quotas?a=b');
			expect([status, headers.location]).toEqual([302, `${other.url}/api/v1/quotas?a=b`]);
			expect(other.requests).toEqual([]);
			await http.get('/api/v1/quotas', { maxRedirects: 1 });
			expect(other.requests).toMatchObject([{ path: '/api/v1/quotas' }]);
			expect((await http.get(TRANSCRIPTIONS)).status).toBe(200);
		} finally {
			await other.close();
		}
	});

	test('a web server that welcomes everybody', async () => {
		server.faults.add({ kind: 'welcome-page' });
		for (const path of ['/api/v1/quotas', TRANSCRIPTIONS, '/anything']) {
			const { status, headers, data } = await client(server, {}).get<string>(path);
			expect([status, headers['content-type']]).toEqual([200, 'text/html']);
			expect(data).toContain('<h1>Welcome to nginx!</h1>');
		}
		await expect(upload(http)).rejects.toThrow('Welcome to nginx!');
		expect(server.counters.jobsCreated).toBe(0);
	});
});

describe('https', () => {
	test('with a certificate that nobody trusts', async () => {
		const https = await startKoldanServer({ recognizer: 'simulation', tls: 'self-signed' });
		try {
			expect(https.url).toMatch(/^https:/);
			await expect(client(https).get('/api/v1/quotas')).rejects.toMatchObject({
				code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
			});
			expect(https.counters.requests).toEqual({});
		} finally {
			await https.close();
		}
	});

	test('with a certificate of a private authority', async () => {
		const authority = makeCertificateAuthority();
		const https = await startKoldanServer({ recognizer: 'simulation', tls: authority.issue() });
		try {
			await expect(client(https).get('/api/v1/quotas')).rejects.toMatchObject({
				code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			});
			const trusting = axios.create({ httpsAgent: new Agent({ ca: authority.ca }), proxy: false });
			const headers = { 'X-API-Key': https.apiKey };
			expect((await trusting.get(`${https.url}/api/v1/quotas`, { headers })).status).toBe(200);
		} finally {
			await https.close();
		}
	});
});
