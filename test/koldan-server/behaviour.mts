import type {
	Quotas,
	TranscriptionErrorCode,
	TranscriptionJobStatus,
	TranscriptionResult,
} from '../../nodes/Koldan/api/types.ts';

export type TerminalStatus = Extract<TranscriptionJobStatus, 'COMPLETED' | 'FAILED' | 'CANCELLED'>;

/** How a job ends. Without `result`, a completed job's recording is really recognised (or simulated). */
export type Outcome =
	| { status: 'COMPLETED'; result?: TranscriptionResult }
	| { status: 'FAILED'; errorCode: TranscriptionErrorCode; message?: string }
	| { status: 'CANCELLED' };

export type SummaryOutcome = TerminalStatus | 'open';

/**
 * Requests a user may send in a window, by kind (the reference: "stricter rate limits" on upload and
 * create; figures and counting unknown).
 */
export interface RateLimits {
	/** `uploadAndTranscribe` calls in a window. */
	uploads?: number;
	/** Calls that create jobs (`uploadAndTranscribe`, `createTranscription`) in a window. */
	jobs?: number;
	/** All calls in a window. */
	requests?: number;
	/** Length of a window in milliseconds. */
	windowMs: number;
	/**
	 * `fixed-window` (default): a window begins with the first request after the last one's end.
	 * `sliding-window`: the requests of the last `windowMs` count. `token-bucket`: as many as the limit at
	 * once, then one each time that a token has come back, `windowMs` / limit.
	 */
	algorithm?: 'fixed-window' | 'sliding-window' | 'token-bucket';
}

/**
 * One switch for each thing the public reference leaves open. A test sets them at start or changes them
 * while the server runs; clients have to work whatever the answer is.
 */
export interface Behaviour {
	// Jobs
	/**
	 * Milliseconds from creation to the end of a job: fixed, or a random number from a range. Recognition
	 * that takes longer ends the job later. 0: as soon as it can be.
	 */
	jobDurationMs: number | [min: number, max: number];
	/** Whether jobs start and finish by themselves; off: only by `server.jobs.start()` and `finish()`. */
	autoFinish: boolean;
	/** How jobs end: by what happens to the recording (`auto`), or as given, for all or job by job. */
	outcome:
		| 'auto'
		| Outcome
		| ((job: { id: string; name: string; fileId: string }) => Outcome | undefined);
	/**
	 * Whether a name or file name that contains a `TranscriptionErrorCode` (or `CANCELLED`) as a word ends
	 * that way, as in `meeting DIARIZATION_FAILED.wav`.
	 */
	outcomeByFileName: boolean;
	/**
	 * When create and upload are answered: at once, or only after the job has finished or its webhook has
	 * been delivered (a callback that comes before the caller knows the id). The answer says PENDING.
	 */
	createResponse: 'at-once' | 'after-job-finished' | 'after-delivery';
	/** Milliseconds for which a completed job's result is not available yet (404, `result` null). */
	resultDelayMs: number;
	/**
	 * Milliseconds for which GET and list go on showing a job as open after it has ended, as a read replica
	 * does; its notification goes out at the end. Requests that change the job know the truth.
	 */
	apiLagMs: number;
	/**
	 * Completed jobs have transcripts of this many words, made up whatever the recording is, and made anew
	 * for each answer, so that thousands of them cost no memory; null: as recognised. Speakers come with
	 * diarization.
	 */
	transcriptWords: number | null;
	/** Recordings longer than this many seconds fail with DURATION_EXCEEDED. */
	maxDurationSeconds: number;
	/** Marks simulated transcripts by adding "(simulated)" to the `model` of a job's answers. */
	labelSimulation: boolean;
	/** Whether a model that the list doesn't have is accepted, refused with 400, or makes the job fail with MODEL_UNAVAILABLE. */
	unknownModel: 'accept' | 400 | 'fail-job';
	/** Days from deletion to the automatic purge shown in `purgeAt`; null: no purge planned. */
	purgeAfterDays: number | null;

	// Answers
	/** Shape of error bodies. */
	errorBody: 'spring' | 'message' | 'nested' | 'problem' | 'text' | 'html' | 'empty';
	/** An empty list: 200 with `jobs: []`, or 204 without a body. */
	emptyList: 200 | 204;
	/** Nullable fields without a value: `null`, or left out. */
	nullFields: 'null' | 'absent';
	/** Whether failed and cancelled jobs carry a completion date. */
	failedCompletionDate: 'set' | 'null';
	/** How a job's answer shows its webhook's secret and header values. */
	webhookInResponses: 'full' | 'masked' | 'absent';
	/** Whether answers carry fields that the reference doesn't know (a newer server). */
	extraFields: boolean;
	/** Precision of timestamps, and of the clock behind them: with `seconds` many are equal. */
	timestamps: 'seconds' | 'milliseconds' | 'microseconds';
	/** How UTC is written in timestamps. */
	timestampZone: 'Z' | '+00:00' | '+03:00';
	/** Milliseconds by which this server's clock is ahead of the machine's (negative: behind). */
	clockSkewMs: number;
	/** The models endpoint: an array, an array in an object, or not there (404). */
	models: 'array' | 'wrapped' | 'missing';
	/** The list of languages, likewise. */
	languages: 'array' | 'wrapped' | 'missing';
	/** The figures of `GET /api/v1/quotas`; transcription minutes used up make jobs fail with QUOTA_EXCEEDED. */
	quotas: Quotas;

	// Summaries, of which only a part is known
	/** Milliseconds from the end of a transcription to the end of its summary. */
	summaryDurationMs: number;
	/** How summaries of completed transcriptions end; `open`: only by `server.summaries.finish()`. */
	summaryOutcome: SummaryOutcome | ((transcriptionId: string) => SummaryOutcome);
	/** What becomes of the summary of a transcription that failed or was cancelled. */
	summaryOfFailed: 'failed' | 'cancelled' | 'open';
	/** One summary: as it is, or wrapped in an object. */
	summaryEnvelope: 'plain' | 'wrapped';
	/** What the identifier is called. */
	summaryIdField: 'id' | 'uuid';
	/** What the dates are called, or that there are none. */
	summaryDates: 'creationDate' | 'createdAt' | 'absent';
	/** The list: an array, an array in an object under either name, or not there (404). */
	summaryList: 'array' | 'summaries' | 'content' | 'missing';
	/** Whether the list keeps to its filters. */
	summaryListFilters: boolean;
	/** What a result looks like. */
	summaryResult: 'string' | 'object' | 'nested' | 'sections';
	/** Whether GET of a completed summary has its result, too. */
	summaryResultInGet: boolean;
	/** Status of the result of a summary that is not completed. */
	summaryNotReady: 204 | 404 | 409;
	/** Whether the server knows summaries; `missing`: 404 for all of their endpoints. */
	summaryEndpoints: 'all' | 'missing';
	/** The lists of prompt templates: arrays, arrays in an object, only that of assigned ones, or none. */
	promptTemplates: 'array' | 'wrapped' | 'assigned' | 'missing';

	// Files, of which only a part is known
	/** What a file's identifier is called. */
	fileIdField: 'id' | 'uuid' | 'fileId';
	/** One file: as it is, or wrapped in an object. */
	fileEnvelope: 'plain' | 'wrapped';
	/** The list: an array, an array in an object under either name, or deeper in it, beside other arrays. */
	fileList: 'array' | 'files' | 'content' | 'embedded';
	/** Whether the list keeps to its filters. */
	fileListFilters: boolean;
	/** Where a file says how far its import is; `absent`: nowhere. */
	fileIngestionField: 'ingestionStatus' | 'importState' | 'status' | 'ingestion.status' | 'absent';
	/** What is answered when a file was changed or its content discarded: the file, or nothing. */
	fileChangeAnswer: 'file' | 204;
	/** Whether name and length come with the content. */
	fileContentHeaders: 'all' | 'none';
	/** Whether the content is sent, or lies on another host (which takes no credentials), or at another path of this one. */
	fileContentAt: 'here' | 'other-host' | 'other-path';
	/** Whether the server knows the file endpoints (404), and lets anybody use them (403). */
	fileEndpoints: 'all' | 'missing' | 'forbidden';
	/** Milliseconds that an import takes at least. */
	importDurationMs: number;
	/** Whether uploads are kept on disk; otherwise only their size and hash are. */
	keepUploads: boolean;

	// Lists
	/** Order of jobs whose sort value is the same; `random` differs from request to request. */
	sortTies: 'insertion' | 'reverse' | 'id' | 'random';
	/** Where jobs without a completion date come when sorted by it. */
	sortNulls: 'first' | 'last';
	/** The most jobs that a page has, whatever `size` is sent; null: as many as are wanted. */
	listSizeCap: number | null;
	/** Whether `page` is ignored: every page is the first. */
	listIgnoresPage: boolean;
	/** What `total` says: the number of matching jobs, or an estimate that is a tenth (at least one) off. */
	listTotal: 'exact' | 'too-high' | 'too-low';

	// Refusals
	/** Status for an id that is no UUID. */
	malformedIdStatus: 400 | 404;
	/** Status for bad input where the operation's table documents no 400. */
	undocumentedValidationStatus: 400 | 422;
	/** Status for a job of another user. */
	foreignJobStatus: 403 | 404;
	/** Whether deleted jobs can still be read (`isDeleted: true`), or answer 404. */
	deletedJobs: 'readable' | 404;
	/** Status of `DELETE …?purge=true` for a job that is purged already. */
	deletePurgedJobStatus: 204 | 409;
	/** Rate limits; null: none. */
	rateLimits: RateLimits | null;
	/** The `Retry-After` header of a 429; `absurd`: seconds in 400 digits. */
	retryAfter: 'absent' | 'seconds' | 'date' | 'absurd';

	// Webhooks
	/** Which ends of a job are notified. */
	webhookNotifyOn: TerminalStatus[];
	/** How often one end is notified: 0 = never, 2 = twice, … */
	webhookCopies: number;
	/** Whether several copies are sent at once or one after another. */
	webhookCopiesAtOnce: boolean;
	/** Milliseconds between the end of a job and its notification. */
	webhookDelayMs: number;
	/** Delays before each further attempt when one is not answered with 2xx; empty: no retries. */
	webhookRetryDelaysMs: number[];
	/** Milliseconds after which an attempt counts as failed. */
	webhookTimeoutMs: number;
	/** What a notification says. */
	webhookPayload:
		| 'job'
		| 'job-without-result'
		| 'id-status'
		| 'event'
		| 'empty'
		| 'non-json'
		| 'wrong-status'
		| 'other-job';
	/** Names of the headers that carry the signature when the webhook has a secret. */
	webhookSignatureHeaders: string[];
	/** Encoding of the HMAC-SHA256. */
	webhookSignatureEncoding: 'hex' | 'base64' | 'base64url';
	/** The signature alone, after `sha256=`, or as `t=<seconds>,v1=<signature>`. */
	webhookSignatureFormat: 'plain' | 'sha256=' | 't,v1';
	/** What is signed: the raw body, or `<seconds>.<raw body>`. */
	webhookSignedContent: 'body' | 'timestamp.body';
	/** Header with the Unix time in seconds; null: none. */
	webhookTimestampHeader: string | null;
}

const quota = (limit: number, used: number) => ({ limit, used, available: limit - used });

export function defaultBehaviour(): Behaviour {
	return {
		jobDurationMs: 500,
		autoFinish: true,
		outcome: 'auto',
		outcomeByFileName: true,
		createResponse: 'at-once',
		resultDelayMs: 0,
		apiLagMs: 0,
		transcriptWords: null,
		maxDurationSeconds: 10 * 60 * 60,
		labelSimulation: true,
		unknownModel: 'accept',
		purgeAfterDays: 30,

		errorBody: 'spring',
		emptyList: 200,
		nullFields: 'null',
		failedCompletionDate: 'set',
		webhookInResponses: 'full',
		extraFields: false,
		timestamps: 'milliseconds',
		timestampZone: 'Z',
		clockSkewMs: 0,
		models: 'array',
		languages: 'array',
		quotas: {
			'speech-service': {
				storage: quota(10_737_418_240, 3_221_225_472),
				transcription: quota(600, 120),
				summaries: quota(100, 5),
				summaryTokens: quota(1_000_000, 45_000),
				translations: quota(100, 2),
				translationTokens: quota(1_000_000, 15_000),
			},
			'text-service': {
				textTranslations: quota(1_000, 50),
				textTranslationTokens: quota(1_000_000, 0),
			},
		},

		summaryDurationMs: 200,
		summaryOutcome: 'COMPLETED',
		summaryOfFailed: 'failed',
		summaryEnvelope: 'plain',
		summaryIdField: 'id',
		summaryDates: 'creationDate',
		summaryList: 'summaries',
		summaryListFilters: true,
		summaryResult: 'object',
		summaryResultInGet: false,
		summaryNotReady: 404,
		summaryEndpoints: 'all',
		promptTemplates: 'array',

		fileIdField: 'id',
		fileEnvelope: 'plain',
		fileList: 'files',
		fileListFilters: true,
		fileIngestionField: 'ingestionStatus',
		fileChangeAnswer: 'file',
		fileContentHeaders: 'all',
		fileContentAt: 'here',
		fileEndpoints: 'all',
		importDurationMs: 0,
		keepUploads: true,

		sortTies: 'insertion',
		sortNulls: 'last',
		listSizeCap: null,
		listIgnoresPage: false,
		listTotal: 'exact',

		malformedIdStatus: 404,
		undocumentedValidationStatus: 400,
		foreignJobStatus: 403,
		deletedJobs: 'readable',
		deletePurgedJobStatus: 204,
		rateLimits: null,
		retryAfter: 'seconds',

		webhookNotifyOn: ['COMPLETED', 'FAILED', 'CANCELLED'],
		webhookCopies: 1,
		webhookCopiesAtOnce: true,
		webhookDelayMs: 0,
		webhookRetryDelaysMs: [],
		webhookTimeoutMs: 10_000,
		webhookPayload: 'job',
		webhookSignatureHeaders: ['X-Koldan-Signature'],
		webhookSignatureEncoding: 'hex',
		webhookSignatureFormat: 'plain',
		webhookSignedContent: 'body',
		webhookTimestampHeader: null,
	};
}
