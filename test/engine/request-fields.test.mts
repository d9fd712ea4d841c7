/** Every field of the reference can be set, and is sent exactly as the reference says; what is empty is not sent. */
import type { INodeParameters } from 'n8n-workflow';
import { operations, readDocument, type Schema } from '../contract/document.mts';
import { useKoldan } from './support/koldan.mts';
import { byId } from './support/koldan.mts';
import { CALLS, MODEL, seed } from './support/operations.mts';
import { recording } from './support/recordings.mts';

const koldan = useKoldan({ autoFinish: false });

/** Fields seen on the wire, such as `upload.diarization.maxSpeakers`. */
const sent = new Set<string>();

function note(path: string, value: unknown): void {
	sent.add(path);
	if (Array.isArray(value)) value.forEach((entry) => note(`${path}[]`, entry));
	else if (typeof value === 'object' && value !== null)
		for (const [name, field] of Object.entries(value)) note(`${path}.${name}`, field);
}

const TEXTS = ['name', 'description', 'path', 'uri'];

async function upload(parameters: INodeParameters) {
	const { error, json } = await koldan.run(
		'upload',
		{ model: MODEL, waitForCompletion: 'none', ...parameters },
		{ items: [await recording()] },
	);
	expect(error).toBeUndefined();
	const { parts = {}, file } = koldan.server.requests.at(-1) ?? {};
	const values = Object.fromEntries(
		Object.entries(parts).map(([name, text]) => [
			name,
			TEXTS.includes(name) ? text : (JSON.parse(text) as unknown),
		]),
	);
	if (file) sent.add('upload.file');
	note('upload', values);
	return { values, file, json };
}

async function create(parameters: INodeParameters) {
	const fileId = koldan.server.files.add().id;
	const { error } = await koldan.run('create', {
		fileId,
		model: MODEL,
		waitForCompletion: 'none',
		...parameters,
	});
	expect(error).toBeUndefined();
	const { json } = koldan.server.requests.at(-1) ?? {};
	note('create', json);
	return { json, fileId };
}

const WEBHOOK = {
	given: {
		url: 'https://example.com/hook?x=1',
		secret: 'whsec_abc123',
		headers: {
			pairs: [
				{ name: 'X-Team', value: 'calls' },
				{ name: 'X-Empty', value: '' },
			],
		},
	},
	sent: {
		url: 'https://example.com/hook?x=1',
		secret: 'whsec_abc123',
		headers: { 'X-Team': 'calls', 'X-Empty': '' },
	},
};

const TRANSCRIPTION = {
	given: {
		model: byId(' hebrew-general '),
		options: { defaultLanguageCode: 'he', punctuation: true, capitalization: false },
	},
	sent: {
		model: 'hebrew-general',
		language: { defaultLanguageCode: 'he' },
		punctuation: true,
		capitalization: false,
	},
};

const CHANNELS = {
	given: {
		diarization: 'CHANNEL',
		channelMapping: {
			channels: [
				{ channel: 0, label: 'Agent' },
				{ channel: 1, label: 'לקוח' },
			],
		},
	},
	sent: {
		enabled: true,
		mode: 'CHANNEL',
		channelMapping: [
			{ channel: 0, label: 'Agent' },
			{ channel: 1, label: 'לקוח' },
		],
	},
};

describe('upload', () => {
	test('everything at once', async () => {
		const { values, file, json } = await upload({
			model: TRANSCRIPTION.given.model,
			options: {
				...TRANSCRIPTION.given.options,
				name: 'Interview',
				description: 'With Dana, about the weather',
				path: '/interviews/2026/',
				metadata: { pairs: [{ name: 'customer', value: 'Acme' }] },
				metadataJson: '{"customer":"old","rounds":[1,2],"nested":{"a":null}}',
				tags: 'interview, לקוח ,interview,',
				generateListeningAudio: false,
				webhook: { settings: WEBHOOK.given },
				summary: {
					settings: { promptTemplateId: 'template-1', additionalOptions: '{"language":"he"}' },
				},
			},
			...CHANNELS.given,
		});
		expect(values).toEqual({
			name: 'Interview',
			description: 'With Dana, about the weather',
			path: '/interviews/2026/',
			metadata: { customer: 'Acme', rounds: [1, 2], nested: { a: null } },
			tags: ['interview', 'לקוח'],
			generateListeningAudio: false,
			transcription: TRANSCRIPTION.sent,
			diarization: CHANNELS.sent,
			webhook: WEBHOOK.sent,
			summary: { language: 'he', promptTemplateId: 'template-1' },
		});
		expect(file?.filename).toBe('call.wav');
		expect(json[0]).toMatchObject({ summary: null, summaryStatus: 'PENDING' });
	});

	test('nothing but what is required', async () => {
		const { values } = await upload({});
		expect(values).toEqual({
			name: 'call.wav',
			transcription: { model: 'general', language: {} },
		});
	});

	test('fields that were added and left empty are not sent', async () => {
		const { values } = await upload({
			options: {
				defaultLanguageCode: ' ',
				name: '',
				description: '  ',
				path: '',
				metadata: { pairs: [{ name: ' ', value: 'nobody' }] },
				metadataJson: '{}',
				tags: ' , ,',
				webhook: { settings: { url: '', secret: '', headers: {} } },
				summary: { settings: { promptTemplateId: ' ', additionalOptions: '{}' } },
			},
			diarization: 'none',
		});
		expect(Object.keys(values).sort()).toEqual(['name', 'transcription']);
	});

	test('fixed collections that were opened and left empty are not sent', async () => {
		const { values } = await upload({
			options: {
				metadata: {},
				metadataJson: '',
				webhook: { settings: { headers: { pairs: [] } } },
				summary: { settings: {} },
			},
			diarization: 'CHANNEL',
			channelMapping: {},
		});
		expect(values.diarization).toEqual({ enabled: true, mode: 'CHANNEL' });
		expect(values).not.toHaveProperty('summary');
		expect(values).not.toHaveProperty('webhook');
		expect(values).not.toHaveProperty('metadata');
	});

	test('options that expressions give as objects and lists', async () => {
		const { values } = await upload({
			options: {
				metadataJson: '={{ { "a": 1, "b": { "c": [true] } } }}',
				tags: '={{ ["one", " two ", "one", ""] }}',
				summary: {
					settings: {
						additionalOptions: '={{ { "promptTemplateId": "template-2", "words": 50 } }}',
					},
				},
			},
		});
		expect(values.metadata).toEqual({ a: 1, b: { c: [true] } });
		expect(values.tags).toEqual(['one', 'two']);
		expect(values.summary).toEqual({ promptTemplateId: 'template-2', words: 50 });
	});

	test.each([
		'https://example.invalid/a/%D7%A9.mp3?x=1',
		'http://example.invalid/a.mp3',
		's3://bucket/a.mp3',
	])('from %s', async (uri) => {
		const { values, file } = await upload({ source: 'uri', uri: ` ${uri} ` });
		expect(file).toBeUndefined();
		expect(values.uri).toBe(uri);
		expect(values.name).toBe(uri.includes('%D7') ? 'ש.mp3' : 'a.mp3');
	});

	test('the file comes after the fields, so that the server can refuse them before the bytes arrive', async () => {
		await upload({});
		// The local server records the parts as they come: it had all of them when the file began.
		expect(Object.keys(koldan.server.requests.at(-1)?.parts ?? {})).toEqual([
			'name',
			'transcription',
		]);
	});
});

describe('create', () => {
	test('everything at once', async () => {
		const { json, fileId } = await create({
			model: TRANSCRIPTION.given.model,
			options: { ...TRANSCRIPTION.given.options, webhook: { settings: WEBHOOK.given } },
			diarization: 'SPEAKER',
			maxSpeakers: 4,
		});
		expect(json).toEqual({
			fileId,
			transcription: TRANSCRIPTION.sent,
			diarization: { enabled: true, mode: 'SPEAKER', maxSpeakers: 4 },
			webhook: WEBHOOK.sent,
		});
	});

	test('nothing but what is required', async () => {
		const { json, fileId } = await create({});
		expect(json).toEqual({ fileId, transcription: { model: 'general', language: {} } });
	});

	test('fields that were added and left empty are not sent', async () => {
		const { json } = await create({
			options: { defaultLanguageCode: '', webhook: { settings: {} } },
			diarization: '={{ "" }}',
		});
		expect(Object.keys(json as object).sort()).toEqual(['fileId', 'transcription']);
	});

	test('channels', async () => {
		const { json } = await create(CHANNELS.given);
		expect(json).toMatchObject({ diarization: CHANNELS.sent });
	});

	test('what expressions give as text', async () => {
		const { json } = await create({ diarization: '={{ "speaker" }}', maxSpeakers: '={{ "3" }}' });
		expect(json).toMatchObject({ diarization: { enabled: true, mode: 'SPEAKER', maxSpeakers: 3 } });
	});

	test.each([0, '', '={{ null }}', '={{ "0" }}'])(
		'without a number of speakers (%j), Koldan finds out',
		async (maxSpeakers) => {
			const { json } = await create({ diarization: 'SPEAKER', maxSpeakers });
			expect(json).toMatchObject({ diarization: { enabled: true, mode: 'SPEAKER' } });
			expect(json).not.toHaveProperty('diarization.maxSpeakers');
		},
	);

	test('what belongs to the other way of telling speakers apart is not sent', async () => {
		const more = { ...CHANNELS.given, maxSpeakers: 3 };
		const { json } = await create({ ...more, diarization: '={{ "SPEAKER" }}' });
		expect(json).toMatchObject({ diarization: { enabled: true, mode: 'SPEAKER', maxSpeakers: 3 } });
		expect(json).not.toHaveProperty('diarization.channelMapping');
	});
});

describe('webhooks', () => {
	test('everything at once', async () => {
		const { url, ...options } = WEBHOOK.given;
		const id = seed(koldan.server, { status: 'PENDING' });
		await koldan.run('updateWebhook', { transcriptionId: byId(id), url, options });
		const { json } = koldan.server.requests.at(-1) ?? {};
		expect(json).toEqual(WEBHOOK.sent);
		note('webhook', json);
	});

	test('a URL alone', async () => {
		const id = seed(koldan.server, { status: 'PENDING' });
		await koldan.run('updateWebhook', CALLS.updateWebhook.parameters(id));
		expect(koldan.server.requests.at(-1)?.json).toEqual({ url: 'https://example.com/hook' });
	});
});

describe('queries', () => {
	test('the transcript is asked for as JSON', async () => {
		await koldan.run('getResult', CALLS.getResult.parameters(seed(koldan.server)));
		expect(koldan.server.requests.at(-1)?.query).toEqual({ format: 'json' });
		sent.add('getTranscriptionResult?format');
	});

	test('delete purges only if it is told so', async () => {
		await koldan.run('delete', CALLS.delete.parameters(seed(koldan.server)));
		expect(koldan.server.requests.at(-1)?.query).toEqual({});
		const id = seed(koldan.server);
		const { json } = await koldan.run('delete', { ...CALLS.delete.parameters(id), purge: true });
		expect(koldan.server.requests.at(-1)?.query).toEqual({ purge: 'true' });
		expect(json).toEqual([{ deleted: true, purged: true, id }]);
		sent.add('deleteTranscription?purge');
	});

	test('the list takes every filter', async () => {
		const fileId = koldan.server.files.add().id;
		const { error } = await koldan.run('getAll', {
			limit: 7,
			filters: {
				completedAfter: '2026-01-01T00:00:00Z',
				completedBefore: '2026-12-31T00:00:00Z',
				createdAfter: '2026-01-01T00:00:00Z',
				createdBefore: '2026-12-31T00:00:00Z',
				fileId,
				isDeleted: 'only',
				isPurged: 'exclude',
				status: ['COMPLETED', 'FAILED'],
			},
			options: { sort: { settings: { field: 'completionDate', direction: 'asc' } } },
		});
		expect(error).toBeUndefined();
		const { query = {} } = koldan.server.requests.at(-1) ?? {};
		expect(query).toEqual({
			page: '0',
			size: '7',
			status: 'COMPLETED,FAILED',
			fileId,
			isDeleted: 'true',
			isPurged: 'false',
			createdAfter: '2026-01-01T00:00:00.000Z',
			createdBefore: '2026-12-31T00:00:00.000Z',
			completedAfter: '2026-01-01T00:00:00.000Z',
			completedBefore: '2026-12-31T00:00:00.000Z',
			sort: 'completionDate,asc',
		});
		Object.keys(query).forEach((name) => sent.add(`listTranscriptions?${name}`));
	});

	test('the list is asked for nothing that is not set', async () => {
		await koldan.run('getAll', {
			filters: { status: [], fileId: '', createdAfter: '', completedBefore: '' },
		});
		expect(koldan.server.requests.at(-1)?.query).toEqual({
			page: '0',
			size: '50',
			sort: 'creationDate,desc',
		});
	});
});

/** The paths of all fields below a schema. */
function fieldsOf(schema: Schema, path: string): string[] {
	const { schemas } = readDocument().components;
	const target = schema.$ref ? schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;
	const inner = target.contentSchema ?? target;
	const whole = inner.$ref ? schemas[inner.$ref.split('/').at(-1) ?? ''] : inner;
	return [
		path,
		...(whole.items ? fieldsOf(whole.items, `${path}[]`) : []),
		...Object.entries(whole.properties ?? {}).flatMap(([name, field]) =>
			fieldsOf(field, `${path}.${name}`),
		),
	];
}

test('every field and query parameter of the reference was sent in these tests', async () => {
	const { schemas } = readDocument().components;
	const queries = operations(readDocument())
		.filter(({ path }) => path.includes('/transcriptions'))
		.flatMap(({ operationId, parameters }) =>
			parameters
				.filter((parameter) => parameter.in === 'query')
				.map(({ name }) => `${operationId}?${name}`),
		);
	const fields = [
		...fieldsOf(schemas.SpeechServiceUploadAndTranscribeRequest, 'upload'),
		...fieldsOf(schemas.SpeechServiceTranscriptionJobRequest, 'create'),
		...fieldsOf(schemas.SpeechServiceWebhook, 'webhook'),
		...queries,
	];
	expect(fields.length).toBeGreaterThan(50);
	// One way of diarization excludes the other, so an upload with a number of speakers is sent here.
	await upload({ diarization: 'SPEAKER', maxSpeakers: 2 });
	expect(fields.filter((field) => !sent.has(field))).toEqual([]);
});
