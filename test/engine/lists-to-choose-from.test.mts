/** The lists of the resource locators: models and transcriptions to choose from, page by page and filtered. */
import { useKoldan } from './koldan.mts';
import { searchList } from './list-search.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });

const credentials = (more = {}) => ({
	credentials: { baseUrl: koldan.server.url, apiKey: koldan.server.apiKey, ...more },
});

describe('transcriptions', () => {
	const search = async (filter?: string, token?: string, more = {}) =>
		await searchList('searchTranscriptions', credentials(more), filter, token);

	test('show file name, status and date, newest first', async () => {
		const { server } = koldan;
		const from = Date.UTC(2026, 2, 5, 9, 30);
		const file = server.files.add({ name: 'ראיון עם דנה' });
		const [first] = server.jobs.seed(1, { from, fileId: file.id });
		const [second] = server.jobs.seed(1, { from: from + 60_000, status: 'IN_PROGRESS' });
		expect((await search()).results).toEqual([
			{ name: 'recording (in progress, 2026-03-05 09:31)', value: second.id },
			{ name: 'ראיון עם דנה (completed, 2026-03-05 09:30)', value: first.id },
		]);
	});

	test('come a hundred at a time', async () => {
		const jobs = koldan.server.jobs.seed(230);
		const found: unknown[] = [];
		let token: string | undefined;
		do {
			const { results, paginationToken } = await search(undefined, token);
			found.push(...results.map(({ value }) => value));
			token = paginationToken as string | undefined;
		} while (token);
		expect(found).toEqual(jobs.map(({ id }) => id).reverse());
		expect(koldan.server.requests).toHaveLength(3);
	});

	test('are found by name, status, date and id', async () => {
		const { server } = koldan;
		const file = server.files.add({ name: 'Board Meeting' });
		const [wanted] = server.jobs.seed(1, { fileId: file.id, from: Date.UTC(2026, 6, 1) });
		server.jobs.seed(5, { status: 'FAILED', from: Date.UTC(2026, 7, 1) });
		for (const filter of ['board', 'MEETING', 'completed', '2026-07-01', wanted.id.slice(0, 13)])
			expect((await search(filter)).results.map(({ value }) => value)).toEqual([wanted.id]);
		expect((await search('nothing like it')).results).toEqual([]);
	});

	test('that match on a later page can be reached', async () => {
		const { server } = koldan;
		const file = server.files.add({ name: 'needle' });
		const [wanted] = server.jobs.seed(1, { fileId: file.id, from: 0 });
		server.jobs.seed(150);
		const first = await search('needle');
		const second = first.results.length
			? first
			: await search('needle', first.paginationToken as string);
		expect(second.results.map(({ value }) => value)).toEqual([wanted.id]);
	});

	test('an empty list is an empty list, with a body or without', async () => {
		for (const emptyList of [200, 204] as const) {
			koldan.server.behaviour.emptyList = emptyList;
			expect(await search()).toEqual({ results: [] });
		}
	});

	test('a key without the scope: the error says which one is missing', async () => {
		const apiKey = koldan.server.createKey([]);
		await expect(search('', undefined, { apiKey })).rejects.toMatchObject({
			message: 'The credential is not allowed to list the transcriptions',
			description: expect.stringContaining('speech:transcriptions:read'),
			httpCode: '403',
		});
	});
});

describe('models', () => {
	const search = async (filter?: string, more = {}) =>
		await searchList('searchModels', credentials(more), filter);

	test.each(['array', 'wrapped'] as const)(
		'show their languages, from an answer that is %s',
		async (models) => {
			koldan.server.behaviour.models = models;
			const { results } = await search();
			expect(results.length).toBeGreaterThan(3);
			for (const { name, value } of results) {
				expect(value).toMatch(/^[\w-]+$/);
				expect(name).toMatch(/\S+( \(.*\))?$/);
			}
			expect(results.map(({ name }) => name).join('\n')).toMatch(/\bhe\b/);
		},
	);

	test('say when a model can’t be used, or will not be for long', async () => {
		const names = (await search()).results.map(({ name }) => name).join('\n');
		expect(names).toMatch(/deprecated|maintenance|unavailable/);
		expect(names).not.toMatch(/\(available/);
	});

	test('are found by name, id and language', async () => {
		const all = (await search()).results;
		const [one] = all;
		const byId = (await search(String(one.value).toUpperCase())).results;
		expect(byId.map(({ value }) => value)).toContain(one.value);
		expect(byId.length).toBeLessThan(all.length);
	});

	test('a server that has no such list: the error says how to go on', async () => {
		koldan.server.behaviour.models = 'missing';
		await expect(search()).rejects.toMatchObject({
			message: 'This Koldan server has no list of models',
			description: expect.stringMatching(/^Choose "By ID" and type the name of the model\./),
		});
	});

	test('a key without the scope: the error says so, and how to go on', async () => {
		const apiKey = koldan.server.createKey(['speech:transcriptions:write']);
		await expect(search('', { apiKey })).rejects.toMatchObject({
			httpCode: '403',
			message: 'The credential is not allowed to list the models',
			description: expect.stringMatching(/^Choose "By ID" and type .*speech:model-aliases:read/),
		});
	});

	test('a model typed by its name works without the list', async () => {
		koldan.server.behaviour.models = 'missing';
		const fileId = koldan.server.files.add().id;
		const model = { __rl: true, mode: 'id', value: 'my-own-model' };
		const { json } = await koldan.run('create', { fileId, model, waitForCompletion: 'none' });
		expect(json[0]).toMatchObject({ model: 'my-own-model' });
	});
});
