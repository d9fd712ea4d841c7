/** What a job's fields mean, and which of them may be shown. */
import type { TranscriptionJob, TranscriptionJobStatus } from './types';

const TERMINAL: ReadonlySet<TranscriptionJobStatus> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** The statuses of a job that is still to end (enumeration TranscriptionJobStatus). */
export const OPEN_STATUSES = [
	'PENDING',
	'IN_PROGRESS',
] as const satisfies readonly TranscriptionJobStatus[];

/** Whether a job has ended, one way or another. */
export const isTerminal = ({ status }: Pick<TranscriptionJob, 'status'>): boolean =>
	TERMINAL.has(status);

/**
 * The job without what only Koldan and the receiver of a webhook may know: the signing secret, the custom headers (they
 * carry tokens), and the query of the URL (it can carry the signature of an n8n resume URL).
 */
export function withoutSecrets<Job extends Pick<TranscriptionJob, 'webhook'>>(job: Job): Job {
	if (!job.webhook || typeof job.webhook !== 'object') return job;
	const url = typeof job.webhook.url === 'string' ? job.webhook.url : '';
	return {
		...job,
		webhook: {
			url: url
				.split(/[?#]/)[0]
				.replace(/\/\/[^/@]*@/, '//')
				.replace(/(\/webhook-waiting\/).*$/, '$1…'),
		},
	};
}
