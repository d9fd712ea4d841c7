/** Items that failed before the wait: remembered, and told again after it. */
import { KoldanApiError } from '../../api/errors';
import { isStarted, type FailedStart } from '../../wait/state';
import { toNodeError } from '../nodeErrors';
import type { JobRun } from './jobRun';

/** The error of an item that failed before. */
export function toldAgain({ error }: FailedStart): KoldanApiError {
	const { message, description = '', httpCode } = error;
	return new KoldanApiError({
		message,
		description,
		statusCode: httpCode ? Number(httpCode) : undefined,
	});
}

/** @param unsure the fingerprint of a request that may have started a job all the same */
export function rememberFailure(
	{ node, state }: JobRun,
	index: number,
	error: unknown,
	unsure?: string,
): void {
	const { message, description, httpCode } = toNodeError(node, error, index) as {
		message: string;
		description?: string | null;
		httpCode?: string | null;
	};
	const known = state.items[index];
	state.items[index] = {
		error: { message, description: description ?? undefined, httpCode: httpCode ?? undefined },
		unsure: unsure ?? (known && !isStarted(known) ? known.unsure : undefined),
	};
}
