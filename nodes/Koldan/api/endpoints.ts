/** The documented endpoints: method, path, scopes, and whether they start a paid job. */
import type { HttpMethod } from './transport';

export interface Endpoint {
	/** What the request does, in words that complete "Koldan could not …". */
	purpose: string;
	method: HttpMethod;
	/** Scopes the reference names for it. */
	scopes: readonly string[];
	createsJob?: boolean;
}

const TRANSCRIPTIONS = '/api/v1/speech-services/transcriptions';

const READ = ['speech:transcriptions:read'] as const;
const WRITE = ['speech:transcriptions:write'] as const;
const DELETE = ['speech:transcriptions:delete'] as const;

export const ENDPOINTS = {
	listTranscriptions: { purpose: 'list the transcriptions', method: 'GET', scopes: READ },
	uploadAndTranscribe: {
		purpose: 'upload the recording',
		method: 'POST',
		scopes: ['speech:files:write', 'speech:transcriptions:write'],
		createsJob: true,
	},
	createTranscription: {
		purpose: 'start the transcription',
		method: 'POST',
		scopes: WRITE,
		createsJob: true,
	},
	getTranscription: { purpose: 'get the transcription', method: 'GET', scopes: READ },
	getTranscriptionResult: { purpose: 'get the transcript', method: 'GET', scopes: READ },
	updateTranscriptionWebhook: { purpose: 'set the webhook', method: 'PUT', scopes: WRITE },
	deleteTranscriptionWebhook: { purpose: 'remove the webhook', method: 'DELETE', scopes: WRITE },
	cancelTranscription: { purpose: 'cancel the transcription', method: 'POST', scopes: WRITE },
	deleteTranscription: { purpose: 'delete the transcription', method: 'DELETE', scopes: DELETE },
	purgeTranscription: { purpose: 'purge the transcription', method: 'POST', scopes: DELETE },
	listModels: { purpose: 'list the models', method: 'GET', scopes: ['speech:model-aliases:read'] },
	getQuotas: { purpose: 'read the quotas', method: 'GET', scopes: [] },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

/**
 * The path of an endpoint below the base URL.
 *
 * @param id the transcription's id; encoded, so that nothing in it can change the path
 */
export function pathOf(endpoint: EndpointName, id = ''): string {
	const job = `${TRANSCRIPTIONS}/${encodeURIComponent(id)}`;
	switch (endpoint) {
		case 'listTranscriptions':
		case 'createTranscription':
			return TRANSCRIPTIONS;
		case 'uploadAndTranscribe':
			return `${TRANSCRIPTIONS}/upload`;
		case 'getTranscription':
		case 'deleteTranscription':
			return job;
		case 'getTranscriptionResult':
			return `${job}/result`;
		case 'updateTranscriptionWebhook':
		case 'deleteTranscriptionWebhook':
			return `${job}/webhook`;
		case 'cancelTranscription':
			return `${job}/cancel`;
		case 'purgeTranscription':
			return `${job}/purge`;
		case 'listModels':
			return '/api/v1/speech-services/models';
		case 'getQuotas':
			return '/api/v1/quotas';
	}
}
