import type {
	CreateTranscriptionRequest,
	KoldanFile,
	TranscriptionJob,
} from '../../../nodes/Koldan/api/types.ts';
import { ApiError, badRequest } from '../api-error.mts';
import type { StoredFile } from '../files.mts';
import { isSunset, MODELS } from '../models.mts';
import type { Koldan } from '../operation.mts';

export type JobOptions = Omit<CreateTranscriptionRequest, 'fileId'> & {
	summary?: Record<string, unknown>;
};

/** @throws ApiError when the model is past its end (410, not in the operations' tables) or unknown and refused */
export function checkModel(koldan: Koldan, { transcription }: JobOptions): void {
	const model = MODELS.find(({ id }) => id === transcription.model);
	if (model && isSunset(model)) {
		throw new ApiError(410, `Model ${model.id} was retired. ${model.deprecationMessage}`, {
			documented: false,
		});
	}
	if (!model && koldan.behaviour.unknownModel === 400) {
		throw badRequest(`Model ${transcription.model} does not exist.`);
	}
}

/**
 * Makes a job, sets it going, and answers how it looked when it was made (PENDING). With the switch
 * `createResponse` the answer waits until the job has ended, or until its webhook was told.
 */
export async function createJob(
	koldan: Koldan,
	owner: string,
	file: StoredFile,
	options: JobOptions,
): Promise<{ file: KoldanFile; job: TranscriptionJob }> {
	const { behaviour, clock, files, jobs, lifecycle, presenter, webhooks } = koldan;
	const job = jobs.add({
		owner,
		fileId: file.id,
		createdAt: clock.now(),
		transcription: options.transcription,
		diarization: options.diarization ?? null,
		webhook: options.webhook ?? null,
		summary: options.summary ?? null,
	});
	koldan.counters.jobsCreated += 1;
	koldan.onChange();
	const created = {
		file: presenter.nullable(files.present(file)),
		job: presenter.job(job, { withResult: true }),
	};
	lifecycle.accept(job);
	if (behaviour.createResponse !== 'at-once') await lifecycle.ended(job);
	if (behaviour.createResponse === 'after-delivery') await webhooks.settled(job.id);
	return created;
}
