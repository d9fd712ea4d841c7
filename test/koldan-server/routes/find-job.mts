import { ApiError, notFound } from '../api-error.mts';
import type { Job } from '../jobs.mts';
import type { Koldan, OperationRequest } from '../operation.mts';

/**
 * The job that a request names. Its owner may do everything, and who may read its file may read it.
 *
 * @throws ApiError 404, or for somebody else's job 403 (a switch makes it 404)
 */
export function findJob(koldan: Koldan, request: OperationRequest, access: 'read' | 'write'): Job {
	const { behaviour, files, jobs } = koldan;
	const { id, identity } = request;
	const job = jobs.get(id.toLowerCase());
	if (!job || (job.isDeleted && behaviour.deletedJobs === 404)) {
		throw notFound(`Transcription job ${id} was not found.`);
	}
	if (job.owner === identity.user) return job;
	const shared = files.get(job.fileId)?.sharedWith.includes(identity.user);
	if (access === 'read' && shared) return job;
	throw behaviour.foreignJobStatus === 403
		? new ApiError(403, `You are not authorized to access transcription job ${id}.`)
		: notFound(`Transcription job ${id} was not found.`);
}
