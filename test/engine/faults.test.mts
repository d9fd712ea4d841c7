/**
 * Every fault that the local server can inject ends in a right retry or a clear error: never a hang, and never a second
 * request that creates a job, unless the first one certainly did nothing.
 */
import type { Fault } from '../koldan-server/faults.mts';
import { useKoldan, type RunOptions } from './support/koldan.mts';
import { CALLS, itemsFor, OPERATIONS, UNKNOWN_ID } from './support/operations.mts';
import { pauses } from './support/short-pauses.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });
beforeEach(() => {
	pauses.length = 0;
});

const CREATING = ['upload', 'create'];
const OTHERS = OPERATIONS.filter((operation) => !CREATING.includes(operation));
/** Operations that need nothing of their answer but its status. */
const STATUS_ONLY = ['cancel', 'delete', 'purge', 'deleteWebhook'];
const READING = OTHERS.filter((operation) => !STATUS_ONLY.includes(operation));

/** Runs an operation with one fault on its endpoint. */
async function runWith(operation: string, fault: Fault, count?: number, options?: RunOptions) {
	const { server } = koldan;
	const { endpoint, parameters, prepare } = CALLS[operation];
	const id = prepare(server);
	const before = server.jobs.list().length;
	server.faults.add({ ...fault, operationId: endpoint, count });
	const items = await itemsFor(operation);
	const result = await koldan.run(operation, parameters(id), { items, ...options });
	const sent = server.requests.filter(({ operationId }) => operationId === endpoint);
	return { ...result, id, sent, created: server.jobs.list().length - before };
}

/** Faults after which a request may be sent again if it creates nothing. */
const PASSING: Array<[string, Fault]> = [
	[
		'status 502',
		{ kind: 'status', status: 502, body: '<h1>Bad Gateway</h1>', contentType: 'text/html' },
	],
	['status 503', { kind: 'status', status: 503 }],
	['status 504', { kind: 'status', status: 504 }],
	['status 502 after it was carried out', { kind: 'status', status: 502, processed: true }],
	['a connection that breaks before', { kind: 'drop-before' }],
	['a connection that breaks after', { kind: 'drop-after' }],
];
/** Faults of answers. */
const SPOILT: Array<[string, Fault]> = [
	['a body that is cut off', { kind: 'truncated-body' }],
	['a body that is no JSON', { kind: 'non-json-body' }],
	['an empty body', { kind: 'empty-body' }],
];

describe.each(PASSING)('%s', (_name, fault) => {
	test.each(OTHERS)('%s is tried again and works', async (operation) => {
		const { error, json, sent } = await runWith(operation, fault, 1);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(json[0]).not.toHaveProperty('error');
		expect(sent.length).toBeGreaterThanOrEqual(2);
	});

	test.each(OTHERS)('%s gives up in the end with a clear error', async (operation) => {
		const { error, sent } = await runWith(operation, fault);
		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toMatch(/^(Koldan could not|The connection to Koldan broke while) /);
		expect(error?.description).toMatch(/[Tt]ry again/);
		expect(sent).toHaveLength(6);
	});
});

describe.each(SPOILT)('%s', (_name, fault) => {
	test.each(READING)('%s is tried again and works', async (operation) => {
		const { error, json } = await runWith(operation, fault, 1);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
	});

	test.each(READING)('%s gives up in the end with a clear error', async (operation) => {
		const { error } = await runWith(operation, fault);
		expect(error?.message).toMatch(
			/^(Koldan’s answer could not be read|The connection to Koldan broke) while trying to /,
		);
	});

	test.each(STATUS_ONLY)('%s does not mind', async (operation) => {
		const { error, json, id } = await runWith(operation, fault, 1);
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ id })]);
	});

	test.each(CREATING)(
		'%s is sent once, and the error says what may have happened',
		async (operation) => {
			const { error, sent, created } = await runWith(operation, fault);
			expect(sent).toHaveLength(1);
			expect(created).toBe(1);
			expect(error?.description).toMatch(/Look for it with the operation Get Many before you run/);
		},
	);
});

describe('operations that create jobs', () => {
	const UNSURE: Array<[string, Fault, number]> = [
		['a connection that breaks before', { kind: 'drop-before' }, 0],
		['a connection that breaks after', { kind: 'drop-after' }, 1],
		['status 500', { kind: 'status', status: 500 }, 0],
		['status 500 after it was carried out', { kind: 'status', status: 500, processed: true }, 1],
		['status 502', { kind: 'status', status: 502 }, 0],
		['status 503', { kind: 'status', status: 503 }, 0],
		['status 503 with Retry-After', { kind: 'status', status: 503, retryAfter: 1 }, 0],
		['status 504 after it was carried out', { kind: 'status', status: 504, processed: true }, 1],
	];

	describe.each(CREATING)('%s', (operation) => {
		test.each(UNSURE)('%s: one request, and a warning', async (_name, fault, jobs) => {
			const { error, sent, created } = await runWith(operation, fault);
			expect(sent).toHaveLength(1);
			expect(created).toBe(jobs);
			expect(error?.description).toMatch(
				/It is not known whether the transcription was started.*Get Many before you run this again/,
			);
		});

		test('status 429 is repeated until it works: nothing was done', async () => {
			const { error, sent, created } = await runWith(operation, { kind: 'status', status: 429 }, 3);
			expect(error).toBeUndefined();
			expect(sent).toHaveLength(4);
			expect(created).toBe(1);
		});

		test('status 429 for good: an error after ten minutes, and no job', async () => {
			const { error, sent, created } = await runWith(operation, { kind: 'status', status: 429 });
			expect(error).toMatchObject({ httpCode: '429' });
			expect(error?.message).toMatch(/: too many requests$/);
			const waited = pauses.reduce((sum, pause) => sum + pause, 0);
			expect(waited).toBeGreaterThan(8 * 60_000);
			expect(waited).toBeLessThanOrEqual(10 * 60_000);
			expect(sent.length).toBeLessThan(20);
			expect(created).toBe(0);
		});

		test('a server that is not there is tried again; the error says that nothing was sent', async () => {
			const { error, sent } = await runWith(operation, { kind: 'drop-before' }, 0, {
				credential: { baseUrl: 'http://127.0.0.1:1' },
			});
			expect(error?.message).toBe('Koldan could not be reached (ECONNREFUSED)');
			expect(error?.description).toMatch(
				/^Check the Base URL in the credential.*Nothing was sent\.$/,
			);
			expect(sent).toHaveLength(0);
			expect(pauses).toHaveLength(5);
		});
	});
});

describe('Retry-After', () => {
	const once = { kind: 'status', status: 429 } as const;

	test.each(OPERATIONS)('%s waits for the seconds that the server asks for', async (operation) => {
		const { error } = await runWith(operation, { ...once, retryAfter: 3 }, 1);
		expect(error).toBeUndefined();
		expect(pauses[0]).toBeGreaterThanOrEqual(3000);
		expect(pauses[0]).toBeLessThanOrEqual(4000);
	});

	test.each(OPERATIONS)('%s waits until the date that the server gives', async (operation) => {
		const retryAfter = new Date(Date.now() + 10_000).toUTCString();
		const { error } = await runWith(operation, { ...once, retryAfter }, 1);
		expect(error).toBeUndefined();
		expect(pauses[0]).toBeGreaterThan(8000);
		expect(pauses[0]).toBeLessThanOrEqual(11_000);
	});

	test('also with 503', async () => {
		const { error } = await runWith('get', { kind: 'status', status: 503, retryAfter: 7 }, 1);
		expect(error).toBeUndefined();
		expect(pauses[0]).toBeGreaterThanOrEqual(7000);
	});

	test.each([
		['nothing', undefined],
		['no number and no date', 'soon'],
		['zero', 0],
		['a date in the past', new Date(0).toUTCString()],
		['a negative number', '-5'],
	])('%s: a pause that doubles up to a minute, with jitter', async (_name, retryAfter) => {
		const { error } = await runWith('get', { ...once, retryAfter });
		expect(error).toMatchObject({ httpCode: '429' });
		expect(pauses.length).toBeGreaterThan(10);
		pauses.forEach((pause, index) => {
			const delay = Math.min(60_000, 2000 * 2 ** index);
			expect(pause).toBeGreaterThanOrEqual(delay);
			expect(pause).toBeLessThanOrEqual(delay + 1000);
		});
	});

	test.each(['uploadAndTranscribe', 'listTranscriptions'])(
		'of an absurd length: an error in words (%s)',
		async (operationId) => {
			const operation = operationId === 'listTranscriptions' ? 'getAll' : 'upload';
			const { error } = await runWith(operation, { ...once, retryAfter: '9'.repeat(400) });
			expect(error?.description).toContain('Koldan asks to wait more than a year before');
		},
	);

	test.each([
		['seconds', 3600, '60 minutes'],
		['a date', () => new Date(Date.now() + 5 * 3_600_000).toUTCString(), '5 hours'],
	])(
		'longer than anyone should wait (%s): an error that says so, at once',
		async (_name, given, words) => {
			const retryAfter = typeof given === 'function' ? given() : given;
			const { error, sent } = await runWith('upload', { ...once, retryAfter });
			expect(sent).toHaveLength(1);
			expect(pauses).toEqual([]);
			expect(error?.description).toContain(`Koldan asks to wait ${words} before the next request.`);
		},
	);

	test('the log tells of retries, without anything secret', async () => {
		const { log, id } = await runWith('get', { ...once, retryAfter: 1 }, 1);
		expect(log.join('\n')).toMatch(
			new RegExp(`info: Koldan: GET \\S+/${id}: status 429, all requests go on in \\d+ ms`),
		);
	});
});

describe('a lost answer to something that was done', () => {
	const LOST: Fault[] = [{ kind: 'drop-after' }, { kind: 'status', status: 504, processed: true }];

	test.each(LOST)('cancel: %j', async (fault) => {
		const { json, id } = await runWith('cancel', fault, 1);
		expect(json).toEqual([{ success: true, id }]);
		expect(koldan.server.jobs.get(id)?.status).toBe('CANCELLED');
	});

	test.each(LOST)('delete, whether the server shows deleted jobs or not: %j', async (fault) => {
		for (const deletedJobs of ['readable', 404] as const) {
			koldan.server.behaviour.deletedJobs = deletedJobs;
			const { json, id } = await runWith('delete', fault, 1);
			expect(json).toEqual([{ deleted: true, id }]);
		}
	});

	test.each(LOST)('purge: %j', async (fault) => {
		const { json, id } = await runWith('purge', fault, 1);
		expect(json).toEqual([{ deleted: true, purged: true, id }]);
		expect(koldan.server.jobs.get(id)?.isPurged).toBe(true);
	});

	test('is told from one that was not done: the job ended by itself', async () => {
		const { server } = koldan;
		const id = CALLS.cancel.prepare(server);
		const job = server.jobs.get(id);
		const operationId = 'cancelTranscription';
		server.faults.add({ kind: 'drop-before', operationId, count: 1 });
		server.faults.add({
			kind: 'latency',
			operationId,
			skip: 1,
			get ms() {
				if (job) job.status = 'COMPLETED';
				return 0;
			},
		});
		const { error } = await koldan.run('cancel', CALLS.cancel.parameters(id));
		expect(error).toMatchObject({
			httpCode: '409',
			message: `Transcription ${id} has already ended`,
		});
	});
});

describe('a server that never answers', () => {
	const patience = { requestTimeout: 200 };

	test.each(OTHERS)('%s: tried again, then works', async (operation) => {
		const { error } = await runWith(operation, { kind: 'hang' }, 1, patience);
		expect(error).toBeUndefined();
	});

	test.each(CREATING)('%s: one request, and a warning', async (operation) => {
		const { error, sent } = await runWith(operation, { kind: 'hang' }, undefined, patience);
		expect(sent).toHaveLength(1);
		expect(error?.description).toMatch(/It is not known whether the transcription was started/);
	});

	test('for good: an error in the end', async () => {
		const { error, sent } = await runWith('get', { kind: 'hang' }, undefined, patience);
		expect(sent).toHaveLength(6);
		expect(error?.message).toBe(
			'The connection to Koldan broke while trying to get the transcription',
		);
	});

	test.each(OPERATIONS)(
		'%s stops when the execution is cancelled, not when the request times out',
		async (operation) => {
			const { endpoint, parameters, prepare } = CALLS[operation];
			const id = prepare(koldan.server);
			koldan.server.faults.add({ kind: 'hang', operationId: endpoint });
			const workflow = koldan.start(operation, parameters(id), {
				items: await itemsFor(operation),
			});
			while (!koldan.server.requests.some(({ operationId }) => operationId === endpoint))
				await new Promise((resolve) => setTimeout(resolve, 5));
			const cancelledAt = Date.now();
			workflow.cancel();
			const { run } = await workflow.finished;
			// No request of the node times out within a minute.
			expect(Date.now() - cancelledAt).toBeLessThan(20_000);
			expect(run.status).toBe('canceled');
		},
	);
});

describe('other answers', () => {
	test('the right body with a wrong content type is read all the same', async () => {
		for (const operation of OPERATIONS) {
			const { error, json } = await runWith(operation, { kind: 'wrong-content-type' });
			expect(error).toBeUndefined();
			expect(json.length).toBeGreaterThanOrEqual(1);
		}
	});

	test('a slow answer is waited for', async () => {
		const { error, sent } = await runWith('upload', { kind: 'latency', ms: 300 });
		expect(error).toBeUndefined();
		expect(sent).toHaveLength(1);
	});

	test('an empty list with 204 is an empty list', async () => {
		koldan.server.behaviour.emptyList = 204;
		const { json, error } = await koldan.run('getAll', {});
		expect(error).toBeUndefined();
		expect(json).toEqual([]);
	});

	test.each([301, 302, 307, 308])(
		'a redirect (%s) is not followed: the key stays here',
		async (status) => {
			const { error, sent } = await runWith('upload', { kind: 'status', status });
			expect(sent).toHaveLength(1);
			expect(error?.message).toMatch(/: the server points to another address$/);
			expect(error?.description).toMatch(/^Set the Base URL in the credential/);
		},
	);

	test('a status that nobody documents still makes a sentence', async () => {
		const { error } = await runWith('get', { kind: 'status', status: 418, body: '"A teapot."' });
		expect(error).toMatchObject({
			message: 'Koldan could not get the transcription (status 418)',
			httpCode: '418',
		});
		expect(error?.description).toMatch(/ Koldan says: A teapot\.$/);
	});

	test('a file that is too large (413)', async () => {
		const { error } = await runWith('upload', { kind: 'status', status: 413 });
		expect(error?.message).toBe('The recording is too large for this Koldan server');
	});

	test('a model that was retired (410)', async () => {
		const { error } = await runWith('create', { kind: 'status', status: 410, body: '"Retired."' });
		expect(error?.message).toBe('The model was retired');
		expect(error?.description).toMatch(/^Choose another model.* Koldan says: Retired\.$/);
	});

	test('a wrong address that answers with a web page', async () => {
		const page = {
			kind: 'status',
			status: 200,
			body: '<html>Welcome</html>',
			contentType: 'text/html',
		};
		const { error } = await runWith('getAll', page as Fault);
		expect(error?.message).toBe(
			'Koldan’s answer could not be read while trying to list the transcriptions',
		);
		expect(error?.description).toMatch(
			/^Check that the Base URL in the credential is the address of a Koldan/,
		);
	});

	test('a job id that is none is not taken for one', async () => {
		const body = JSON.stringify({ id: UNKNOWN_ID });
		const { error } = await runWith('get', { kind: 'status', status: 200, body });
		expect(error?.message).toMatch(/^Koldan’s answer could not be read/);
	});
});
