/** The address that wakes up a parked execution. */
import type { IExecuteFunctions } from 'n8n-workflow';

/** Path of the node's webhook below the execution's resume URL. */
export const RESUME_PATH = 'koldan';

/** Puts the path before the query, where n8n's signature is. */
export function resumeUrlOf(context: IExecuteFunctions): string {
	const url = String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0));
	const [address, query] = url.split('?', 2);
	return `${address.replace(/\/+$/, '')}/${RESUME_PATH}${query === undefined ? '' : `?${query}`}`;
}
