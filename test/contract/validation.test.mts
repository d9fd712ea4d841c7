import addFormats from 'ajv-formats';
import { OpenAPIBackend } from 'openapi-backend';
import { readDocument } from './document.mts';

/**
 * The contract at work: the reference's own examples pass, and what it rules out is refused, when openapi-backend validates.
 * `quick` skips openapi-backend's check of the document, which knows OpenAPI 3.0 only.
 */
const api = new OpenAPIBackend({
	definition: readDocument() as never,
	quick: true,
	customizeAjv: (ajv) => addFormats.default(ajv),
	ajvOpts: { allErrors: true },
});
beforeAll(() => api.init());

const base = '/api/v1/speech-services/transcriptions';
const id = 'd1e2f3a4-b5c6-7890-abcd-ef1234567890';

const paths = (errors?: Array<{ instancePath: string }> | null) => [
	...new Set((errors ?? []).map(({ instancePath }) => instancePath)),
];

/** The places that are wrong in a request: none when it keeps the contract. */
function wrongInRequest(method: string, path: string, body?: unknown, query?: object) {
	const type = path.endsWith('/upload') ? 'multipart/form-data' : 'application/json';
	const headers: Record<string, string> = body === undefined ? {} : { 'content-type': type };
	return paths(
		api.validator.validateRequest({ method, path, body, query: query as never, headers }).errors,
	);
}

/** The places that are wrong in a response: none when it keeps the contract. */
const wrongInResponse = (operationId: string, status: number, body: unknown) =>
	paths(api.validator.validateResponse(body, operationId, status).errors);

const job = {
	id,
	status: 'COMPLETED',
	isDeleted: false,
	isPurged: false,
	creationDate: '2026-04-01T10:00:00Z',
	completionDate: '2026-04-01T10:05:32Z',
	deletedAt: null,
	purgedAt: null,
	purgeAt: null,
	file: {
		id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
		name: 'meeting-recording',
		size: 1,
		tags: [],
	},
	transcription: { model: 'hebrew-general', language: { defaultLanguageCode: 'he' } },
	diarization: null,
	errorCode: null,
	errors: null,
	webhook: null,
};
const result = {
	text: 'Hello everyone, welcome to the meeting...',
	detectedLanguages: ['en'],
	confidence: 0.94,
	duration: 420.5,
	segments: [{ start: 0.0, end: 3.2, text: 'Hello everyone,', speaker: 'SPEAKER_00' }],
};

describe('requests of the reference pass', () => {
	test('list', () => {
		expect(
			wrongInRequest('get', base, undefined, { page: '0', size: '20', status: 'COMPLETED' }),
		).toEqual([]);
		expect(
			wrongInRequest('get', base, undefined, {
				status: 'PENDING,IN_PROGRESS',
				fileId: id,
				isDeleted: 'true',
				createdAfter: '2026-04-01T10:00:00Z',
				completedBefore: '2026-04-01T12:00:00+02:00',
				sort: 'completionDate,asc',
				size: '100',
			}),
		).toEqual([]);
	});

	test('create', () => {
		const body = {
			fileId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
			transcription: {
				model: 'hebrew-general',
				language: { defaultLanguageCode: 'he' },
				punctuation: true,
			},
			diarization: { enabled: true, mode: 'SPEAKER' },
		};
		expect(wrongInRequest('post', base, body)).toEqual([]);
	});

	test('upload', () => {
		const parts = {
			name: 'meeting-recording',
			transcription: '{"model":"hebrew-general","language":{"defaultLanguageCode":"he"}}',
			diarization: '{"enabled":true,"mode":"SPEAKER","maxSpeakers":4}',
		};
		expect(wrongInRequest('post', `${base}/upload`, { ...parts, file: '…' })).toEqual([]);
		for (const uri of ['https://example.com/a.wav', 'http://example.com/a', 's3://bucket/a.wav']) {
			expect(wrongInRequest('post', `${base}/upload`, { ...parts, uri })).toEqual([]);
		}
		for (const path of ['/', '/calls/', '/calls/2026/']) {
			expect(wrongInRequest('post', `${base}/upload`, { ...parts, file: '…', path })).toEqual([]);
		}
	});

	test('webhook', () => {
		const body = {
			url: 'https://example.com/webhook/transcriptions',
			secret: 'whsec_abc123',
			headers: { 'X-Custom-Header': 'my-value' },
		};
		expect(wrongInRequest('put', `${base}/${id}/webhook`, body)).toEqual([]);
	});

	test.each([
		['get', ''],
		['get', '/result?format=json'],
		['delete', '?purge=true'],
		['delete', '/webhook'],
		['post', '/cancel'],
		['post', '/purge'],
	])('%s {id}%s', (method, suffix) => {
		expect(wrongInRequest(method, `${base}/${id}${suffix}`)).toEqual([]);
	});
});

describe('requests that the reference rules out are refused', () => {
	test.each([
		[{ page: '-1' }, '/query/page'],
		[{ size: '101' }, '/query/size'],
		[{ size: 'many' }, '/query/size'],
		[{ status: 'PENDING,DONE' }, '/query/status/1'],
		[{ fileId: '42' }, '/query/fileId'],
		[{ isPurged: 'maybe' }, '/query/isPurged'],
		[{ createdBefore: 'yesterday' }, '/query/createdBefore'],
		[{ sort: 'name,asc' }, '/query/sort'],
		[{ limit: '5' }, '/query'],
	])('list %j', (query, place) => {
		expect(wrongInRequest('get', base, undefined, query)).toEqual([place]);
	});

	const transcription = { model: 'm', language: {} };
	test.each([
		[{}, '/requestBody'],
		[{ transcription }, '/requestBody'],
		[{ fileId: '42', transcription }, '/requestBody/fileId'],
		[{ fileId: id, transcription: { model: 'm' } }, '/requestBody/transcription'],
		[{ fileId: id, transcription: { language: {} } }, '/requestBody/transcription'],
		[{ fileId: id, transcription, diarization: {} }, '/requestBody/diarization'],
		[{ fileId: id, transcription, diarization: null }, '/requestBody/diarization'],
		[
			{ fileId: id, transcription, diarization: { enabled: true, mode: 'BOTH' } },
			'/requestBody/diarization/mode',
		],
		[
			{
				fileId: id,
				transcription,
				diarization: { enabled: true, channelMapping: [{ channel: 0 }] },
			},
			'/requestBody/diarization/channelMapping/0',
		],
		[
			{ fileId: id, transcription, webhook: { url: 'http://example.com' } },
			'/requestBody/webhook/url',
		],
		[{ fileId: id, transcription, webhook: {} }, '/requestBody/webhook'],
	])('create %j', (body, place) => {
		expect(wrongInRequest('post', base, body)).toEqual([place]);
	});

	test.each([
		['no name', { name: undefined }, '/requestBody'],
		['no transcription options', { transcription: undefined }, '/requestBody'],
		['both file and URI', { uri: 'https://example.com/a.wav' }, '/requestBody'],
		['neither file nor URI', { file: undefined }, '/requestBody'],
		['a URI by FTP', { file: undefined, uri: 'ftp://example.com/a.wav' }, '/requestBody/uri'],
		['a path without leading slash', { path: 'calls/' }, '/requestBody/path'],
		['a path without trailing slash', { path: '/calls' }, '/requestBody/path'],
	])('upload with %s', (_what, change, place) => {
		const parts = { file: '…', name: 'a', transcription: '{}', ...change };
		const sent = Object.entries(parts).filter(([, value]) => value !== undefined);
		expect(wrongInRequest('post', `${base}/upload`, Object.fromEntries(sent))).toEqual([place]);
	});

	test('an id that is no UUID', () => {
		expect(wrongInRequest('get', `${base}/42`)).toEqual(['/path/id']);
	});

	test('an export format other than JSON', () => {
		expect(wrongInRequest('get', `${base}/${id}/result?format=srt`)).toEqual(['/query/format']);
	});
});

describe('responses', () => {
	test('of the reference pass', () => {
		const bare = {
			id,
			status: 'PENDING',
			isDeleted: false,
			isPurged: false,
			creationDate: job.creationDate,
			file: job.file,
			transcription: job.transcription,
		};
		expect(wrongInResponse('getTranscription', 200, { ...job, result })).toEqual([]);
		expect(wrongInResponse('getTranscription', 200, bare)).toEqual([]);
		expect(wrongInResponse('getTranscriptionResult', 200, result)).toEqual([]);
		expect(wrongInResponse('getTranscriptionResult', 200, { text: '' })).toEqual([]);
		expect(wrongInResponse('listTranscriptions', 200, { jobs: [job], size: 1, total: 1 })).toEqual(
			[],
		);
		expect(
			wrongInResponse('uploadAndTranscribe', 201, { file: job.file, job: bare, summary: null }),
		).toEqual([]);
		expect(wrongInResponse('cancelTranscription', 204, null)).toEqual([]);
		const failed = {
			...job,
			status: 'FAILED',
			completionDate: null,
			errorCode: 'EMPTY_AUDIO',
			errors: [{ code: 'EMPTY_AUDIO', message: 'No audio', timestamp: job.creationDate }],
		};
		expect(wrongInResponse('getTranscription', 200, failed)).toEqual([]);
	});

	test('of quotas and models pass', () => {
		const storage = { limit: 10737418240, used: 3221225472, available: 7516192768 };
		expect(
			wrongInResponse('getQuotas', 200, { 'speech-service': { storage }, 'text-service': {} }),
		).toEqual([]);
		const model = {
			id: 'hebrew-general',
			type: 'FAMILY',
			displayName: 'Hebrew',
			status: 'AVAILABLE',
			currentVersion: '3',
			deprecated: false,
			capabilities: { languages: ['he'], supportsLangAutodetect: true, supportsStreaming: false },
		};
		expect(wrongInResponse('listModels', 200, [model])).toEqual([]);
		expect(wrongInResponse('listModels', 200, { models: [model] })).toEqual([]);
		expect(wrongInResponse('listModels', 200, [{ ...model, status: 'GONE' }])).toContain(
			'/0/status',
		);
	});

	test.each([
		[
			'a result in a list',
			'listTranscriptions',
			200,
			{ jobs: [{ ...job, result }], size: 1, total: 1 },
			'/jobs/0',
		],
		[
			'null where the reference allows none',
			'getTranscription',
			200,
			{ ...job, file: null },
			'/file',
		],
		['a field too few', 'getTranscription', 200, { ...job, isPurged: undefined }, ''],
		['a status it does not know', 'getTranscription', 200, { ...job, status: 'DONE' }, '/status'],
		[
			'an error code it does not know',
			'getTranscription',
			200,
			{ ...job, errorCode: 'OOPS' },
			'/errorCode',
		],
		[
			'a date it can not read',
			'getTranscription',
			200,
			{ ...job, purgeAt: '1.4.2026' },
			'/purgeAt',
		],
		[
			'a confidence over 1',
			'getTranscriptionResult',
			200,
			{ ...result, confidence: 94 },
			'/confidence',
		],
		['a body where there is none', 'purgeTranscription', 204, { success: true }, ''],
	])('with %s are refused', (_what, operationId, status, body, place) => {
		expect(wrongInResponse(operationId, status, body)).toContain(place);
	});
});
