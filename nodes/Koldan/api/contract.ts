/**
 * Generated from test/contract/koldan.openapi.yaml; do not edit. Change that file, then run `npm run types`.
 */
export interface paths {
	'/api/v1/speech-services/transcriptions': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		/**
		 * List Transcription Jobs
		 * @description Retrieve a paginated list of transcription jobs. By default returns only the current user's jobs. When fileId is specified, returns all transcriptions for that file (requires speech:files:read access to the file, enabling discovery of transcriptions on shared files). The result field is not included in list responses to reduce payload size.
		 */
		get: operations['listTranscriptions'];
		put?: never;
		/**
		 * Create Transcription Job
		 * @description Submit a new transcription job for an existing uploaded file. The file must belong to the current user, must not be deleted, and must have completed ingestion (for URI imports).
		 */
		post: operations['createTranscription'];
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/transcriptions/upload': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/**
		 * Upload and Transcribe
		 * @description Upload a media file (or import from URI) and immediately start a transcription job in one step. Provide either file (multipart binary) or uri (string), but not both. Optionally provide summary to schedule a summary job that runs after transcription completes.
		 */
		post: operations['uploadAndTranscribe'];
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/transcriptions/{id}': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		/**
		 * Get Transcription Job
		 * @description Retrieve details of a specific transcription job including the full result when the job is completed and not purged.
		 */
		get: operations['getTranscription'];
		put?: never;
		post?: never;
		/**
		 * Delete Job
		 * @description Delete a transcription job. Only jobs in a terminal state (COMPLETED, FAILED, or CANCELLED) can be deleted. When purge=true, the transcription result and error data are permanently deleted from storage and cannot be recovered.
		 */
		delete: operations['deleteTranscription'];
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/transcriptions/{id}/result': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		/**
		 * Get Transcription Result
		 * @description Retrieve the transcription result for a completed job. The format parameter controls the export format.
		 */
		get: operations['getTranscriptionResult'];
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/transcriptions/{id}/webhook': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		get?: never;
		/**
		 * Update Webhook
		 * @description Set or update the webhook configuration for an existing transcription job. The job must not be in a terminal state (COMPLETED, FAILED, or CANCELLED).
		 */
		put: operations['updateTranscriptionWebhook'];
		post?: never;
		/**
		 * Delete Webhook
		 * @description Remove the webhook configuration from an existing transcription job. The job must not be in a terminal state (COMPLETED, FAILED, or CANCELLED).
		 */
		delete: operations['deleteTranscriptionWebhook'];
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/transcriptions/{id}/cancel': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		get?: never;
		put?: never;
		/**
		 * Cancel Job
		 * @description Cancel a pending or in-progress transcription job. Only jobs with PENDING or IN_PROGRESS status can be cancelled.
		 */
		post: operations['cancelTranscription'];
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/transcriptions/{id}/purge': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		get?: never;
		put?: never;
		/**
		 * Purge Job
		 * @description Permanently purge result and error data of a deleted transcription job. The job must already be deleted and not yet purged. This operation is irreversible.
		 */
		post: operations['purgeTranscription'];
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/summaries': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		/**
		 * List Summaries
		 * @description A page of summaries; how the array is wrapped is not known.
		 */
		get: operations['listSummaries'];
		put?: never;
		/**
		 * Create Summary
		 * @description Lets Koldan summarize a transcription. Which fields the body has beyond the prompt template is not known.
		 */
		post: operations['createSummary'];
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/summaries/{id}': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		/**
		 * Get Summary
		 * @description One summary.
		 */
		get: operations['getSummary'];
		put?: never;
		post?: never;
		/**
		 * Delete Summary
		 * @description Deletes a summary that has ended.
		 */
		delete: operations['deleteSummary'];
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/summaries/{id}/result': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		/**
		 * Get Summary Result
		 * @description The text of a completed summary. Its shape is not known.
		 */
		get: operations['getSummaryResult'];
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/summaries/{id}/webhook': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		get?: never;
		/**
		 * Update Webhook
		 * @description Sets the webhook of a summary that has not ended.
		 */
		put: operations['updateSummaryWebhook'];
		post?: never;
		/**
		 * Delete Webhook
		 * @description Removes the webhook of a summary that has not ended.
		 */
		delete: operations['deleteSummaryWebhook'];
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/summaries/{id}/cancel': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		get?: never;
		put?: never;
		/**
		 * Cancel Summary
		 * @description Cancels a summary that is pending or in progress.
		 */
		post: operations['cancelSummary'];
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/summaries/{id}/purge': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		get?: never;
		put?: never;
		/**
		 * Permanently Delete Summary
		 * @description Removes the data of a summary for good.
		 */
		post: operations['purgeSummary'];
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/files': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		/**
		 * List Files
		 * @description A page of files; how the array is wrapped is not known. There are more filters, whose names are not known.
		 */
		get: operations['listFiles'];
		put?: never;
		/**
		 * Upload or Import File
		 * @description Stores a file, sent as a form, or imported from an address that a JSON body names. The names of the form's parts are those of Upload and Transcribe; those in the JSON body are taken to be the same.
		 */
		post: operations['createFile'];
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/files/{id}': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the file. */
				id: components['parameters']['FileId'];
			};
			cookie?: never;
		};
		/**
		 * Get File
		 * @description What Koldan keeps about a file. An import has a status (PENDING, DOWNLOADING, COMPLETED, FAILED), in a field whose name is not known; without it a file is ready.
		 */
		get: operations['getFile'];
		put?: never;
		post?: never;
		/**
		 * Delete File
		 * @description Deletes a file.
		 */
		delete: operations['deleteFile'];
		options?: never;
		head?: never;
		/**
		 * Update File
		 * @description Changes what Koldan keeps about a file.
		 */
		patch: operations['updateFile'];
		trace?: never;
	};
	'/api/v1/speech-services/files/{id}/content': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the file. */
				id: components['parameters']['FileId'];
			};
			cookie?: never;
		};
		/**
		 * Get File Content
		 * @description The file itself. Which headers come with it, and whether it lies at another address, is not known.
		 */
		get: operations['getFileContent'];
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/files/{id}/discard-content': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the file. */
				id: components['parameters']['FileId'];
			};
			cookie?: never;
		};
		get?: never;
		put?: never;
		/**
		 * Discard File Content
		 * @description Removes the file itself for good, and keeps what is known of it.
		 */
		post: operations['discardFileContent'];
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/session-history/summary-prompt-templates': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		/**
		 * List Summary Prompt Templates
		 * @description The templates that say what a summary looks like. Their shape is not known. Which scope they need is not known either.
		 */
		get: operations['listPromptTemplates'];
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/session-history/summary-prompt-templates/assigned': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		/**
		 * List Assigned Summary Prompt Templates
		 * @description The templates that are assigned to the caller. Their shape is not known. Which scope they need is not known either.
		 */
		get: operations['listAssignedPromptTemplates'];
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/quotas': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		/**
		 * Get Quotas
		 * @description The caller's quotas by service. Needs authentication and no scope, so that any valid key can call it.
		 */
		get: operations['getQuotas'];
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/speech-services/models': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		/**
		 * List Models
		 * @description The model aliases that can be used to transcribe. Documented as an array; a wrapping object is allowed because only a part of the endpoint's documentation is at hand.
		 */
		get: operations['listModels'];
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	'/api/v1/languages': {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		/**
		 * List Languages
		 * @description The languages that Koldan knows. Documented as an array; a wrapping object is allowed because only a part of the endpoint's documentation is at hand.
		 */
		get: operations['listLanguages'];
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
}
export type webhooks = Record<string, never>;
export interface components {
	schemas: {
		/** @description A page of jobs. The reference calls filters and sort not nullable, but its example leaves them out, and it names no keys in them. */
		SpeechServiceTranscriptionJobsListResponse: {
			/** @description Array of transcription job objects (without result). */
			jobs: (components['schemas']['SpeechServiceTranscriptionJobResponse'] & unknown)[];
			/** @description Number of items returned in this page. */
			size: number;
			/**
			 * Format: int64
			 * @description Total number of matching items across all pages.
			 */
			total: number;
			/** @description Echo of applied filters. */
			filters?: {
				[key: string]: unknown;
			};
			/** @description Applied sort order (field and direction). */
			sort?: {
				[key: string]: unknown;
			};
		};
		/** @description The parts of the multipart form. Exactly one of file and uri. */
		SpeechServiceUploadAndTranscribeRequest: {
			/**
			 * Format: binary
			 * @description The media file to upload. Required if uri is not provided.
			 */
			file?: string;
			/**
			 * Format: uri
			 * @description URI of a remote file to import (HTTP, HTTPS, or S3). Required if file is not provided.
			 */
			uri?: string;
			/** @description A display name for the uploaded file. */
			name: string;
			/** @description A description of the file content. */
			description?: string;
			/**
			 * @description Virtual directory path. Must start and end with /. Default: /.
			 * @default /
			 */
			path?: string;
			/** @description Additional key-value metadata as a JSON string. */
			metadata?: string;
			/** @description Array of tag display names as a JSON string. */
			tags?: string;
			/**
			 * @description Generate a compressed MP3 derivative. Default: true.
			 * @default true
			 */
			generateListeningAudio?: boolean;
			/** @description Transcription options as a JSON string. See SpeechServiceTranscriptionOptions. */
			transcription: string;
			/** @description Diarization options as a JSON string. See SpeechServiceDiarizationOptions. */
			diarization?: string;
			/** @description Webhook configuration as a JSON string. See SpeechServiceWebhook. */
			webhook?: string;
			/** @description Summary options as a JSON string. When provided, a summary job is scheduled to run after transcription completes. Requires promptTemplateId. */
			summary?: string;
		} & (unknown | unknown);
		SpeechServiceUploadAndTranscribeResponse: {
			/** @description The uploaded file object. */
			file: components['schemas']['SpeechServiceFileResponse'];
			/** @description The created transcription job. */
			job: components['schemas']['SpeechServiceTranscriptionJobResponse'];
			/** @description The scheduled summary job. Present only when summary options were provided. Its fields are not documented. */
			summary?: {
				[key: string]: unknown;
			} | null;
		};
		/** @description A media file. The page documents no fields; its examples show id and name. Everything else is not documented. */
		SpeechServiceFileResponse: {
			/** Format: uuid */
			id: string;
			name: string;
		} & {
			[key: string]: unknown;
		};
		SpeechServiceTranscriptionJobRequest: {
			/**
			 * Format: uuid
			 * @description The ID of the uploaded file to process.
			 */
			fileId: string;
			/** @description Transcription configuration options. */
			transcription: components['schemas']['SpeechServiceTranscriptionOptions'];
			/** @description Speaker diarization configuration. */
			diarization?: components['schemas']['SpeechServiceDiarizationOptions'];
			/** @description Webhook configuration for completion notifications. */
			webhook?: components['schemas']['SpeechServiceWebhook'];
		};
		SpeechServiceTranscriptionJobResponse: {
			/**
			 * Format: uuid
			 * @description Unique identifier of the transcription job.
			 */
			id: string;
			/** @description Current job status: PENDING, IN_PROGRESS, COMPLETED, FAILED, CANCELLED. */
			status: components['schemas']['TranscriptionJobStatus'];
			/** @description Whether the job has been deleted. */
			isDeleted: boolean;
			/** @description Whether the job's result/error data has been permanently removed. */
			isPurged: boolean;
			/**
			 * Format: date-time
			 * @description Timestamp when the job was created.
			 */
			creationDate: string;
			/**
			 * Format: date-time
			 * @description Timestamp when the job completed. null if not yet completed.
			 */
			completionDate?: string | null;
			/**
			 * Format: date-time
			 * @description Timestamp when the job was deleted.
			 */
			deletedAt?: string | null;
			/**
			 * Format: date-time
			 * @description Timestamp when the job data was purged.
			 */
			purgedAt?: string | null;
			/**
			 * Format: date-time
			 * @description Scheduled timestamp for automatic purge.
			 */
			purgeAt?: string | null;
			/** @description The media file associated with this job. */
			file: components['schemas']['SpeechServiceFileResponse'];
			/** @description Transcription configuration used for this job. */
			transcription: components['schemas']['SpeechServiceTranscriptionOptions'];
			/** @description Diarization configuration used for this job. */
			diarization?: components['schemas']['SpeechServiceDiarizationOptions'] | null;
			/** @description Transcription result. Present only when status is COMPLETED and isPurged is false. Not included in list responses. */
			result?: components['schemas']['SpeechServiceTranscriptionJobResult'] | null;
			/** @description Top-level error code when the job has failed. See TranscriptionErrorCode. */
			errorCode?: components['schemas']['TranscriptionErrorCode'] | null;
			/** @description Array of errors encountered during processing. Cleared when purged. */
			errors?: components['schemas']['SpeechServiceTranscriptionJobError'][] | null;
			/** @description Webhook configuration for job completion notifications. */
			webhook?: components['schemas']['SpeechServiceWebhook'] | null;
		};
		SpeechServiceTranscriptionJobResult: {
			/** @description The full transcription text. */
			text: string;
			/** @description Set of IETF BCP 47 codes of the detected languages. */
			detectedLanguages?: string[] | null;
			/**
			 * Format: double
			 * @description Overall confidence score of the transcription (0.0–1.0).
			 */
			confidence?: number | null;
			/**
			 * Format: double
			 * @description Total audio duration in seconds.
			 */
			duration?: number | null;
			/** @description Array of transcription segments with timestamps. */
			segments?: components['schemas']['SpeechServiceTranscriptionSegment'][] | null;
		};
		SpeechServiceTranscriptionSegment: {
			/**
			 * Format: double
			 * @description Start time of the segment in seconds.
			 */
			start: number;
			/**
			 * Format: double
			 * @description End time of the segment in seconds.
			 */
			end: number;
			/** @description The transcribed text for this segment. */
			text: string;
			/**
			 * Format: double
			 * @description Confidence score for this segment (0.0–1.0).
			 */
			confidence?: number | null;
			/** @description IETF BCP 47 language code detected for this segment. */
			language?: string | null;
			/** @description Speaker label (SPEAKER_00, SPEAKER_01, …) or custom channel label. */
			speaker?: string | null;
			/** @description Zero-based audio channel index. Present only when diarization mode is CHANNEL. */
			channel?: number | null;
			/** @description Word-level timing information. */
			words?: components['schemas']['SpeechServiceWordTiming'][] | null;
		};
		SpeechServiceWordTiming: {
			/** @description The transcribed word. */
			word: string;
			/**
			 * Format: double
			 * @description Start time of the word in seconds.
			 */
			start: number;
			/**
			 * Format: double
			 * @description End time of the word in seconds.
			 */
			end: number;
			/**
			 * Format: double
			 * @description Confidence score for this word (0.0–1.0).
			 */
			confidence?: number | null;
			/** @description Punctuation mark following the word (e.g., ., ,, ?). */
			punctuation?: string | null;
			/** @description Capitalized form of the word as determined by the capitalization service. */
			capitalization?: string | null;
		};
		SpeechServiceTranscriptionOptions: {
			/** @description The model identifier to use (e.g., hebrew-general). See Models for available models. */
			model: string;
			/** @description Language configuration for transcription. */
			language: components['schemas']['SpeechServiceTranscriptionLanguageOptions'];
			/** @description Enable automatic punctuation insertion in the transcribed text. */
			punctuation?: boolean;
			/** @description Enable automatic capitalization of the transcribed text. May be ignored depending on the language. */
			capitalization?: boolean;
		};
		SpeechServiceTranscriptionLanguageOptions: {
			/** @description IETF BCP 47 language code (e.g., en, he, de). When omitted, the model will attempt automatic language detection. */
			defaultLanguageCode?: string;
		};
		SpeechServiceDiarizationOptions: {
			/** @description Whether diarization should be performed. */
			enabled: boolean;
			/**
			 * @description Diarization mode: SPEAKER (default) or CHANNEL. See SpeechServiceDiarizationMode.
			 * @default SPEAKER
			 */
			mode?: components['schemas']['SpeechServiceDiarizationMode'];
			/** @description Maximum number of speakers expected. Used only when mode is SPEAKER. */
			maxSpeakers?: number;
			/** @description Mapping of channel indices to custom speaker labels. Used only when mode is CHANNEL. */
			channelMapping?: components['schemas']['SpeechServiceChannelMapping'][];
		};
		SpeechServiceChannelMapping: {
			/** @description Zero-based audio channel index. */
			channel: number;
			/** @description Custom speaker label for this channel (e.g., Agent, Customer). */
			label: string;
		};
		/** @description The signature header, its encoding and the payload of a notification are not documented. */
		SpeechServiceWebhook: {
			/**
			 * Format: uri
			 * @description The URL to send the webhook notification to. Must be HTTPS.
			 */
			url: string;
			/** @description A shared secret used to sign webhook payloads with HMAC-SHA256. */
			secret?: string;
			/** @description Custom HTTP headers to include in the webhook request. */
			headers?: {
				[key: string]: string;
			};
		};
		SpeechServiceTranscriptionJobError: {
			/** @description Machine-readable error code. See TranscriptionErrorCode. */
			code: components['schemas']['TranscriptionErrorCode'];
			/** @description Human-readable error message describing what went wrong. */
			message: string;
			/**
			 * Format: date-time
			 * @description Timestamp when the error occurred.
			 */
			timestamp: string;
		};
		/**
		 * @description - PENDING: Job has been accepted but processing has not started.
		 *     - IN_PROGRESS: Audio is being transcribed.
		 *     - COMPLETED: Transcription finished successfully. Result is available.
		 *     - FAILED: Transcription failed. Check errorCode and errors for details.
		 *     - CANCELLED: Job was cancelled before completion.
		 * @enum {string}
		 */
		TranscriptionJobStatus: 'PENDING' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
		/**
		 * @description - SPEAKER: Automatic speaker separation (default). Speakers are identified by a diarization model.
		 *     - CHANNEL: Channel-based speaker separation. Each audio channel maps to a distinct speaker.
		 * @enum {string}
		 */
		SpeechServiceDiarizationMode: 'SPEAKER' | 'CHANNEL';
		/**
		 * @description - TRANSCRIPTION_FAILED: The transcription engine encountered an error while processing the audio.
		 *     - DIARIZATION_FAILED: Speaker diarization failed during processing.
		 *     - CHANNEL_DIARIZATION_FAILED: Channel-based diarization failed (e.g., channel extraction error).
		 *     - UNSUPPORTED_FORMAT: The file format or audio codec is not supported for transcription.
		 *     - FILE_CORRUPTED: The file could not be decoded or is corrupted.
		 *     - FILE_NOT_FOUND: The referenced file no longer exists or has been purged.
		 *     - EMPTY_AUDIO: The file contains no audio stream or has zero duration.
		 *     - DURATION_EXCEEDED: The file exceeds the maximum allowed duration for transcription.
		 *     - QUOTA_EXCEEDED: The user's monthly transcription minutes quota has been exceeded.
		 *     - LANGUAGE_NOT_SUPPORTED: The specified or detected language is not supported by the speech model.
		 *     - MODEL_UNAVAILABLE: The requested speech model is offline or unreachable.
		 *     - PUNCTUATION_FAILED: Punctuation and capitalization post-processing failed.
		 *     - INTERNAL_ERROR: An unexpected internal error occurred during processing.
		 * @enum {string}
		 */
		TranscriptionErrorCode:
			| 'TRANSCRIPTION_FAILED'
			| 'DIARIZATION_FAILED'
			| 'CHANNEL_DIARIZATION_FAILED'
			| 'UNSUPPORTED_FORMAT'
			| 'FILE_CORRUPTED'
			| 'FILE_NOT_FOUND'
			| 'EMPTY_AUDIO'
			| 'DURATION_EXCEEDED'
			| 'QUOTA_EXCEEDED'
			| 'LANGUAGE_NOT_SUPPORTED'
			| 'MODEL_UNAVAILABLE'
			| 'PUNCTUATION_FAILED'
			| 'INTERNAL_ERROR';
		/** @description A summary job. Beyond an identifier and a status, which may be wrapped once more, its fields are not known. */
		Summary: {
			[key: string]: unknown;
		};
		Language: {
			/** @description Name of the language. */
			name?: string | null;
			/** @description Its name in the language itself. */
			localDisplayName?: string | null;
			/** @description Its name in English. */
			globalDisplayName?: string | null;
			/** @description Whether it is written from right to left. */
			rtl?: boolean | null;
			/** @description BCP 47 tag. */
			langTag?: string;
		} & {
			[key: string]: unknown;
		};
		/** @description An alias under which a model can be used. Only a part of its documentation is at hand. */
		Model: {
			/** @description The value to send as model. */
			id: string;
			/** @enum {string} */
			type: 'FAMILY' | 'PINNED' | 'CONCRETE';
			displayName: string;
			description?: string | null;
			/** @enum {string} */
			status: 'AVAILABLE' | 'UNAVAILABLE' | 'MAINTENANCE' | 'DEPRECATED';
			currentVersion: string;
			deprecated: boolean;
			/** @description After it, the model answers 410. */
			deprecationDate?: string | null;
			deprecationMessage?: string | null;
			capabilities: {
				/** @description IETF BCP 47 language codes. */
				languages: string[];
				supportsLangAutodetect: boolean;
				supportsStreaming: boolean;
			} & {
				[key: string]: unknown;
			};
		} & {
			[key: string]: unknown;
		};
		/** @description Quotas by service. Storage is in bytes, transcription in minutes a month, the rest per month. */
		Quotas: {
			'speech-service'?: {
				storage?: components['schemas']['Quota'];
				transcription?: components['schemas']['Quota'];
				summaries?: components['schemas']['Quota'];
				summaryTokens?: components['schemas']['Quota'];
				translations?: components['schemas']['Quota'];
				translationTokens?: components['schemas']['Quota'];
			} & {
				[key: string]: unknown;
			};
			'text-service'?: {
				textTranslations?: components['schemas']['Quota'];
				textTranslationTokens?: components['schemas']['Quota'];
			} & {
				[key: string]: unknown;
			};
		} & {
			[key: string]: unknown;
		};
		/** @description How "unlimited" is shown is not documented, so limit and available may be anything. */
		Quota: {
			/** @description A number where there is a limit. */
			limit?: unknown;
			used?: number;
			/** @description A number where there is a limit. */
			available?: unknown;
		} & {
			[key: string]: unknown;
		};
	};
	responses: never;
	parameters: {
		/** @description Unique identifier of the transcription job. */
		TranscriptionId: string;
		/** @description Unique identifier of the summary. */
		SummaryId: string;
		/** @description Unique identifier of the file. */
		FileId: string;
		/** @description The tenant, for customers without a host of their own. */
		TenantId: string;
	};
	requestBodies: never;
	headers: never;
	pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
	listTranscriptions: {
		parameters: {
			query?: {
				/** @description Page number (zero-based). */
				page?: number;
				/** @description Page size (max 100). */
				size?: number;
				/** @description Filter by job status (comma-separated). Values: PENDING, IN_PROGRESS, COMPLETED, FAILED, CANCELLED. */
				status?: components['schemas']['TranscriptionJobStatus'][];
				/** @description Filter by source file ID. When specified for a shared file, returns all transcriptions for that file. */
				fileId?: string;
				/** @description Filter by deleted state. */
				isDeleted?: boolean;
				/** @description Filter by purged state. */
				isPurged?: boolean;
				/** @description Return jobs created on or after this timestamp. */
				createdAfter?: string;
				/** @description Return jobs created on or before this timestamp. */
				createdBefore?: string;
				/** @description Return jobs completed on or after this timestamp. */
				completedAfter?: string;
				/** @description Return jobs completed on or before this timestamp. */
				completedBefore?: string;
				/** @description Sort field and direction. Allowed fields: creationDate, completionDate, status. Direction: asc or desc. */
				sort?:
					| 'creationDate,asc'
					| 'creationDate,desc'
					| 'completionDate,asc'
					| 'completionDate,desc'
					| 'status,asc'
					| 'status,desc';
			};
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Transcription jobs retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceTranscriptionJobsListResponse'];
				};
			};
			/** @description Invalid sort field or query parameters. */
			400: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	createTranscription: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody: {
			content: {
				'application/json': components['schemas']['SpeechServiceTranscriptionJobRequest'];
			};
		};
		responses: {
			/** @description Transcription job created successfully. */
			201: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceTranscriptionJobResponse'];
				};
			};
			/** @description Invalid request body or missing required fields. */
			400: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description File not found or does not belong to the current user. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description File is deleted or ingestion is not completed. */
			422: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	uploadAndTranscribe: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody: {
			content: {
				'multipart/form-data': components['schemas']['SpeechServiceUploadAndTranscribeRequest'];
			};
		};
		responses: {
			/** @description File uploaded and transcription job created successfully. */
			201: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceUploadAndTranscribeResponse'];
				};
			};
			/** @description Invalid JSON parts, missing required parts, or both file and uri provided (or neither). */
			400: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Rate limit exceeded. Whether Retry-After is sent is not documented. */
			429: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	getTranscription: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Transcription job retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceTranscriptionJobResponse'];
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope or not authorized to access this job. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	deleteTranscription: {
		parameters: {
			query?: {
				/** @description Immediately purge result and error data from storage. */
				purge?: boolean;
			};
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Job deleted (or purged) successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope or not authorized. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job is not in a terminal state, or is already deleted (when purge=false). */
			409: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	getTranscriptionResult: {
		parameters: {
			query?: {
				/** @description Export format. Currently supported: json. */
				format?: 'json';
			};
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Transcription result returned successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceTranscriptionJobResult'];
				};
			};
			/** @description Unsupported export format. */
			400: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope or not authorized to access this job. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job not found or result not available (job not completed). */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job result has been purged and is no longer available. */
			410: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	updateTranscriptionWebhook: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		requestBody: {
			content: {
				'application/json': components['schemas']['SpeechServiceWebhook'];
			};
		};
		responses: {
			/** @description Webhook updated successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceTranscriptionJobResponse'];
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope or not authorized. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job is in a terminal state and cannot be updated. */
			409: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	deleteTranscriptionWebhook: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Webhook removed successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope or not authorized. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job is in a terminal state and cannot be updated. */
			409: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	cancelTranscription: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Job cancelled successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope or not authorized. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job is already in a terminal state (COMPLETED, FAILED, or CANCELLED). */
			409: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	purgeTranscription: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the transcription job. */
				id: components['parameters']['TranscriptionId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Job data purged successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope or not authorized. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Job is not deleted, or is already purged. */
			409: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	listSummaries: {
		parameters: {
			query?: {
				/** @description Page number (zero-based). */
				page?: number;
				/** @description Page size (max 100). */
				size?: number;
				/** @description Summaries of this transcription; with it, other people’s too. */
				transcriptionId?: string;
				/** @description Summaries of this file; with it, other people’s too. */
				fileId?: string;
				/** @description Summaries in this status. */
				status?: components['schemas']['TranscriptionJobStatus'];
				/** @description Summaries written by this prompt template. */
				promptTemplateId?: string;
				/** @description Only deleted summaries, or none of them. */
				isDeleted?: boolean;
				/** @description Only purged summaries, or none of them. */
				isPurged?: boolean;
				/** @description Created at this time or later. */
				createdAfter?: string;
				/** @description Created at this time or earlier. */
				createdBefore?: string;
			};
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Summaries retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': unknown;
				};
			};
			/** @description There are none. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	createSummary: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody: {
			content: {
				'application/json': {
					[key: string]: unknown;
				};
			};
		};
		responses: {
			/** @description Summary created successfully. */
			201: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['Summary'];
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	getSummary: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Summary retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['Summary'];
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	deleteSummary: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Summary deleted successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	getSummaryResult: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Result retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': unknown;
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	updateSummaryWebhook: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		requestBody: {
			content: {
				'application/json': components['schemas']['SpeechServiceWebhook'];
			};
		};
		responses: {
			/** @description Webhook set successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['Summary'];
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	deleteSummaryWebhook: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Webhook removed successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	cancelSummary: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Summary cancelled successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	purgeSummary: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the summary. */
				id: components['parameters']['SummaryId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Summary purged successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	listFiles: {
		parameters: {
			query?: {
				/** @description Page number (zero-based). */
				page?: number;
				/** @description Page size (max 100). */
				size?: number;
				/** @description Only deleted files, or none of them. */
				isDeleted?: boolean;
				/** @description Only files whose content was discarded, or none of them. */
				isContentDiscarded?: boolean;
			};
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Files retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': unknown;
				};
			};
			/** @description There are none. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	createFile: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody: {
			content: {
				'multipart/form-data': {
					/** Format: binary */
					file: string;
					name: string;
					description?: string;
					path?: string;
					metadata?: string;
					tags?: string;
					generateListeningAudio?: boolean;
				} & {
					[key: string]: unknown;
				};
				'application/json': {
					[key: string]: unknown;
				};
			};
		};
		responses: {
			/** @description File stored, or its import begun. */
			201: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceFileResponse'];
				};
			};
			/** @description Missing or invalid parts. */
			400: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Rate limit exceeded. */
			429: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	getFile: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the file. */
				id: components['parameters']['FileId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description File retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceFileResponse'];
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description File not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	deleteFile: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the file. */
				id: components['parameters']['FileId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description File deleted successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description File not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description The file is deleted already. */
			409: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	updateFile: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the file. */
				id: components['parameters']['FileId'];
			};
			cookie?: never;
		};
		requestBody: {
			content: {
				'application/json': {
					[key: string]: unknown;
				};
			};
		};
		responses: {
			/** @description File changed successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceFileResponse'];
				};
			};
			/** @description File changed successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Invalid fields. */
			400: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description File not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	getFileContent: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the file. */
				id: components['parameters']['FileId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description The content. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/octet-stream': string;
				};
			};
			/** @description The content lies at another address. */
			302: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description File not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description The file is still being imported. */
			409: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description The content was discarded. */
			410: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	discardFileContent: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path: {
				/** @description Unique identifier of the file. */
				id: components['parameters']['FileId'];
			};
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Content removed successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['SpeechServiceFileResponse'];
				};
			};
			/** @description Content removed successfully. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description File not found. */
			404: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description The content is discarded already. */
			409: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	listPromptTemplates: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Templates retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': unknown;
				};
			};
			/** @description There are none. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	listAssignedPromptTemplates: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Templates retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': unknown;
				};
			};
			/** @description There are none. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	getQuotas: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Quotas retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json': components['schemas']['Quotas'];
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	listModels: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Models retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json':
						| components['schemas']['Model'][]
						| {
								[key: string]: unknown;
						  };
				};
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
	listLanguages: {
		parameters: {
			query?: never;
			header?: {
				/** @description The tenant, for customers without a host of their own. */
				'X-Tenant-Id'?: components['parameters']['TenantId'];
			};
			path?: never;
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** @description Languages retrieved successfully. */
			200: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'application/json':
						| components['schemas']['Language'][]
						| {
								[key: string]: unknown;
						  };
				};
			};
			/** @description There are none. */
			204: {
				headers: {
					[name: string]: unknown;
				};
				content?: never;
			};
			/** @description Missing or invalid authentication. */
			401: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
			/** @description Insufficient scope. */
			403: {
				headers: {
					[name: string]: unknown;
				};
				content: {
					'*/*': unknown;
				};
			};
		};
	};
}
