/** The transcription endpoints as typed functions (section names of the API reference in each comment). */
import { call, callOnce, isRecord, type KoldanClient } from './client';
import { rethrow, statusOf } from './errors';
import type { FileRequest } from './files';
import { formOf } from './multipart';
import type {
	CreateTranscriptionRequest,
	DiarizationOptions,
	KoldanWebhook,
	TranscriptionJob,
	TranscriptionJobsList,
	TranscriptionOptions,
	TranscriptionResult,
	UploadAndTranscribeResponse,
} from './types';
import type { operations } from './contract';
import { isUuid } from './uuid';

const isJob = (value: unknown): boolean =>
	isRecord(value) && isUuid(value.id) && typeof value.status === 'string';

const isJobsList = (value: unknown): boolean =>
	isRecord(value) && Array.isArray(value.jobs) && value.jobs.every(isJob);

/** The text fields and the recording of an upload (section "Upload and Transcribe", "Multipart Form Parts"). */
export interface UploadRequest extends FileRequest {
	transcription: TranscriptionOptions;
	diarization?: DiarizationOptions;
	webhook?: KoldanWebhook;
	summary?: Record<string, unknown>;
}

/** Section "Upload and Transcribe". The file is streamed; a retry opens it again. */
export async function uploadAndTranscribe(
	client: KoldanClient,
	{ file, ...fields }: UploadRequest,
): Promise<UploadAndTranscribeResponse> {
	const { body } = await call(
		client,
		'uploadAndTranscribe',
		{
			form: () => formOf(fields, file),
			withSummary: fields.summary !== undefined,
			webhook: fields.webhook,
		},
		(response) => isRecord(response.body) && isJob(response.body.job),
	);
	return body as UploadAndTranscribeResponse;
}

/** Section "Create Transcription Job". */
export async function createTranscription(
	client: KoldanClient,
	request: CreateTranscriptionRequest,
): Promise<TranscriptionJob> {
	const { body } = await call(
		client,
		'createTranscription',
		{ json: request, webhook: request.webhook },
		(response) => isJob(response.body),
	);
	return body as TranscriptionJob;
}

/** Section "Get Transcription Job": with the result once completed, unless purged. */
export async function getTranscription(
	client: KoldanClient,
	jobId: string,
): Promise<TranscriptionJob> {
	const { body } = await call(client, 'getTranscription', { jobId }, (response) =>
		isJob(response.body),
	);
	return body as TranscriptionJob;
}

/**
 * The job as it is now; undefined when there is none any more, or none that the credential may see (404).
 *
 * @throws KoldanApiError
 */
export async function findTranscription(
	client: KoldanClient,
	jobId: string,
): Promise<TranscriptionJob | undefined> {
	try {
		return await getTranscription(client, jobId);
	} catch (error) {
		if (statusOf(error) === 404) return undefined;
		rethrow(error);
	}
}

/** Section "Get Transcription Result". JSON is the only documented format, and the default. */
export async function getTranscriptionResult(
	client: KoldanClient,
	jobId: string,
): Promise<TranscriptionResult> {
	const { body } = await call(
		client,
		'getTranscriptionResult',
		{ jobId, query: { format: 'json' } },
		(response) => isRecord(response.body) && typeof response.body.text === 'string',
	);
	return body as TranscriptionResult;
}

export type ListQuery = NonNullable<operations['listTranscriptions']['parameters']['query']>;

/**
 * Section "List Transcription Jobs", one page. An empty answer (204) is an empty list.
 *
 * @returns the page, how many jobs match in all, and whether the server said so; otherwise it is how many there are
 */
export async function listTranscriptionsPage(
	client: KoldanClient,
	query: ListQuery,
): Promise<{ jobs: TranscriptionJob[]; total: number; isCounted: boolean }> {
	const { body, statusCode } = await call(
		client,
		'listTranscriptions',
		{ query },
		(response) => response.statusCode === 204 || isJobsList(response.body),
	);
	if (statusCode === 204) return { jobs: [], total: 0, isCounted: true };
	const { jobs, total } = body as TranscriptionJobsList;
	const isCounted = typeof total === 'number';
	return { jobs, total: isCounted ? total : jobs.length, isCounted };
}

/** The jobs of one page (section "List Transcription Jobs"). */
export async function listTranscriptions(
	client: KoldanClient,
	query: ListQuery,
): Promise<TranscriptionJob[]> {
	return (await listTranscriptionsPage(client, query)).jobs;
}

/** Section "Update Webhook". The job must not have ended. */
export async function updateTranscriptionWebhook(
	client: KoldanClient,
	jobId: string,
	webhook: KoldanWebhook,
): Promise<TranscriptionJob> {
	const { body } = await call(
		client,
		'updateTranscriptionWebhook',
		{ jobId, json: webhook, webhook },
		(response) => isJob(response.body),
	);
	return body as TranscriptionJob;
}

/** Section "Delete Webhook". The job must not have ended. */
export async function deleteTranscriptionWebhook(
	client: KoldanClient,
	jobId: string,
): Promise<void> {
	await call(client, 'deleteTranscriptionWebhook', { jobId });
}

/** Section "Cancel Job". Only pending or running jobs. */
export async function cancelTranscription(client: KoldanClient, jobId: string): Promise<void> {
	const isCancelled = (job?: TranscriptionJob) => job?.status === 'CANCELLED';
	await callOnce(client, 'cancelTranscription', { jobId }, findTranscription, isCancelled);
}

/** Section "Delete Job". Only ended jobs; `purge` also removes result and error data for good. */
export async function deleteTranscription(
	client: KoldanClient,
	jobId: string,
	purge: boolean,
): Promise<void> {
	// A server may hide deleted jobs: then there is none any more.
	const isGone = (job?: TranscriptionJob) => !job || (purge ? job.isPurged : job.isDeleted);
	const query = purge ? { purge: true } : undefined;
	await callOnce(client, 'deleteTranscription', { jobId, query }, findTranscription, isGone);
}

/** Section "Purge Job". Only deleted jobs that are not purged yet; irreversible. */
export async function purgeTranscription(client: KoldanClient, jobId: string): Promise<void> {
	const isPurged = (job?: TranscriptionJob) => job?.isPurged === true;
	await callOnce(client, 'purgeTranscription', { jobId }, findTranscription, isPurged);
}
