/**
 * Koldan's public reference page for transcriptions, table by table and in its own words: what the contract is held against.
 * Tables are rows of `name | type | required or nullable | (default) | description`, as the page has them.
 */

/** One row: a field, parameter or form part. `flag` is the Required or Nullable column; `fallback` the Default column. */
export type Row = {
	name: string;
	type: string;
	flag: string;
	fallback?: string;
	description: string;
};
export type Endpoint = {
	title: string;
	scopes: string[];
	rateLimited: boolean;
	path: Row[];
	query: Row[];
	request?: string;
	response?: string;
	statuses: Record<string, string>;
};

const lines = (text: string): string[][] =>
	text
		.trim()
		.split('\n')
		.map((line) => line.split('|').map((cell) => cell.trim()));

const fields = (text: string): Row[] =>
	lines(text).map(([name, type, flag, description]) => ({ name, type, flag, description }));

const parameters = (text: string): Row[] =>
	lines(text).map(([name, type, flag, fallback, description]) => ({
		name,
		type,
		flag,
		fallback,
		description,
	}));

const texts = (text: string): Record<string, string> => Object.fromEntries(lines(text));

const id = fields('id | string (UUID) | Yes | Unique identifier of the transcription job.');
const base = '/api/v1/speech-services/transcriptions';

export const endpoints: Record<string, Endpoint> = {
	[`GET ${base}`]: {
		title: 'List Transcription Jobs',
		scopes: ['speech:transcriptions:read'],
		rateLimited: false,
		path: [],
		query: parameters(`
			page | integer | No | 0 | Page number (zero-based).
			size | integer | No | 20 | Page size (max 100).
			status | string[] | No | - | Filter by job status (comma-separated). Values: PENDING, IN_PROGRESS, COMPLETED, FAILED, CANCELLED.
			fileId | string (UUID) | No | - | Filter by source file ID. When specified for a shared file, returns all transcriptions for that file.
			isDeleted | boolean | No | false | Filter by deleted state.
			isPurged | boolean | No | - | Filter by purged state.
			createdAfter | string (ISO 8601) | No | - | Return jobs created on or after this timestamp.
			createdBefore | string (ISO 8601) | No | - | Return jobs created on or before this timestamp.
			completedAfter | string (ISO 8601) | No | - | Return jobs completed on or after this timestamp.
			completedBefore | string (ISO 8601) | No | - | Return jobs completed on or before this timestamp.
			sort | string | No | creationDate,desc | Sort field and direction. Allowed fields: creationDate, completionDate, status. Direction: asc or desc.
		`),
		response: 'SpeechServiceTranscriptionJobsListResponse',
		statuses: texts(`
			200 | Transcription jobs retrieved successfully.
			400 | Invalid sort field or query parameters.
			401 | Missing or invalid authentication.
			403 | Insufficient scope.
		`),
	},
	[`POST ${base}/upload`]: {
		title: 'Upload and Transcribe',
		scopes: ['speech:files:write', 'speech:transcriptions:write'],
		rateLimited: true,
		path: [],
		query: [],
		request: 'SpeechServiceUploadAndTranscribeRequest',
		response: 'SpeechServiceUploadAndTranscribeResponse',
		statuses: texts(`
			201 | File uploaded and transcription job created successfully.
			400 | Invalid JSON parts, missing required parts, or both file and uri provided (or neither).
			401 | Missing or invalid authentication.
			403 | Insufficient scope.
			429 | Rate limit exceeded.
		`),
	},
	[`POST ${base}`]: {
		title: 'Create Transcription Job',
		scopes: ['speech:transcriptions:write'],
		rateLimited: true,
		path: [],
		query: [],
		request: 'SpeechServiceTranscriptionJobRequest',
		response: 'SpeechServiceTranscriptionJobResponse',
		statuses: texts(`
			201 | Transcription job created successfully.
			400 | Invalid request body or missing required fields.
			401 | Missing or invalid authentication.
			403 | Insufficient scope.
			404 | File not found or does not belong to the current user.
			422 | File is deleted or ingestion is not completed.
		`),
	},
	[`GET ${base}/{id}`]: {
		title: 'Get Transcription Job',
		scopes: ['speech:transcriptions:read'],
		rateLimited: false,
		path: id,
		query: [],
		response: 'SpeechServiceTranscriptionJobResponse',
		statuses: texts(`
			200 | Transcription job retrieved successfully.
			401 | Missing or invalid authentication.
			403 | Insufficient scope or not authorized to access this job.
			404 | Job not found.
		`),
	},
	[`GET ${base}/{id}/result`]: {
		title: 'Get Transcription Result',
		scopes: ['speech:transcriptions:read'],
		rateLimited: false,
		path: id,
		query: parameters('format | string | No | json | Export format. Currently supported: json.'),
		response: 'SpeechServiceTranscriptionJobResult',
		statuses: texts(`
			200 | Transcription result returned successfully.
			400 | Unsupported export format.
			401 | Missing or invalid authentication.
			403 | Insufficient scope or not authorized to access this job.
			404 | Job not found or result not available (job not completed).
			410 | Job result has been purged and is no longer available.
		`),
	},
	[`PUT ${base}/{id}/webhook`]: {
		title: 'Update Webhook',
		scopes: ['speech:transcriptions:write'],
		rateLimited: false,
		path: id,
		query: [],
		request: 'SpeechServiceWebhook',
		response: 'SpeechServiceTranscriptionJobResponse',
		statuses: texts(`
			200 | Webhook updated successfully.
			401 | Missing or invalid authentication.
			403 | Insufficient scope or not authorized.
			404 | Job not found.
			409 | Job is in a terminal state and cannot be updated.
		`),
	},
	[`DELETE ${base}/{id}/webhook`]: {
		title: 'Delete Webhook',
		scopes: ['speech:transcriptions:write'],
		rateLimited: false,
		path: id,
		query: [],
		statuses: texts(`
			204 | Webhook removed successfully.
			401 | Missing or invalid authentication.
			403 | Insufficient scope or not authorized.
			404 | Job not found.
			409 | Job is in a terminal state and cannot be updated.
		`),
	},
	[`POST ${base}/{id}/cancel`]: {
		title: 'Cancel Job',
		scopes: ['speech:transcriptions:write'],
		rateLimited: false,
		path: id,
		query: [],
		statuses: texts(`
			204 | Job cancelled successfully.
			401 | Missing or invalid authentication.
			403 | Insufficient scope or not authorized.
			404 | Job not found.
			409 | Job is already in a terminal state (COMPLETED, FAILED, or CANCELLED).
		`),
	},
	[`DELETE ${base}/{id}`]: {
		title: 'Delete Job',
		scopes: ['speech:transcriptions:delete'],
		rateLimited: false,
		path: id,
		query: parameters(
			'purge | boolean | No | false | Immediately purge result and error data from storage.',
		),
		statuses: texts(`
			204 | Job deleted (or purged) successfully.
			401 | Missing or invalid authentication.
			403 | Insufficient scope or not authorized.
			404 | Job not found.
			409 | Job is not in a terminal state, or is already deleted (when purge=false).
		`),
	},
	[`POST ${base}/{id}/purge`]: {
		title: 'Purge Job',
		scopes: ['speech:transcriptions:delete'],
		rateLimited: false,
		path: id,
		query: [],
		statuses: texts(`
			204 | Job data purged successfully.
			401 | Missing or invalid authentication.
			403 | Insufficient scope or not authorized.
			404 | Job not found.
			409 | Job is not deleted, or is already purged.
		`),
	},
};

/** Data types whose third column is Required (Yes, No, or Conditional for one of two form parts). */
export const requestTypes: Record<string, Row[]> = {
	SpeechServiceUploadAndTranscribeRequest: fields(`
		file | binary | Conditional | The media file to upload. Required if uri is not provided.
		uri | string | Conditional | URI of a remote file to import (HTTP, HTTPS, or S3). Required if file is not provided.
		name | string | Yes | A display name for the uploaded file.
		description | string | No | A description of the file content.
		path | string | No | Virtual directory path. Must start and end with /. Default: /.
		metadata | string (JSON) | No | Additional key-value metadata as a JSON string.
		tags | string (JSON) | No | Array of tag display names as a JSON string.
		generateListeningAudio | boolean | No | Generate a compressed MP3 derivative. Default: true.
		transcription | string (JSON) | Yes | Transcription options as a JSON string. See SpeechServiceTranscriptionOptions.
		diarization | string (JSON) | No | Diarization options as a JSON string. See SpeechServiceDiarizationOptions.
		webhook | string (JSON) | No | Webhook configuration as a JSON string. See SpeechServiceWebhook.
		summary | string (JSON) | No | Summary options as a JSON string. When provided, a summary job is scheduled to run after transcription completes. Requires promptTemplateId.
	`),
	SpeechServiceTranscriptionJobRequest: fields(`
		fileId | string (UUID) | Yes | The ID of the uploaded file to process.
		transcription | SpeechServiceTranscriptionOptions | Yes | Transcription configuration options.
		diarization | SpeechServiceDiarizationOptions | No | Speaker diarization configuration.
		webhook | SpeechServiceWebhook | No | Webhook configuration for completion notifications.
	`),
	SpeechServiceTranscriptionOptions: fields(`
		model | string | Yes | The model identifier to use (e.g., hebrew-general). See Models for available models.
		language | SpeechServiceTranscriptionLanguageOptions | Yes | Language configuration for transcription.
		punctuation | boolean | No | Enable automatic punctuation insertion in the transcribed text.
		capitalization | boolean | No | Enable automatic capitalization of the transcribed text. May be ignored depending on the language.
	`),
	SpeechServiceTranscriptionLanguageOptions: fields(`
		defaultLanguageCode | string | No | IETF BCP 47 language code (e.g., en, he, de). When omitted, the model will attempt automatic language detection.
	`),
	SpeechServiceDiarizationOptions: fields(`
		enabled | boolean | Yes | Whether diarization should be performed.
		mode | string | No | Diarization mode: SPEAKER (default) or CHANNEL. See SpeechServiceDiarizationMode.
		maxSpeakers | integer | No | Maximum number of speakers expected. Used only when mode is SPEAKER.
		channelMapping | SpeechServiceChannelMapping[] | No | Mapping of channel indices to custom speaker labels. Used only when mode is CHANNEL.
	`),
	SpeechServiceChannelMapping: fields(`
		channel | integer | Yes | Zero-based audio channel index.
		label | string | Yes | Custom speaker label for this channel (e.g., Agent, Customer).
	`),
	SpeechServiceWebhook: fields(`
		url | string | Yes | The URL to send the webhook notification to. Must be HTTPS.
		secret | string | No | A shared secret used to sign webhook payloads with HMAC-SHA256.
		headers | object | No | Custom HTTP headers to include in the webhook request.
	`),
};

/** Data types whose third column is Nullable. */
export const responseTypes: Record<string, Row[]> = {
	SpeechServiceTranscriptionJobsListResponse: fields(`
		jobs | SpeechServiceTranscriptionJobResponse[] | No | Array of transcription job objects (without result).
		size | integer | No | Number of items returned in this page.
		total | long | No | Total number of matching items across all pages.
		filters | object | No | Echo of applied filters.
		sort | object | No | Applied sort order (field and direction).
	`),
	SpeechServiceUploadAndTranscribeResponse: fields(`
		file | SpeechServiceFileResponse | No | The uploaded file object.
		job | SpeechServiceTranscriptionJobResponse | No | The created transcription job.
		summary | object | Yes | The scheduled summary job. Present only when summary options were provided.
	`),
	SpeechServiceTranscriptionJobResponse: fields(`
		id | string (UUID) | No | Unique identifier of the transcription job.
		status | string | No | Current job status: PENDING, IN_PROGRESS, COMPLETED, FAILED, CANCELLED.
		isDeleted | boolean | No | Whether the job has been deleted.
		isPurged | boolean | No | Whether the job's result/error data has been permanently removed.
		creationDate | string (ISO 8601) | No | Timestamp when the job was created.
		completionDate | string (ISO 8601) | Yes | Timestamp when the job completed. null if not yet completed.
		deletedAt | string (ISO 8601) | Yes | Timestamp when the job was deleted.
		purgedAt | string (ISO 8601) | Yes | Timestamp when the job data was purged.
		purgeAt | string (ISO 8601) | Yes | Scheduled timestamp for automatic purge.
		file | SpeechServiceFileResponse | No | The media file associated with this job.
		transcription | SpeechServiceTranscriptionOptions | No | Transcription configuration used for this job.
		diarization | SpeechServiceDiarizationOptions | Yes | Diarization configuration used for this job.
		result | SpeechServiceTranscriptionJobResult | Yes | Transcription result. Present only when status is COMPLETED and isPurged is false. Not included in list responses.
		errorCode | string | Yes | Top-level error code when the job has failed. See TranscriptionErrorCode.
		errors | SpeechServiceTranscriptionJobError[] | Yes | Array of errors encountered during processing. Cleared when purged.
		webhook | SpeechServiceWebhook | Yes | Webhook configuration for job completion notifications.
	`),
	SpeechServiceTranscriptionJobResult: fields(`
		text | string | No | The full transcription text.
		detectedLanguages | string[] | Yes | Set of IETF BCP 47 codes of the detected languages.
		confidence | double | Yes | Overall confidence score of the transcription (0.0–1.0).
		duration | double | Yes | Total audio duration in seconds.
		segments | SpeechServiceTranscriptionSegment[] | Yes | Array of transcription segments with timestamps.
	`),
	SpeechServiceTranscriptionSegment: fields(`
		start | double | No | Start time of the segment in seconds.
		end | double | No | End time of the segment in seconds.
		text | string | No | The transcribed text for this segment.
		confidence | double | Yes | Confidence score for this segment (0.0–1.0).
		language | string | Yes | IETF BCP 47 language code detected for this segment.
		speaker | string | Yes | Speaker label (SPEAKER_00, SPEAKER_01, …) or custom channel label.
		channel | integer | Yes | Zero-based audio channel index. Present only when diarization mode is CHANNEL.
		words | SpeechServiceWordTiming[] | Yes | Word-level timing information.
	`),
	SpeechServiceWordTiming: fields(`
		word | string | No | The transcribed word.
		start | double | No | Start time of the word in seconds.
		end | double | No | End time of the word in seconds.
		confidence | double | Yes | Confidence score for this word (0.0–1.0).
		punctuation | string | Yes | Punctuation mark following the word (e.g., ., ,, ?).
		capitalization | string | Yes | Capitalized form of the word as determined by the capitalization service.
	`),
	SpeechServiceTranscriptionJobError: fields(`
		code | string | No | Machine-readable error code. See TranscriptionErrorCode.
		message | string | No | Human-readable error message describing what went wrong.
		timestamp | string (ISO 8601) | No | Timestamp when the error occurred.
	`),
};

export const enumerations: Record<string, Record<string, string>> = {
	TranscriptionJobStatus: texts(`
		PENDING | Job has been accepted but processing has not started.
		IN_PROGRESS | Audio is being transcribed.
		COMPLETED | Transcription finished successfully. Result is available.
		FAILED | Transcription failed. Check errorCode and errors for details.
		CANCELLED | Job was cancelled before completion.
	`),
	SpeechServiceDiarizationMode: texts(`
		SPEAKER | Automatic speaker separation (default). Speakers are identified by a diarization model.
		CHANNEL | Channel-based speaker separation. Each audio channel maps to a distinct speaker.
	`),
	TranscriptionErrorCode: texts(`
		TRANSCRIPTION_FAILED | The transcription engine encountered an error while processing the audio.
		DIARIZATION_FAILED | Speaker diarization failed during processing.
		CHANNEL_DIARIZATION_FAILED | Channel-based diarization failed (e.g., channel extraction error).
		UNSUPPORTED_FORMAT | The file format or audio codec is not supported for transcription.
		FILE_CORRUPTED | The file could not be decoded or is corrupted.
		FILE_NOT_FOUND | The referenced file no longer exists or has been purged.
		EMPTY_AUDIO | The file contains no audio stream or has zero duration.
		DURATION_EXCEEDED | The file exceeds the maximum allowed duration for transcription.
		QUOTA_EXCEEDED | The user's monthly transcription minutes quota has been exceeded.
		LANGUAGE_NOT_SUPPORTED | The specified or detected language is not supported by the speech model.
		MODEL_UNAVAILABLE | The requested speech model is offline or unreachable.
		PUNCTUATION_FAILED | Punctuation and capitalization post-processing failed.
		INTERNAL_ERROR | An unexpected internal error occurred during processing.
	`),
};

/** Fields that the tables call strings and whose values an enumeration of the page lists. */
export const enumerated: Record<string, string> = {
	'listTranscriptions.status': 'TranscriptionJobStatus[]',
	'SpeechServiceTranscriptionJobResponse.status': 'TranscriptionJobStatus',
	'SpeechServiceTranscriptionJobResponse.errorCode': 'TranscriptionErrorCode',
	'SpeechServiceTranscriptionJobError.code': 'TranscriptionErrorCode',
	'SpeechServiceDiarizationOptions.mode': 'SpeechServiceDiarizationMode',
};

/** The JSON that a form part's string holds. */
export const jsonParts: Record<string, string> = {
	metadata: 'object',
	tags: 'string[]',
	transcription: 'SpeechServiceTranscriptionOptions',
	diarization: 'SpeechServiceDiarizationOptions',
	webhook: 'SpeechServiceWebhook',
	summary: 'object',
};
