/** The lists of the resource locators: models and transcriptions to choose from, page by page and filtered. */
import type { INodeParameters } from 'n8n-workflow';
import type { SeedOptions } from '../koldan-server/job-control.mts';
import { byId, useKoldan } from './support/koldan.mts';
import { searchList } from './support/list-search.mts';
import { CALLS } from './support/operations.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

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

	test('are searched until some are found: the newest hundred do not hide the others', async () => {
		const { server } = koldan;
		const file = server.files.add({ name: 'needle' });
		const [wanted] = server.jobs.seed(1, { fileId: file.id, from: 0 });
		server.jobs.seed(950);
		const { results } = await search('needle');
		expect(results.map(({ value }) => value)).toEqual([wanted.id]);
	});

	test('are not searched without end: what comes later is the next page', async () => {
		const { server } = koldan;
		const file = server.files.add({ name: 'needle' });
		const [wanted] = server.jobs.seed(1, { fileId: file.id, from: 0 });
		server.jobs.seed(2_500);
		const { results, paginationToken } = await search('needle');
		expect(results).toEqual([]);
		expect(server.requests.length).toBeLessThanOrEqual(20);
		const next = await search('needle', paginationToken as string);
		expect(next.results.map(({ value }) => value)).toEqual([wanted.id]);
	});

	test('a server that gives small pages: all can be reached', async () => {
		koldan.server.behaviour.listSizeCap = 20;
		const jobs = koldan.server.jobs.seed(70);
		const found: unknown[] = [];
		let token: string | undefined;
		do {
			const { results, paginationToken } = await search(undefined, token);
			found.push(...results.map(({ value }) => value));
			token = paginationToken as string | undefined;
		} while (token);
		expect(found).toEqual(jobs.map(({ id }) => id).reverse());
	});

	test('a server that gives the same page again and again: the search ends', async () => {
		koldan.server.behaviour.listIgnoresPage = true;
		koldan.server.jobs.seed(150);
		expect((await search('nothing like it')).results).toEqual([]);
		expect(koldan.server.requests.length).toBeLessThanOrEqual(20);
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

describe('transcriptions that an operation can be used with', () => {
	const deletion = { isDeleted: true, deletedAt: Date.now() };
	const SEEDS: Record<string, SeedOptions> = {
		pending: { status: 'PENDING' },
		running: { status: 'IN_PROGRESS' },
		completed: { status: 'COMPLETED' },
		failed: { status: 'FAILED' },
		cancelled: { status: 'CANCELLED' },
		deleted: { status: 'COMPLETED', ...deletion },
		purged: { status: 'COMPLETED', ...deletion, isPurged: true, result: undefined },
	};
	const NOT_DELETED = ['pending', 'running', 'completed', 'failed', 'cancelled'];

	/** The names of the seeds that a list shows, and their ids. */
	async function choices(parameters: INodeParameters): Promise<Map<string, string>> {
		const seeds = Object.entries(SEEDS).map(([name, options]) => {
			const [{ id }] = koldan.server.jobs.seed(1, options);
			return [id, name] as const;
		});
		const names = new Map(seeds);
		const { results } = await searchList(
			'searchTranscriptions',
			credentials(),
			undefined,
			undefined,
			parameters,
		);
		return new Map(
			results.map(({ value }) => [names.get(String(value)) ?? 'unknown', String(value)]),
		);
	}

	test.each([
		['cancel', ['pending', 'running']],
		['wait', ['pending', 'running']],
		['updateWebhook', ['pending', 'running']],
		['deleteWebhook', ['pending', 'running']],
		['delete', ['completed', 'failed', 'cancelled']],
		['purge', ['deleted']],
		['getResult', ['completed']],
		['get', NOT_DELETED],
	])('%s', async (operation, expected) => {
		const found = await choices({ resource: 'transcription', operation });
		expect([...found.keys()].sort()).toEqual([...expected].sort());
		// And so it is: what the list shows, the operation does.
		const polling = operation === 'wait' ? { waitForCompletion: 'none' } : {};
		for (const id of found.values()) {
			const given = { ...CALLS[operation].parameters(id), transcriptionId: byId(id), ...polling };
			const { error } = await koldan.run(operation, given);
			expect(error).toBeUndefined();
		}
	});

	test('delete, with Cancel First: running ones too', async () => {
		const options = { cancelFirst: true };
		const found = await choices({ resource: 'transcription', operation: 'delete', options });
		expect([...found.keys()].sort()).toEqual([...NOT_DELETED].sort());
	});

	test('the trigger, for one transcription: those that have not ended', async () => {
		const found = await choices({ watch: 'one' });
		expect([...found.keys()].sort()).toEqual(['pending', 'running']);
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
		expect(names).toContain('General v2 (deprecated until 2099-12-31; en, he)');
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

describe('languages', () => {
	const search = async (model = '', filter?: string, more = {}) =>
		await searchList('searchLanguages', credentials(more), filter, undefined, {
			resource: 'transcription',
			operation: 'create',
			model: { __rl: true, mode: 'list', value: model },
		});

	test.each(['array', 'wrapped'] as const)(
		'are those of the chosen model, by name (%s)',
		async (languages) => {
			koldan.server.behaviour.languages = languages;
			expect((await search('hebrew-general')).results).toEqual([
				{ name: 'English (en)', value: 'en' },
				{ name: 'Hebrew, עברית (he)', value: 'he' },
			]);
		},
	);

	test('are all that Koldan knows where no model is chosen, or nothing is known of it', async () => {
		const all = (await search()).results;
		expect(all.length).toBeGreaterThan(5);
		expect((await search('my-own-model')).results).toEqual(all);
		koldan.server.behaviour.models = 'missing';
		expect((await search('general')).results).toEqual(all);
		expect((await search('', 'עבר')).results.map(({ value }) => value)).toEqual(['he']);
	});

	test('are codes where the server has no names', async () => {
		koldan.server.behaviour.languages = 'missing';
		expect((await search('telephony')).results).toEqual([
			{ name: 'en', value: 'en' },
			{ name: 'he', value: 'he' },
		]);
	});

	test('can be typed where there is neither, which the error says', async () => {
		koldan.server.behaviour.languages = 'missing';
		await expect(search()).rejects.toMatchObject({
			message: 'This Koldan server has no list of languages',
			description: expect.stringMatching(/^Choose "By Code" and type/),
		});
		const apiKey = koldan.server.createKey(['speech:transcriptions:write']);
		koldan.server.behaviour.languages = 'array';
		await expect(search('', '', { apiKey })).rejects.toMatchObject({
			description: expect.stringMatching(/speech:languages:read/),
		});
	});

	test.each([
		'he',
		{ __rl: true, mode: 'list', value: 'he' },
		{ __rl: true, mode: 'id', value: ' he ' },
	])('are sent as codes: %j', async (defaultLanguageCode) => {
		const fileId = koldan.server.files.add().id;
		const model = { __rl: true, mode: 'id', value: 'general' };
		const parameters = {
			fileId,
			model,
			waitForCompletion: 'none',
			options: { defaultLanguageCode },
		};
		await koldan.run('create', parameters);
		const [job] = koldan.server.jobs.list();
		expect(job.transcription.language).toEqual({ defaultLanguageCode: 'he' });
	});
});

describe('prompt templates', () => {
	const search = async (filter?: string) =>
		await searchList('searchPromptTemplates', credentials(), filter);

	test.each(['array', 'wrapped'] as const)(
		'show their names, the assigned ones first (%s)',
		async (promptTemplates) => {
			koldan.server.behaviour.promptTemplates = promptTemplates;
			expect((await search()).results).toEqual([
				{ name: 'Minutes of a meeting', value: '5a6b7c8d-1234-4678-9abc-def012345678' },
				{ name: 'Key points', value: '6b7c8d9e-2345-4789-8bcd-ef0123456789' },
			]);
			expect((await search('KEY')).results.map(({ name }) => name)).toEqual(['Key points']);
		},
	);

	test('are those of the one list that the server has', async () => {
		koldan.server.behaviour.promptTemplates = 'assigned';
		expect((await search()).results.map(({ name }) => name)).toEqual(['Minutes of a meeting']);
	});

	test('can be typed where there is no list, which the error says', async () => {
		koldan.server.behaviour.promptTemplates = 'missing';
		await expect(search()).rejects.toMatchObject({
			message: 'This Koldan server has no list of prompt templates',
			description: expect.stringMatching(/Choose "By ID"/),
		});
	});
});

describe('summaries', () => {
	test.each(['array', 'content'] as const)('show status, date and ID (%s)', async (summaryList) => {
		koldan.server.behaviour.summaryList = summaryList;
		const [job] = koldan.server.jobs.seed(1, { status: 'IN_PROGRESS' });
		const { id } = koldan.server.summaries.add(job, { promptTemplateId: 'a' });
		const { results } = await searchList('searchSummaries', credentials(), 'pending');
		expect(results).toEqual([
			{ name: expect.stringMatching(new RegExp(`^pending, 20.*, ${id}$`)), value: id },
		]);
		const { results: none } = await searchList('searchSummaries', credentials(), 'completed');
		expect(none).toEqual([]);
	});

	test('are looked for on all pages', async () => {
		const jobs = koldan.server.jobs.seed(130);
		const ids = jobs.map((job) => koldan.server.summaries.add(job, { promptTemplateId: 'a' }).id);
		for (const id of [ids[0], ids[64], ids[129]]) {
			const { results } = await searchList('searchSummaries', credentials(), id);
			expect(results.map(({ value }) => value)).toEqual([id]);
		}
	});
});
