/** A way to call each operation of the node, with what it needs and no more. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { SeedOptions } from '../../koldan-server/job-control.mts';
import type { KoldanServer } from '../../koldan-server/server.mts';
import { byId } from './koldan.mts';
import { recording } from './recordings.mts';

export interface OperationCall {
	/** The endpoint that it stands for. */
	endpoint: string;
	/** Parameters for an id: a transcription's, or for `create` a file's. */
	parameters(id: string): INodeParameters;
	/** Makes something on the server that the operation works on, and gives its id. */
	prepare(server: KoldanServer): string;
	/** The input item. Default: an empty one. */
	item?: () => Promise<INodeExecutionData>;
}

export const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
export const MODEL = byId('general');

export const seed = (server: KoldanServer, options: SeedOptions = {}): string =>
	server.jobs.seed(1, options)[0].id;

const onJob = (endpoint: string, options: SeedOptions, more: INodeParameters = {}) => ({
	endpoint,
	parameters: (id: string) => ({ transcriptionId: byId(id), ...more }),
	prepare: (server: KoldanServer) => seed(server, options),
});

const OPEN: SeedOptions = { status: 'IN_PROGRESS' };
const ENDED: SeedOptions = { status: 'COMPLETED' };

/** By the operation's name. */
export const CALLS: Readonly<Record<string, OperationCall>> = {
	upload: {
		endpoint: 'uploadAndTranscribe',
		parameters: () => ({ model: MODEL, waitForCompletion: 'none' }),
		prepare: () => UNKNOWN_ID,
		item: recording,
	},
	create: {
		endpoint: 'createTranscription',
		parameters: (fileId) => ({ fileId, model: MODEL, waitForCompletion: 'none' }),
		prepare: (server) => server.files.add().id,
	},
	get: onJob('getTranscription', ENDED),
	getResult: onJob('getTranscriptionResult', ENDED),
	getAll: {
		endpoint: 'listTranscriptions',
		parameters: () => ({}),
		prepare: (server) => seed(server, ENDED),
	},
	wait: onJob('getTranscription', ENDED, { waitForCompletion: 'polling' }),
	cancel: onJob('cancelTranscription', OPEN),
	delete: onJob('deleteTranscription', ENDED),
	purge: onJob('purgeTranscription', { ...ENDED, isDeleted: true, deletedAt: Date.now() }),
	updateWebhook: onJob('updateTranscriptionWebhook', OPEN, { url: 'https://example.com/hook' }),
	deleteWebhook: onJob('deleteTranscriptionWebhook', OPEN),
};

const summary = (server: KoldanServer, status?: 'COMPLETED' | 'CANCELLED'): string => {
	const [job] = server.jobs.seed(1, ENDED);
	server.behaviour.summaryOutcome = 'open';
	const { id } = server.summaries.add(job, { promptTemplateId: 'template-1' });
	if (status) server.summaries.finish(id, status);
	return id;
};

const onSummary = (
	endpoint: string,
	prepare: (server: KoldanServer) => string,
	more: INodeParameters = {},
): OperationCall => ({
	endpoint,
	parameters: (id) => ({ summaryId: byId(id), ...more }),
	prepare,
});

const open = (server: KoldanServer) => summary(server);
const ended = (server: KoldanServer) => summary(server, 'COMPLETED');
const deleted = (server: KoldanServer): string => {
	const id = ended(server);
	Object.assign(server.summaries.get(id) ?? {}, { isDeleted: true });
	return id;
};

/** The same for the resource Summary. */
export const SUMMARY_CALLS: Readonly<Record<string, OperationCall>> = {
	create: {
		endpoint: 'createSummary',
		parameters: (id) => ({
			transcriptionId: byId(id),
			promptTemplateId: 'template-1',
			waitForCompletion: 'none',
		}),
		prepare: (server) => seed(server, ENDED),
	},
	get: onSummary('getSummary', ended),
	getResult: onSummary('getSummaryResult', ended),
	getAll: { endpoint: 'listSummaries', parameters: () => ({}), prepare: ended },
	wait: onSummary('getSummary', ended, { waitForCompletion: 'polling' }),
	cancel: onSummary('cancelSummary', open),
	delete: onSummary('deleteSummary', ended),
	purge: onSummary('purgeSummary', deleted),
	updateWebhook: onSummary('updateSummaryWebhook', open, { url: 'https://example.com/hook' }),
	deleteWebhook: onSummary('deleteSummaryWebhook', open),
};

const onFile = (endpoint: string, more: INodeParameters = {}): OperationCall => ({
	endpoint,
	parameters: (id) => ({ fileId: byId(id), ...more }),
	prepare: (server) => server.files.add({ name: 'call', filename: 'call.wav' }).id,
});

/** The same for the resource File. */
export const FILE_CALLS: Readonly<Record<string, OperationCall>> = {
	upload: {
		endpoint: 'createFile',
		parameters: () => ({}),
		prepare: () => UNKNOWN_ID,
		item: recording,
	},
	import: {
		endpoint: 'createFile',
		parameters: () => ({ uri: 'https://example.com/call.wav', waitForImport: false }),
		prepare: () => UNKNOWN_ID,
	},
	get: onFile('getFile'),
	getAll: { ...onFile('listFiles'), parameters: () => ({}) },
	download: onFile('getFileContent'),
	update: onFile('updateFile', { updateFields: { name: 'another name' } }),
	delete: onFile('deleteFile'),
	discardContent: onFile('discardFileContent'),
};

const onServer = (endpoint: string, more: INodeParameters = {}): OperationCall => ({
	endpoint,
	parameters: () => more,
	prepare: () => UNKNOWN_ID,
});

const ALL_CALLS: Readonly<Record<string, Readonly<Record<string, OperationCall>>>> = {
	transcription: CALLS,
	summary: SUMMARY_CALLS,
	file: FILE_CALLS,
	model: { getAll: onServer('listModels', { limit: 1 }) },
	quota: { get: onServer('getQuotas') },
};

export const callOf = (resource: string, operation: string): OperationCall =>
	ALL_CALLS[resource][operation];

export const OPERATIONS = Object.keys(CALLS);

/** The input items of a call. */
export async function itemsFor(
	operation: string,
	resource = 'transcription',
): Promise<INodeExecutionData[]> {
	return [(await callOf(resource, operation).item?.()) ?? { json: {} }];
}
