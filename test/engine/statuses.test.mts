/** What a user sees for each answer that the reference documents: every pair of endpoint and status. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { operations, readDocument } from '../contract/document.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import { useKoldan, type RunOptions } from './support/koldan.mts';
import { byId } from './support/koldan.mts';
import { CALLS, itemsFor, seed, UNKNOWN_ID } from './support/operations.mts';

jest.mock('../../nodes/Koldan/api/pause', () => jest.requireActual('./support/short-pauses.mts'));

const koldan = useKoldan({ autoFinish: false });

interface Refusal {
	/** The sentence that people read first; `<id>` stands for the transcription's id. */
	message: string;
	/** What to do next. */
	advice: RegExp;
	/** Koldan's own words, as the local server puts them. */
	words: RegExp;
}

interface Case {
	/** Makes what is asked for, and gives its id. Default: as the operation needs it. */
	prepare?: (server: KoldanServer) => string;
	parameters?: INodeParameters;
	options?: (server: KoldanServer) => RunOptions;
	/** What the user sees: an error, or the JSON of an item. */
	sees: Refusal | ((id: string) => IDataObject);
}

const deleted = { isDeleted: true, deletedAt: Date.now() };
const purged = { ...deleted, isPurged: true, purgedAt: Date.now(), result: null };

/** For answers that good input does not get. */
const answering = (operationId: string, status: number) => (server: KoldanServer) => {
	const body = '{"message":"These are Koldan’s own words"}';
	server.faults.add({ kind: 'status', operationId, status, body });
	return UNKNOWN_ID;
};
const OWN_WORDS = /These are Koldan’s own words/;

const unauthorized: Case = {
	options: () => ({ credential: { apiKey: `kk-${'0'.repeat(64)}` } }),
	sees: {
		message: 'Koldan did not accept the credential',
		advice: /^Check the API key or token in the credential: it may be mistyped, expired or revoked/,
		words: /Authentication is missing or invalid/,
	},
};

const forbidden = (purpose: string, scopes: string): Case => ({
	options: (server) => ({ credential: { apiKey: server.createKey([]) } }),
	sees: {
		message: `The credential is not allowed to ${purpose}`,
		advice: new RegExp(
			`^The API key or token needs the scopes? ${scopes}[.,].*Ask your Koldan administrator`,
		),
		words: /Missing scope: speech:/,
	},
});
const READ = 'speech:transcriptions:read';
const WRITE = 'speech:transcriptions:write';
const DELETE = 'speech:transcriptions:delete';

const unknown: Case = {
	prepare: () => UNKNOWN_ID,
	sees: {
		message: 'Koldan has no transcription <id>',
		advice: /^Check the ID, and that the credential belongs to the user who started/,
		words: /was not found/,
	},
};

const gone = (id: string) => ({ deleted: true, id });

const CASES: Record<string, Case> = {
	'listTranscriptions 200': { sees: (id) => ({ id, status: 'COMPLETED', fileName: 'recording' }) },
	'listTranscriptions 400': {
		prepare: answering('listTranscriptions', 400),
		sees: {
			message: 'Koldan did not accept the filters',
			advice: /^Check the dates, the sort order and the other filters/,
			words: OWN_WORDS,
		},
	},
	'listTranscriptions 401': unauthorized,
	'listTranscriptions 403': forbidden('list the transcriptions', READ),

	'uploadAndTranscribe 201': { sees: () => ({ status: 'PENDING', fileName: 'call.wav' }) },
	'uploadAndTranscribe 400': {
		prepare: (server) => {
			server.behaviour.unknownModel = 400;
			return UNKNOWN_ID;
		},
		parameters: { model: byId('no-such-model') },
		sees: {
			message: 'Koldan did not accept the upload',
			advice: /^Check the model, the language and the other options/,
			words: /Model no-such-model does not exist/,
		},
	},
	'uploadAndTranscribe 401': unauthorized,
	'uploadAndTranscribe 403': forbidden('upload the recording', `speech:files:write and ${WRITE}`),
	'uploadAndTranscribe 429': {
		prepare: answering('uploadAndTranscribe', 429),
		sees: {
			message: 'Koldan could not upload the recording: too many requests',
			advice: /Lower 'Items at Once' in the options, or run the workflow later/,
			words: OWN_WORDS,
		},
	},

	'createTranscription 201': { sees: () => ({ status: 'PENDING', model: 'general' }) },
	'createTranscription 400': {
		prepare: (server) => {
			server.behaviour.unknownModel = 400;
			return server.files.add().id;
		},
		parameters: { model: byId('no-such-model') },
		sees: {
			message: 'Koldan did not accept the transcription request',
			advice: /^Check the file ID, the model, the language and the other options/,
			words: /Model no-such-model does not exist/,
		},
	},
	'createTranscription 401': unauthorized,
	'createTranscription 403': forbidden('start the transcription', WRITE),
	'createTranscription 404': {
		prepare: () => UNKNOWN_ID,
		sees: {
			message: 'Koldan has no such file in your account',
			advice: /^Check the file ID\. The file must belong to the user whose API key/,
			words: /was not found/,
		},
	},
	'createTranscription 422': {
		prepare: (server) => server.files.add({ ingestion: 'DOWNLOADING' }).id,
		sees: {
			message: 'The file can’t be transcribed yet, or no longer',
			advice: /^It is still being imported, or it was deleted\. Turn on 'Wait for Import'/,
			words: /ingestion of file .* is not completed/,
		},
	},

	'getTranscription 200': { sees: (id) => ({ id, status: 'COMPLETED', text: 'hello' }) },
	'getTranscription 401': unauthorized,
	'getTranscription 403': forbidden('get the transcription', READ),
	'getTranscription 404': unknown,

	'getTranscriptionResult 200': { sees: (id) => ({ id, text: 'hello', duration: 1 }) },
	'getTranscriptionResult 400': {
		prepare: answering('getTranscriptionResult', 400),
		sees: {
			message: 'Koldan does not offer the transcript in this form',
			advice: /^Update the Koldan node, or ask Koldan which export formats/,
			words: OWN_WORDS,
		},
	},
	'getTranscriptionResult 401': unauthorized,
	'getTranscriptionResult 403': forbidden('get the transcript', READ),
	'getTranscriptionResult 404': {
		prepare: (server) => seed(server, { status: 'IN_PROGRESS' }),
		sees: {
			message: 'There is no transcript for transcription <id>',
			advice:
				/^The ID is wrong, or the transcription is not completed yet\. Use the operation Wait/,
			words: /is not available: the job is IN_PROGRESS/,
		},
	},
	'getTranscriptionResult 410': {
		prepare: (server) => seed(server, purged),
		sees: {
			message: 'The transcript of transcription <id> was purged',
			advice: /^Purged data is gone for good\. Transcribe the recording again/,
			words: /has been purged/,
		},
	},

	'updateTranscriptionWebhook 200': {
		sees: (id) => ({ id, webhook: { url: 'https://example.com/hook' } }),
	},
	'updateTranscriptionWebhook 401': unauthorized,
	'updateTranscriptionWebhook 403': forbidden('set the webhook', WRITE),
	'updateTranscriptionWebhook 404': unknown,
	'updateTranscriptionWebhook 409': {
		prepare: (server) => seed(server),
		sees: {
			message: 'Transcription <id> has already ended',
			advice: /^A webhook can only be set while it is pending or in progress/,
			words: /is COMPLETED/,
		},
	},

	'deleteTranscriptionWebhook 204': { sees: gone },
	'deleteTranscriptionWebhook 401': unauthorized,
	'deleteTranscriptionWebhook 403': forbidden('remove the webhook', WRITE),
	'deleteTranscriptionWebhook 404': unknown,
	'deleteTranscriptionWebhook 409': {
		prepare: (server) => seed(server),
		sees: {
			message: 'Transcription <id> has already ended',
			advice: /^Its webhook can no longer be removed, and will not be called again/,
			words: /is COMPLETED/,
		},
	},

	'cancelTranscription 204': { sees: (id) => ({ success: true, id }) },
	'cancelTranscription 401': unauthorized,
	'cancelTranscription 403': forbidden('cancel the transcription', WRITE),
	'cancelTranscription 404': unknown,
	'cancelTranscription 409': {
		prepare: (server) => seed(server),
		sees: {
			message: 'Transcription <id> has already ended',
			advice: /^Only a pending or running transcription can be cancelled/,
			words: /is already COMPLETED/,
		},
	},

	'deleteTranscription 204': { sees: gone },
	'deleteTranscription 401': unauthorized,
	'deleteTranscription 403': forbidden('delete the transcription', DELETE),
	'deleteTranscription 404': unknown,
	'deleteTranscription 409': {
		prepare: (server) => seed(server, { status: 'IN_PROGRESS' }),
		sees: {
			message: 'Transcription <id> can’t be deleted now',
			advice: /^It is still running, or it is deleted already\. Turn on 'Cancel First'/,
			words: /is IN_PROGRESS: cancel it first/,
		},
	},

	'purgeTranscription 204': { sees: (id) => ({ deleted: true, purged: true, id }) },
	'purgeTranscription 401': unauthorized,
	'purgeTranscription 403': forbidden('purge the transcription', DELETE),
	'purgeTranscription 404': unknown,
	'purgeTranscription 409': {
		prepare: (server) => seed(server),
		sees: {
			message: 'Transcription <id> can’t be purged now',
			advice: /^Only a deleted transcription can be purged, and only once\. Delete it first/,
			words: /is not deleted: delete it first/,
		},
	},
};

const ENDPOINTS = Object.fromEntries(
	Object.entries(CALLS)
		.filter(([operation]) => operation !== 'wait')
		.map(([operation, { endpoint }]) => [endpoint, operation]),
);

test('every documented pair has a case', () => {
	const pairs = operations(readDocument())
		.filter(({ path }) => path.includes('/transcriptions'))
		.flatMap(({ operationId, responses }) =>
			Object.keys(responses).map((status) => `${operationId} ${status}`),
		);
	expect(pairs).toHaveLength(50);
	expect(Object.keys(CASES).sort()).toEqual(pairs.sort());
});

test.each(Object.entries(CASES))('%s', async (name, { sees, ...given }) => {
	const [endpoint, status] = name.split(' ');
	const operation = ENDPOINTS[endpoint];
	const { parameters, prepare } = CALLS[operation];
	const { server } = koldan;
	const id = (given.prepare ?? prepare)(server);
	const { json, error } = await koldan.run(
		operation,
		{ ...parameters(id), ...given.parameters },
		{ items: await itemsFor(operation), ...given.options?.(server) },
	);
	expect(server.requests.at(-1)).toMatchObject({ operationId: endpoint, status: Number(status) });
	if (typeof sees === 'function') {
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining(sees(id))]);
		return;
	}
	expect(json).toEqual([]);
	expect(error).toMatchObject({
		name: 'NodeApiError',
		message: sees.message.replace('<id>', id),
		httpCode: status,
		context: { itemIndex: 0 },
	});
	const [advice, words] = String(error?.description).split(' Koldan says: ');
	expect(advice).toMatch(sees.advice);
	expect(words).toMatch(sees.words);
});
