import type { Koldan, OperationHandler } from '../operation.mts';
import { checkModel, createJob, type JobOptions } from './new-job.mts';

interface UploadBody extends JobOptions {
	name: string;
	uri?: string;
	description?: string;
	path?: string;
	metadata?: Record<string, unknown>;
	tags?: string[];
	generateListeningAudio?: boolean;
}

/** A summary that begins when its transcription has ended. */
function scheduled(
	{ counters, jobs, presenter, summaries }: Koldan,
	jobId: string,
	options: Record<string, unknown>,
): Record<string, unknown> | undefined {
	const job = jobs.get(jobId);
	if (!job) return undefined;
	counters.summariesCreated += 1;
	return presenter.summary(summaries.add(job, options));
}

/** Upload and Transcribe: the file is on disk already; a URI is fetched in the background. */
export const uploadAndTranscribe: OperationHandler = async (koldan, { body, file, identity }) => {
	const { name, uri, description, path, metadata, tags, generateListeningAudio, ...options } =
		body as UploadBody;
	checkModel(koldan, options);
	const source = file
		? { ...file, ingestion: null }
		: {
				uri,
				filename: new URL(uri ?? '').pathname.split('/').at(-1) || name,
				ingestion: 'PENDING' as const,
			};
	const stored = koldan.files.add({
		owner: identity.user,
		name,
		description: description ?? null,
		path: path ?? '/',
		metadata: metadata ?? {},
		tags: tags ?? [],
		generateListeningAudio: generateListeningAudio ?? true,
		...source,
	});
	if (!file) koldan.imports.start(stored);
	const created = await createJob(koldan, identity.user, stored, options);
	const summary = options.summary && scheduled(koldan, created.job.id, options.summary);
	return {
		status: 201,
		body: koldan.presenter.nullable({ ...created, summary: summary ?? null }),
	};
};
