/** Errors about jobs that exist: whatever fails after a job was started names it, since it is paid for. */
import type { IDataObject } from 'n8n-workflow';
import { KoldanApiError, KoldanError } from '../api/errors';
import { capitalized, shortList } from '../api/messages';
import type { JobWords } from './kinds';
import type { FailedStart } from './state';

/** Ids named in a sentence; a longer list is cut. */
const MOST_IDS = 20;

const listIds = (ids: readonly string[]): string => shortList(ids, MOST_IDS);

/** The error for jobs that had not ended at the time limit. */
export class TimeLimitError extends KoldanError {
	constructor(ids: readonly string[], cancelled: boolean, words: JobWords) {
		const one = ids.length === 1;
		super(
			one
				? `${capitalized(words.job)} ${ids[0]} had not ended at the time limit`
				: `${ids.length} ${words.jobs} had not ended at the time limit`,
			cancelled
				? `As set under 'Waiting', they were cancelled in Koldan${one ? '' : `: ${listIds(ids)}`}. Raise the time limit to give them longer.`
				: `${one ? 'It goes' : 'They go'} on in Koldan, and nothing is lost: use ${words.wait} with ${one ? 'this ID' : `their IDs (${listIds(ids)})`} to get the ${one ? words.result : words.results} without paying again. Raise the time limit under 'Waiting' to give them longer.`,
			{ [words.idField]: ids[0], timedOut: true },
		);
	}
}

/** Joins sentences. Koldan's own words may end without a full stop. */
const join = (...sentences: string[]): string =>
	sentences
		.map((sentence) => sentence.trim())
		.filter(Boolean)
		.map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`))
		.join(' ');

/** A copy of any error, with more to do and more facts. Several items can have failed with the same error. */
export function extended(error: unknown, advice: string, details: IDataObject): KoldanError {
	const { message, description } = (error ?? {}) as { message?: string; description?: unknown };
	const more = join(typeof description === 'string' ? description : '', advice);
	if (!(error instanceof KoldanError))
		return new KoldanError(message ?? String(error), more, details);
	const copy = Object.create(
		Object.getPrototypeOf(error) as object,
		Object.getOwnPropertyDescriptors(error),
	) as KoldanError;
	return Object.assign(copy, { description: more, details: { ...error.details, ...details } });
}

/** The error of waiting for a job or reading it, with the job's id and how to get its result. */
export const aboutJob = (error: unknown, id: string, words: JobWords): KoldanError =>
	extended(
		error,
		`The ${words.job} ${id} is kept in Koldan: ${words.wait} gets its ${words.result} without paying again.`,
		{ [words.idField]: id },
	);

/**
 * The error that stops a node, with the other jobs that it started.
 *
 * @param ids the jobs that the error is not about, and that have not come to nothing
 */
export const withOtherJobs = (error: unknown, ids: readonly string[], words: JobWords): unknown =>
	ids.length === 0
		? error
		: extended(
				error,
				`The other ${words.jobs} are kept in Koldan (${listIds(ids)}): retry this execution, or use ${words.wait}, to get their ${words.results} without paying again.`,
				{},
			);

/** The error of an item that failed before the wait. */
export function restoreError({ error }: FailedStart): KoldanApiError {
	const { message, description = '', httpCode, details } = error;
	const statusCode = httpCode ? Number(httpCode) : undefined;
	return new KoldanApiError({ message, description, statusCode, details });
}
