/**
 * Short names for the generated contract types. The shapes themselves live in `contract.ts`, which is
 * generated from the OpenAPI file; nothing here repeats a field.
 */
import type { components } from './contract';

type Schemas = components['schemas'];

export type TranscriptionJob = Schemas['SpeechServiceTranscriptionJobResponse'];
export type TranscriptionJobStatus = Schemas['TranscriptionJobStatus'];
export type TranscriptionErrorCode = Schemas['TranscriptionErrorCode'];
export type TranscriptionJobError = Schemas['SpeechServiceTranscriptionJobError'];
export type TranscriptionResult = Schemas['SpeechServiceTranscriptionJobResult'];
export type TranscriptionSegment = Schemas['SpeechServiceTranscriptionSegment'];
export type WordTiming = Schemas['SpeechServiceWordTiming'];
export type TranscriptionOptions = Schemas['SpeechServiceTranscriptionOptions'];
export type DiarizationOptions = Schemas['SpeechServiceDiarizationOptions'];
export type DiarizationMode = Schemas['SpeechServiceDiarizationMode'];
export type ChannelMapping = Schemas['SpeechServiceChannelMapping'];
export type KoldanWebhook = Schemas['SpeechServiceWebhook'];
export type KoldanFile = Schemas['SpeechServiceFileResponse'];
export type CreateTranscriptionRequest = Schemas['SpeechServiceTranscriptionJobRequest'];
export type UploadAndTranscribeResponse = Schemas['SpeechServiceUploadAndTranscribeResponse'];
export type TranscriptionJobsList = Schemas['SpeechServiceTranscriptionJobsListResponse'];
export type Model = Schemas['Model'];
export type Language = Schemas['Language'];
export type Quotas = Schemas['Quotas'];
