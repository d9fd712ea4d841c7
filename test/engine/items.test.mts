/** Many items: each by its own parameters, several at once, out in order, linked to where they came from, errors included. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { KoldanServer } from '../koldan-server/server.mts';
import { byId, useKoldan, type RunOptions } from './support/koldan.mts';
import { CALLS, OPERATIONS, seed, UNKNOWN_ID } from './support/operations.mts';
import { recording } from './support/recordings.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });

const FROM_ITEM = '={{ $json.id }}';

/** Items for an operation: `good` ones work, the others are refused by Koldan (404 or 403). */
async function itemsOf(operation: string, good: boolean[]): Promise<INodeExecutionData[]> {
	const { prepare, item } = CALLS[operation];
	return await Promise.all(
		good.map(async (isGood, number) => ({
			...(await item?.()),
			json: { number, id: isGood ? prepare(koldan.server) : UNKNOWN_ID, isGood },
		})),
	);
}

/** The parameters of an operation, taken from the item; those of refused items make Koldan refuse. */
function parametersOf(operation: string): INodeParameters {
	const parameters = CALLS[operation].parameters(FROM_ITEM);
	if (operation === 'upload')
		return { ...parameters, model: byId('={{ $json.isGood ? "general" : "no-such-model" }}') };
	if (operation === 'getAll') return { filters: { fileId: FROM_ITEM } };
	return parameters;
}

async function run(operation: string, good: boolean[], options: RunOptions & { at?: number } = {}) {
	const { at, ...more } = options;
	koldan.server.behaviour.unknownModel = 400;
	let items = await itemsOf(operation, good);
	if (operation === 'getAll') items = items.map((item) => ofFile(koldan.server, item));
	const parameters: INodeParameters = {
		...parametersOf(operation),
		...(at === undefined ? {} : { options: { concurrency: at } }),
	};
	return { items, ...(await koldan.run(operation, parameters, { items, ...more })) };
}

/** For a list: good items ask for their own file's jobs, the others for a file of somebody else. */
function ofFile(server: KoldanServer, { json }: INodeExecutionData): INodeExecutionData {
	const fileId = json.isGood
		? server.jobs.get(String(json.id))?.fileId
		: server.files.add({ owner: 'somebody else' }).id;
	return { json: { ...json, id: fileId ?? '' } };
}

const PATTERN = [true, false, true, true, false, true, false];
const GOOD = PATTERN.flatMap((good, number) => (good ? [number] : []));
const BAD = PATTERN.flatMap((good, number) => (good ? [] : [number]));
const numbers = (linked: unknown[]) => linked.map((json) => (json as { number: number }).number);

describe.each(OPERATIONS)('%s', (operation) => {
	test('with Continue On Fail: an item for each item, in order, linked, errors in their places', async () => {
		const { json, outputs, linked, error } = await run(operation, PATTERN, {
			node: { onError: 'continueRegularOutput' },
		});
		expect(error).toBeUndefined();
		expect(json.map((each) => typeof each.error === 'string')).toEqual(
			PATTERN.map((good) => !good),
		);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			PATTERN.map((_, item) => ({ item })),
		);
		expect(numbers(linked[0])).toEqual(PATTERN.map((_, number) => number));
		for (const number of BAD) {
			expect(json[number]).toEqual({
				error: expect.stringMatching(/^[A-Z]/),
				message: expect.stringMatching(/\. Koldan says: /),
				details: { httpCode: expect.any(Number) },
			});
		}
	});

	test('with the error output: errors there, with their input, the rest as usual', async () => {
		const { outputs, linked, error } = await run(operation, PATTERN, {
			node: { onError: 'continueErrorOutput' },
		});
		expect(error).toBeUndefined();
		expect(outputs).toHaveLength(2);
		expect(numbers(linked[0])).toEqual(GOOD);
		expect(numbers(linked[1])).toEqual(BAD);
		for (const [index, { json, pairedItem }] of outputs[1].entries()) {
			expect(pairedItem).toMatchObject({ item: BAD[index] });
			expect(json).toMatchObject({ number: BAD[index], error: expect.any(String) });
		}
		for (const { json } of outputs[0]) expect(json).not.toHaveProperty('error');
	});

	test('stopping at an error: it names its item, and nothing more is started', async () => {
		const { error, items } = await run(operation, [true, false, true, true], { at: 1 });
		expect(error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 1 } });
		const { endpoint } = CALLS[operation];
		const sent = koldan.server.requests.filter(({ operationId }) => operationId === endpoint);
		expect(sent.length).toBeLessThan(items.length);
	});

	test.each([1, 3])('%s at once', async (at) => {
		koldan.server.faults.add({ kind: 'latency', ms: 25, operationId: CALLS[operation].endpoint });
		const { error } = await run(operation, Array<boolean>(8).fill(true), { at });
		expect(error).toBeUndefined();
		expect(mostAtOnce()).toBe(at);
	});

	test('in order, whichever answer comes first', async () => {
		// The first requests are the slowest.
		for (const ms of [60, 40, 20])
			koldan.server.faults.add({ kind: 'latency', ms, count: ms / 20 });
		const { linked, json, items } = await run(operation, Array<boolean>(6).fill(true));
		expect(numbers(linked[0])).toEqual([0, 1, 2, 3, 4, 5]);
		if ('id' in json[0] && !['upload', 'create', 'getAll'].includes(operation))
			expect(json.map(({ id }) => id)).toEqual(items.map((item) => item.json.id));
	});
});

/** How many requests the server had at the same time. */
function mostAtOnce(): number {
	const moments = koldan.server.requests.flatMap(({ startedAt, endedAt }) => [
		{ at: startedAt.getTime(), change: 1 },
		{ at: endedAt?.getTime() ?? Infinity, change: -1 },
	]);
	// Of what happens in the same millisecond, the ends come first.
	moments.sort((a, b) => a.at - b.at || a.change - b.change);
	let now = 0;
	return Math.max(...moments.map(({ change }) => (now += change)));
}

test('four at once, unless it is set', async () => {
	koldan.server.faults.add({ kind: 'latency', ms: 25 });
	await run('get', Array<boolean>(12).fill(true));
	expect(mostAtOnce()).toBe(4);
});

describe('each item by its own parameters', () => {
	test('delete: purge or not, cancel first or not', async () => {
		const { server } = koldan;
		const jobs = [
			{ id: seed(server), purge: true, cancelFirst: false },
			{ id: seed(server), purge: false, cancelFirst: false },
			{ id: seed(server, { status: 'IN_PROGRESS' }), purge: false, cancelFirst: true },
			{ id: seed(server, { status: 'PENDING' }), purge: true, cancelFirst: true },
			{ id: seed(server, { status: 'IN_PROGRESS' }), purge: true, cancelFirst: false },
		];
		const { json } = await koldan.run(
			'delete',
			{
				transcriptionId: byId(FROM_ITEM),
				purge: '={{ $json.purge }}',
				options: { cancelFirst: '={{ $json.cancelFirst }}' },
			},
			{ items: jobs.map((each) => ({ json: each })), node: { onError: 'continueRegularOutput' } },
		);
		expect(json.map((each) => each.deleted ?? false)).toEqual([true, true, true, true, false]);
		expect(jobs.map(({ id }) => server.jobs.get(id)?.isPurged)).toEqual([
			true,
			false,
			false,
			true,
			false,
		]);
		expect(jobs.map(({ id }) => server.jobs.get(id)?.status)).toEqual([
			'COMPLETED',
			'COMPLETED',
			'CANCELLED',
			'CANCELLED',
			'IN_PROGRESS',
		]);
	});

	test('getAll: filters, limit, sort and form', async () => {
		const { server } = koldan;
		const completed = server.jobs.seed(3).map(({ id }) => id);
		const failed = server.jobs.seed(2, { status: 'FAILED' }).map(({ id }) => id);
		const items = [
			{ status: ['COMPLETED'], all: true, limit: 1, direction: 'asc', simplify: true },
			{ status: ['FAILED'], all: true, limit: 1, direction: 'desc', simplify: false },
			{ status: ['COMPLETED'], all: false, limit: 2, direction: 'desc', simplify: true },
			{ status: ['PENDING'], all: true, limit: 1, direction: 'asc', simplify: true },
		];
		const { outputs, linked } = await koldan.run(
			'getAll',
			{
				returnAll: '={{ $json.all }}',
				limit: '={{ $json.limit }}',
				simplify: '={{ $json.simplify }}',
				filters: { status: '={{ $json.status }}' },
				options: {
					sort: { settings: { field: 'creationDate', direction: '={{ $json.direction }}' } },
				},
			},
			{ items: items.map((json, number) => ({ json: { number, ...json } })) },
		);
		expect(numbers(linked[0])).toEqual([0, 0, 0, 1, 1, 2, 2]);
		expect(outputs[0].map(({ json }) => json.id)).toEqual([
			...completed,
			...[...failed].reverse(),
			...[...completed].reverse().slice(0, 2),
		]);
		expect(outputs[0].map(({ json }) => 'file' in json)).toEqual([
			false,
			false,
			false,
			true,
			true,
			false,
			false,
		]);
	});

	test('upload: source, model, name and language', async () => {
		const items = [
			{
				...(await recording({ fileName: 'a.wav' })),
				json: { source: 'file', model: 'general', language: 'he' },
			},
			{
				json: {
					source: 'uri',
					uri: 'https://example.invalid/b.wav',
					model: 'telephony',
					language: '',
				},
			},
			{
				...(await recording({ fileName: 'c.wav', kept: 'memory' })),
				json: { source: 'file', model: 'general', language: 'en' },
			},
		];
		const { error } = await koldan.run(
			'upload',
			{
				source: '={{ $json.source }}',
				uri: '={{ $json.uri }}',
				model: byId('={{ $json.model }}'),
				waitForCompletion: 'none',
				options: { defaultLanguageCode: '={{ $json.language }}', concurrency: 1 },
			},
			{ items },
		);
		expect(error).toBeUndefined();
		expect(
			koldan.server.requests.map(({ parts, file }) => [
				parts?.name,
				parts?.uri,
				file?.filename,
				JSON.parse(parts?.transcription ?? '') as unknown,
			]),
		).toEqual([
			['a.wav', undefined, 'a.wav', { model: 'general', language: { defaultLanguageCode: 'he' } }],
			['b.wav', 'https://example.invalid/b.wav', undefined, { model: 'telephony', language: {} }],
			['c.wav', undefined, 'c.wav', { model: 'general', language: { defaultLanguageCode: 'en' } }],
		]);
	});

	test('updateWebhook: URL, secret and headers', async () => {
		const ids = koldan.server.jobs.seed(2, { status: 'PENDING' }).map(({ id }) => id);
		await koldan.run(
			'updateWebhook',
			{
				transcriptionId: byId(FROM_ITEM),
				url: '=https://example.com/{{ $json.number }}',
				options: {
					secret: '=the secret of {{ $json.number }}',
					headers: {
						pairs: [{ name: '=X-{{ $json.number }}', value: '=value {{ $json.number }}' }],
					},
				},
			},
			{ items: ids.map((id, number) => ({ json: { id, number } })) },
		);
		expect(ids.map((id) => koldan.server.jobs.get(id)?.webhook)).toEqual(
			[0, 1].map((number) => ({
				url: `https://example.com/${number}`,
				secret: `the secret of ${number}`,
				headers: { [`X-${number}`]: `value ${number}` },
			})),
		);
	});
});

test('fifty items of all sorts come out as fifty, each at its place', async () => {
	const pattern = Array.from({ length: 50 }, (_, number) => number % 3 !== 1);
	const { json, linked } = await run('get', pattern, {
		node: { onError: 'continueRegularOutput' },
	});
	expect(json.map((each) => !('error' in each))).toEqual(pattern);
	expect(numbers(linked[0])).toEqual(pattern.map((_, number) => number));
});
