/** The documented endpoints: method, path, scopes, and whether they create something. */
import type { HttpMethod } from './transport';

export interface Endpoint {
	/** What the request does, in words that complete "Koldan could not …". */
	purpose: string;
	method: HttpMethod;
	/** Below the base URL; `{id}` stands for the ID of what it is about. */
	path: string;
	/** Scopes the reference names for it. */
	scopes: readonly string[];
	/** Whether carrying it out twice would make two of what it creates: a job that is paid for, or a file. */
	creates?: boolean;
	/** What `{id}` names, or what is created. Default: a transcription. */
	subject?: Subject;
}

/** What requests are about. */
export type Subject = 'transcription' | 'summary' | 'file';

const TRANSCRIPTIONS = '/api/v1/speech-services/transcriptions';
const SUMMARIES = '/api/v1/speech-services/summaries';
const FILES = '/api/v1/speech-services/files';

const PROMPT_TEMPLATES = '/api/v1/session-history/summary-prompt-templates';

const READ = ['speech:transcriptions:read'] as const;
const WRITE = ['speech:transcriptions:write'] as const;
const DELETE = ['speech:transcriptions:delete'] as const;

const JOB = `${TRANSCRIPTIONS}/{id}`;

const SUMMARY = `${SUMMARIES}/{id}`;
const READ_SUMMARIES = ['speech:summaries:read'] as const;
const WRITE_SUMMARIES = ['speech:summaries:write'] as const;

const FILE = `${FILES}/{id}`;
const READ_FILES = ['speech:files:read'] as const;
const WRITE_FILES = ['speech:files:write'] as const;
const OF_FILE = { subject: 'file' } as const;

export const ENDPOINTS = {
	listTranscriptions: {
		purpose: 'list the transcriptions',
		method: 'GET',
		path: TRANSCRIPTIONS,
		scopes: READ,
	},
	uploadAndTranscribe: {
		purpose: 'upload the recording',
		method: 'POST',
		path: `${TRANSCRIPTIONS}/upload`,
		scopes: ['speech:files:write', 'speech:transcriptions:write'],
		creates: true,
	},
	createTranscription: {
		purpose: 'start the transcription',
		method: 'POST',
		path: TRANSCRIPTIONS,
		scopes: WRITE,
		creates: true,
	},
	getTranscription: { purpose: 'get the transcription', method: 'GET', path: JOB, scopes: READ },
	getTranscriptionResult: {
		purpose: 'get the transcript',
		method: 'GET',
		path: `${JOB}/result`,
		scopes: READ,
	},
	updateTranscriptionWebhook: {
		purpose: 'set the webhook',
		method: 'PUT',
		path: `${JOB}/webhook`,
		scopes: WRITE,
	},
	deleteTranscriptionWebhook: {
		purpose: 'remove the webhook',
		method: 'DELETE',
		path: `${JOB}/webhook`,
		scopes: WRITE,
	},
	cancelTranscription: {
		purpose: 'cancel the transcription',
		method: 'POST',
		path: `${JOB}/cancel`,
		scopes: WRITE,
	},
	deleteTranscription: {
		purpose: 'delete the transcription',
		method: 'DELETE',
		path: JOB,
		scopes: DELETE,
	},
	purgeTranscription: {
		purpose: 'purge the transcription',
		method: 'POST',
		path: `${JOB}/purge`,
		scopes: DELETE,
	},
	listSummaries: {
		purpose: 'list the summaries',
		method: 'GET',
		path: SUMMARIES,
		scopes: READ_SUMMARIES,
		subject: 'summary',
	},
	createSummary: {
		purpose: 'start the summary',
		method: 'POST',
		path: SUMMARIES,
		scopes: WRITE_SUMMARIES,
		subject: 'summary',
		creates: true,
	},
	getSummary: {
		purpose: 'get the summary',
		method: 'GET',
		path: SUMMARY,
		scopes: READ_SUMMARIES,
		subject: 'summary',
	},
	getSummaryResult: {
		purpose: 'get the text of the summary',
		method: 'GET',
		path: `${SUMMARY}/result`,
		scopes: READ_SUMMARIES,
		subject: 'summary',
	},
	updateSummaryWebhook: {
		purpose: 'set the webhook of the summary',
		method: 'PUT',
		path: `${SUMMARY}/webhook`,
		scopes: WRITE_SUMMARIES,
		subject: 'summary',
	},
	deleteSummaryWebhook: {
		purpose: 'remove the webhook of the summary',
		method: 'DELETE',
		path: `${SUMMARY}/webhook`,
		scopes: WRITE_SUMMARIES,
		subject: 'summary',
	},
	cancelSummary: {
		purpose: 'cancel the summary',
		method: 'POST',
		path: `${SUMMARY}/cancel`,
		scopes: WRITE_SUMMARIES,
		subject: 'summary',
	},
	deleteSummary: {
		purpose: 'delete the summary',
		method: 'DELETE',
		path: SUMMARY,
		scopes: WRITE_SUMMARIES,
		subject: 'summary',
	},
	purgeSummary: {
		purpose: 'purge the summary',
		method: 'POST',
		path: `${SUMMARY}/purge`,
		scopes: WRITE_SUMMARIES,
		subject: 'summary',
	},
	listFiles: {
		purpose: 'list the files',
		method: 'GET',
		path: FILES,
		scopes: READ_FILES,
		...OF_FILE,
	},
	createFile: {
		purpose: 'store the file',
		method: 'POST',
		path: FILES,
		scopes: WRITE_FILES,
		creates: true,
		...OF_FILE,
	},
	getFile: { purpose: 'get the file', method: 'GET', path: FILE, scopes: READ_FILES, ...OF_FILE },
	updateFile: {
		purpose: 'change the file',
		method: 'PATCH',
		path: FILE,
		scopes: WRITE_FILES,
		...OF_FILE,
	},
	deleteFile: {
		purpose: 'delete the file',
		method: 'DELETE',
		path: FILE,
		scopes: WRITE_FILES,
		...OF_FILE,
	},
	getFileContent: {
		purpose: 'download the file',
		method: 'GET',
		path: `${FILE}/content`,
		scopes: READ_FILES,
		...OF_FILE,
	},
	discardFileContent: {
		purpose: 'discard the content of the file',
		method: 'POST',
		path: `${FILE}/discard-content`,
		scopes: WRITE_FILES,
		...OF_FILE,
	},
	listPromptTemplates: {
		purpose: 'list the prompt templates',
		method: 'GET',
		path: PROMPT_TEMPLATES,
		scopes: [],
	},
	listAssignedPromptTemplates: {
		purpose: 'list the assigned prompt templates',
		method: 'GET',
		path: `${PROMPT_TEMPLATES}/assigned`,
		scopes: [],
	},
	listModels: {
		purpose: 'list the models',
		method: 'GET',
		path: '/api/v1/speech-services/models',
		scopes: ['speech:model-aliases:read'],
	},
	listLanguages: {
		purpose: 'list the languages',
		method: 'GET',
		path: '/api/v1/languages',
		scopes: ['speech:languages:read'],
	},
	getQuotas: { purpose: 'read the quotas', method: 'GET', path: '/api/v1/quotas', scopes: [] },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

/** What a request to an endpoint is about. */
export const subjectOf = (endpoint: EndpointName): Subject =>
	(ENDPOINTS[endpoint] as Endpoint).subject ?? 'transcription';

/**
 * The path of an endpoint below the base URL.
 *
 * @param id of the transcription, the summary or the file; encoded, so that nothing in it can change the path
 */
export const pathOf = (endpoint: EndpointName, id = ''): string =>
	ENDPOINTS[endpoint].path.replace('{id}', () => encodeURIComponent(id));
