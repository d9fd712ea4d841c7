import type { IDataObject } from 'n8n-workflow';
import { uploadAndTranscribe, type UploadRequest } from '../../api/transcriptions';
import { waitField, waitForCompletionField } from '../../wait/settings';
import { USED_TO_WAIT } from '../jobs/plan';
import { runJobs } from '../jobs/runJobs';
import type { Operation } from '../operation';
import { concurrencyField } from './fields/concurrency';
import { diarizationField, readDiarization } from './fields/diarization';
import { modelField, readTranscriptionOptions, transcriptionOptionFields } from './fields/model';
import { outputFields } from './fields/output';
import { filingFields } from './fields/filing';
import { readRecording, recordingFields } from './fields/recording';
import { readSummary, summaryField } from './fields/summary';
import { readWebhook, webhookField } from './fields/webhook';
import { checkOutput, outputItems } from './output';

export const upload: Operation = {
	value: 'upload',
	name: 'Upload and Transcribe',
	action: 'Upload and transcribe a recording',
	description: 'Upload an audio or video file, or give its URL, and get its transcript',
	endpoint: 'uploadAndTranscribe',
	alsoUses: USED_TO_WAIT,
	properties: [
		...recordingFields,
		modelField,
		waitForCompletionField,
		...outputFields,
		waitField,
		diarizationField,
		summaryField,
		webhookField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [...transcriptionOptionFields, ...filingFields, concurrencyField].sort((a, b) =>
				a.displayName.localeCompare(b.displayName),
			),
		},
	],
	execute: async (run) =>
		await runJobs<UploadRequest>(run, {
			read: async (itemIndex) => {
				checkOutput(run.context, itemIndex);
				return {
					...(await readRecording(run.context, itemIndex)),
					transcription: readTranscriptionOptions(run.context, itemIndex),
					diarization: readDiarization(run.context, itemIndex),
					webhook: await readWebhook(run.context, itemIndex),
					summary: readSummary(run.context, itemIndex),
				};
			},
			identity: (request) => ({
				...request,
				file: request.file && [request.file.name, request.file.type, request.file.size],
			}),
			hasOwnWebhook: (request) => request.webhook !== undefined,
			start: async (request, webhook) => {
				const { job, file, summary } = await uploadAndTranscribe(run.client, {
					...request,
					webhook: webhook ?? request.webhook,
				});
				return {
					job: job.file ? job : { ...job, file },
					registered: webhook !== undefined,
					...(summary ? { extra: { summary: summary as IDataObject } } : {}),
				};
			},
			output: async (itemIndex, job, extra) => await outputItems(run, itemIndex, job, extra),
		}),
};
