/** The errors behind an error of n8n's HTTP helper. */
export interface HelperError {
	name?: string;
	message?: string;
	code?: string;
	/** n8n's NodeApiError keeps the code here. */
	httpCode?: string | null;
	syscall?: string;
	cause?: unknown;
	/** The attempts to reach each of a host's addresses. */
	errors?: unknown[];
}

const MAX_DEPTH = 6;

/** An error with all that caused it: n8n's wraps axios', which wraps the system's. */
export function chainOf(error: unknown, depth = 0): HelperError[] {
	if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return [];
	const { cause, errors } = error as HelperError;
	const causes = [cause, ...(Array.isArray(errors) ? errors : [])];
	return [error, ...causes.flatMap((each) => chainOf(each, depth + 1))];
}
