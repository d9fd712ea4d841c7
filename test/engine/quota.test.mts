/** Models and quotas, and the look at the quota before anything is paid for. */
import type { Quotas } from '../../nodes/Koldan/api/types';
import { useKoldan } from './support/koldan.mts';
import { MODEL } from './support/operations.mts';
import { recording } from './support/recordings.mts';

const koldan = useKoldan();

const upload = async (count: number) =>
	await koldan.run(
		'upload',
		{ model: MODEL, waitForCompletion: 'polling', options: { checkQuota: true } },
		{ items: await Promise.all(Array.from({ length: count }, async () => await recording())) },
	);

const transcription = (quota: object): Quotas =>
	({ 'speech-service': { transcription: quota } }) as Quotas;

test('Get says what is left, in words and numbers', async () => {
	const { json, error } = await koldan.run('get', { resource: 'quota' });
	expect(error).toBeUndefined();
	expect(json).toEqual([
		{
			left: expect.stringContaining(
				'7 of 10 GB of storage left. 480 of 600 minutes of transcription left. 95 of 100 summaries left',
			),
			transcriptionMinutesLeft: 480,
			summariesLeft: 95,
			storageBytesLeft: 7_516_192_768,
			quotas: koldan.server.behaviour.quotas,
		},
	]);
});

test.each<[string, object, number | null]>([
	['a limit that is no number', { limit: 'unlimited', used: 3, available: 'unlimited' }, null],
	['no limit', { limit: null, used: 3, available: null }, null],
	['nothing that is available, but a limit', { limit: 10, used: 3 }, 7],
])('Get understands %s', async (_name, quota, left) => {
	koldan.server.behaviour.quotas = {
		...transcription(quota),
		other: { calls: { limit: 1, used: 0, available: 1 } },
	} as Quotas;
	const { json, error } = await koldan.run('get', { resource: 'quota' });
	expect(error).toBeUndefined();
	expect(json[0].transcriptionMinutesLeft).toBe(left);
});

test('Check Quota First fails before anything is sent when no minutes are left', async () => {
	koldan.server.behaviour.quotas = transcription({ limit: 600, used: 600, available: 0 });
	const { error } = await upload(3);
	expect(error?.message).toBe('This month’s transcription minutes are used up');
	expect(koldan.server.requests.map(({ operationId }) => operationId)).toEqual(['getQuotas']);
});

test.each<[string, object, string[]]>([
	['enough is left', { limit: 600, used: 100, available: 500 }, []],
	[
		'little is left',
		{ limit: 600, used: 570, available: 30 },
		['30 of 600 transcription minutes are left this month.'],
	],
	['there is no limit', { limit: null, used: 570, available: null }, []],
])('Check Quota First looks once for all items, and goes on when %s', async (_n, quota, hints) => {
	koldan.server.behaviour.quotas = transcription(quota);
	const { json, error, hints: given } = await upload(3);
	expect(error).toBeUndefined();
	expect(json).toHaveLength(3);
	expect(koldan.server.counters.requests.getQuotas).toBe(1);
	expect(given.map(({ message }) => message)).toEqual(hints);
});

test('Get Many lists the models, as Koldan describes them', async () => {
	const { json } = await koldan.run('getAll', { resource: 'model', returnAll: true });
	expect(json.length).toBeGreaterThan(3);
	for (const model of json)
		expect(model).toMatchObject({ id: expect.any(String), status: expect.any(String) });
	const few = await koldan.run('getAll', { resource: 'model', limit: 2 });
	expect(few.json).toEqual(json.slice(0, 2));
});
