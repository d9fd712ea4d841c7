/** Servers that certainly received nothing: the error says what to set, and nobody needs to fear a second payment. */
import { startKoldanServer, type KoldanServer } from '../koldan-server/server.mts';
import { useKoldan } from './support/koldan.mts';
import { CALLS, itemsFor } from './support/operations.mts';
import { pauses } from './support/short-pauses.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan();
let untrusted: KoldanServer;
beforeAll(async () => {
	untrusted = await startKoldanServer({ recognizer: 'simulation', tls: 'self-signed' });
});
afterAll(async () => await untrusted.close());
beforeEach(() => {
	pauses.length = 0;
});

test.each(['upload', 'create', 'get', 'wait'])(
	'%s: a certificate that nobody trusts is named, and the request is not repeated',
	async (operation) => {
		const { parameters, prepare } = CALLS[operation];
		const { error } = await koldan.run(operation, parameters(prepare(koldan.server)), {
			items: await itemsFor(operation),
			credential: { baseUrl: untrusted.url },
		});
		expect(error?.message).toMatch(/certificate/);
		expect(error?.description).toContain('NODE_EXTRA_CA_CERTS');
		expect(error?.description).not.toMatch(/not known whether|paid for twice/);
		expect(pauses).toEqual([]);
		expect(untrusted.requests).toEqual([]);
	},
);

test('retrying the execution sends an upload that never arrived, once', async () => {
	const { parameters, prepare } = CALLS.upload;
	const options = { items: await itemsFor('upload') };
	const run = async (baseUrl: string, retryOf?: Awaited<ReturnType<typeof koldan.run>>['run']) =>
		await koldan.run('upload', parameters(prepare(koldan.server)), {
			...options,
			credential: { baseUrl },
			retryOf,
		});
	const failed = await run(untrusted.url);
	expect(failed.error).toBeDefined();
	const { error, json } = await run(koldan.server.url, failed.run);
	expect(error).toBeUndefined();
	expect(json).toHaveLength(1);
	expect(koldan.server.counters.jobsCreated).toBe(1);
});
