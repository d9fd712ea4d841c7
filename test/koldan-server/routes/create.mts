import type { CreateTranscriptionRequest } from '../../../nodes/Koldan/api/types.ts';
import { ApiError, notFound } from '../api-error.mts';
import type { OperationHandler } from '../operation.mts';
import { checkModel, createJob } from './new-job.mts';

/** Create Transcription Job, for a file of one's own that is there and completely imported. */
export const createTranscription: OperationHandler = async (koldan, { body, identity }) => {
	const { fileId, ...options } = body as CreateTranscriptionRequest;
	const file = koldan.files.get(fileId.toLowerCase());
	if (!file || file.owner !== identity.user) throw notFound(`File ${fileId} was not found.`);
	if (file.isDeleted) throw new ApiError(422, `File ${fileId} is deleted.`);
	if (file.ingestion !== null && file.ingestion !== 'COMPLETED') {
		throw new ApiError(422, `The ingestion of file ${fileId} is not completed.`);
	}
	checkModel(koldan, options);
	const { job } = await createJob(koldan, identity.user, file, options);
	return { status: 201, body: job };
};
