/**
 * The summary endpoints as typed functions. Only a part of their documentation is at hand: method, path, scopes and some
 * parameters. So an answer is taken whatever its shape, as long as it names a summary; lists are found by being arrays, and
 * what is not understood is passed through.
 */
import { arrayIn, call, callForList, callOnce, isRecord, type KoldanClient } from './client';
import { rethrow, statusOf } from './errors';
import type { operations } from './contract';
import { timeOf } from './times';
import type { KoldanWebhook, TranscriptionJobStatus } from './types';
import { take, wholeList } from './wholeList';

/** A summary as Koldan shows it; its ID and dates are found under whatever names they have. */
export interface SummaryJob {
	id: string;
	status: TranscriptionJobStatus;
	/** ISO 8601. */
	creationDate?: string | null;
	/** ISO 8601; not known of a summary that has not ended, and maybe of no other one either. */
	completionDate?: string | null;
	webhook?: KoldanWebhook | null;
	/** The result as it came, where it was read. */
	result?: unknown;
	[field: string]: unknown;
}

const ID_FIELDS = ['id', 'uuid', 'summaryId'] as const;

const STATUSES: ReadonlySet<string> = new Set<TranscriptionJobStatus>([
	'PENDING',
	'IN_PROGRESS',
	'COMPLETED',
	'FAILED',
	'CANCELLED',
]);

const CREATION = /^creat(ed|ion)/i;
const COMPLETION = /^(complet(ed|ion)|finish(ed)?|end(ed)?)/i;

/** The first of the fields with such a name that holds a timestamp. */
function dateIn(fields: Record<string, unknown>, name: RegExp): string | undefined {
	const values = Object.entries(fields).flatMap(([field, value]) =>
		name.test(field) && typeof value === 'string' ? [value] : [],
	);
	return values.find((value) => timeOf(value) !== undefined);
}

function datesOf(
	fields: Record<string, unknown>,
): Pick<SummaryJob, 'creationDate' | 'completionDate'> {
	const [creationDate, completionDate] = [dateIn(fields, CREATION), dateIn(fields, COMPLETION)];
	return {
		...(creationDate === undefined ? {} : { creationDate }),
		...(completionDate === undefined ? {} : { completionDate }),
	};
}

function summaryOf(value: unknown): SummaryJob | undefined {
	if (!isRecord(value)) return undefined;
	const id = ID_FIELDS.map((field) => value[field]).find(
		(each): each is string => typeof each === 'string' && each !== '',
	);
	const status = String(value.status).toUpperCase();
	if (id === undefined || !STATUSES.has(status)) return undefined;
	return { ...value, ...datesOf(value), id, status: status as TranscriptionJobStatus };
}

/** The summary in an answer: the answer itself, or what it wraps. */
export function summaryIn(body: unknown): SummaryJob | undefined {
	const found = summaryOf(body);
	if (found || !isRecord(body)) return found;
	return Object.values(body).map(summaryOf).find(Boolean);
}

const hasSummary = ({ body }: { body: unknown }): boolean => summaryIn(body) !== undefined;

/** What *Create Summary* sends: the transcription, the prompt template, and whatever else the server knows. */
export interface SummaryRequest extends Record<string, unknown> {
	transcriptionId: string;
	promptTemplateId: string;
}

/** `POST /summaries`. */
export async function createSummary(
	client: KoldanClient,
	request: SummaryRequest,
): Promise<SummaryJob> {
	const { body } = await call(client, 'createSummary', { json: request }, hasSummary);
	return summaryIn(body) as SummaryJob;
}

/** `GET /summaries/{id}`. */
export async function getSummary(client: KoldanClient, jobId: string): Promise<SummaryJob> {
	const { body } = await call(client, 'getSummary', { jobId }, hasSummary);
	return { ...(summaryIn(body) as SummaryJob), id: jobId };
}

/**
 * `GET /summaries/{id}/result`.
 *
 * @returns what Koldan gives, of any shape; undefined where it gives nothing (204)
 */
export async function getSummaryResult(client: KoldanClient, jobId: string): Promise<unknown> {
	const { body } = await call(client, 'getSummaryResult', { jobId });
	return body;
}

/** Statuses that say that there is no result yet, or that the server has none apart from the summary. */
const NO_RESULT: ReadonlySet<number | undefined> = new Set([404, 405, 409, 422, 425]);

/** The result; undefined where there is none yet. */
async function findResult(client: KoldanClient, jobId: string): Promise<unknown> {
	try {
		return await getSummaryResult(client, jobId);
	} catch (error) {
		if (NO_RESULT.has(statusOf(error))) return undefined;
		rethrow(error);
	}
}

/** The summary, with its result once it is completed. */
export async function readSummary(client: KoldanClient, jobId: string): Promise<SummaryJob> {
	const summary = await getSummary(client, jobId);
	const isMissing = summary.status === 'COMPLETED' && !summary.isPurged && !summary.result;
	return isMissing ? { ...summary, result: await findResult(client, jobId) } : summary;
}

/** How a summary ended, and its result, with a single request where it is completed. */
export async function readSummaryOutcome(client: KoldanClient, jobId: string): Promise<SummaryJob> {
	const result = await findResult(client, jobId);
	if (result !== undefined && result !== '') return { id: jobId, status: 'COMPLETED', result };
	return await getSummary(client, jobId);
}

export type SummaryQuery = NonNullable<operations['listSummaries']['parameters']['query']>;

/** `GET /summaries`, one page. An empty answer (204) is an empty list. */
export async function listSummariesPage(
	client: KoldanClient,
	query: SummaryQuery,
): Promise<SummaryJob[]> {
	const found = await callForList(client, 'listSummaries', { query }, arrayIn);
	return found.map(summaryOf).filter((summary) => summary !== undefined);
}

/** All summaries that match, in the server's own order, each once. */
export const allSummaries = (
	client: KoldanClient,
	filters: Omit<SummaryQuery, 'page' | 'size'>,
): AsyncGenerator<SummaryJob> =>
	wholeList(async (page) => await listSummariesPage(client, { ...filters, ...page }));

/** The first of all summaries, in the server's own order. */
export const firstSummaries = async (client: KoldanClient, count: number): Promise<SummaryJob[]> =>
	await take(allSummaries(client, {}), count);

/** `PUT /summaries/{id}/webhook`. The answer may show the summary, or not. */
export async function updateSummaryWebhook(
	client: KoldanClient,
	jobId: string,
	webhook: KoldanWebhook,
): Promise<SummaryJob> {
	const { body } = await call(client, 'updateSummaryWebhook', { jobId, json: webhook, webhook });
	return { status: 'PENDING', ...summaryIn(body), id: jobId };
}

/** `DELETE /summaries/{id}/webhook`. */
export async function deleteSummaryWebhook(client: KoldanClient, jobId: string): Promise<void> {
	await call(client, 'deleteSummaryWebhook', { jobId });
}

/** The summary; undefined when there is none any more, or none that the credential may see (404). */
export async function findSummary(
	client: KoldanClient,
	jobId: string,
): Promise<SummaryJob | undefined> {
	try {
		return await getSummary(client, jobId);
	} catch (error) {
		if (statusOf(error) === 404) return undefined;
		rethrow(error);
	}
}

/** `POST /summaries/{id}/cancel`. */
export async function cancelSummary(client: KoldanClient, jobId: string): Promise<void> {
	const isCancelled = (summary?: SummaryJob) => summary?.status === 'CANCELLED';
	await callOnce(client, 'cancelSummary', { jobId }, findSummary, isCancelled);
}

/** `DELETE /summaries/{id}`. */
export async function deleteSummary(client: KoldanClient, jobId: string): Promise<void> {
	const isGone = (summary?: SummaryJob) => !summary || summary.isDeleted === true;
	await callOnce(client, 'deleteSummary', { jobId }, findSummary, isGone);
}

/** `POST /summaries/{id}/purge` ("Permanently Delete Summary"). */
export async function purgeSummary(client: KoldanClient, jobId: string): Promise<void> {
	const isPurged = (summary?: SummaryJob) => !summary || summary.isPurged === true;
	await callOnce(client, 'purgeSummary', { jobId }, findSummary, isPurged);
}
