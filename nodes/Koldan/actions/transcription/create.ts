import type { IExecuteFunctions } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import { createTranscription } from '../../api/transcriptions';
import type { CreateTranscriptionRequest } from '../../api/types';
import { isUuid } from '../../api/uuid';
import { waitField, waitForCompletionField } from '../../wait/settings';
import { USED_TO_WAIT } from '../jobs/plan';
import { runJobs } from '../jobs/runJobs';
import type { Operation } from '../operation';
import { concurrencyField } from './fields/concurrency';
import { diarizationField, readDiarization } from './fields/diarization';
import { modelField, readTranscriptionOptions, transcriptionOptionFields } from './fields/model';
import { outputFields } from './fields/output';
import { readText } from './fields/text';
import { readWebhook, webhookField } from './fields/webhook';
import { checkOutput, outputItems } from './output';

function readFileId(context: IExecuteFunctions, itemIndex: number): string {
	const fileId = readText(context.getNodeParameter('fileId', itemIndex, '') as unknown, 'File ID');
	if (!isUuid(fileId)) {
		throw new KoldanInputError(
			fileId ? 'The file ID is not valid' : 'No file ID is given',
			'A file ID looks like a1b2c3d4-e5f6-7890-abcd-ef1234567890. It comes out of the operation Upload and Transcribe as "fileId".',
		);
	}
	return fileId;
}

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a transcription of an uploaded file',
	description:
		'Transcribe a file that is already in Koldan, for example with another model or language',
	endpoint: 'createTranscription',
	alsoUses: USED_TO_WAIT,
	properties: [
		{
			displayName: 'File ID',
			name: 'fileId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
			description: 'The file in Koldan. It must be yours, and its import must be complete.',
		},
		modelField,
		waitForCompletionField,
		...outputFields,
		waitField,
		diarizationField,
		webhookField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [...transcriptionOptionFields, concurrencyField].sort((a, b) =>
				a.displayName.localeCompare(b.displayName),
			),
		},
	],
	execute: async (run) =>
		await runJobs<CreateTranscriptionRequest>(run, {
			read: async (itemIndex) => {
				checkOutput(run.context, itemIndex);
				const diarization = readDiarization(run.context, itemIndex);
				const webhook = await readWebhook(run.context, itemIndex);
				return {
					fileId: readFileId(run.context, itemIndex),
					transcription: readTranscriptionOptions(run.context, itemIndex),
					...(diarization ? { diarization } : {}),
					...(webhook ? { webhook } : {}),
				};
			},
			identity: (request) => request,
			hasOwnWebhook: (request) => request.webhook !== undefined,
			start: async (request, webhook) => ({
				job: await createTranscription(run.client, webhook ? { ...request, webhook } : request),
				registered: webhook !== undefined,
			}),
			output: async (itemIndex, job, extra) => await outputItems(run, itemIndex, job, extra),
		}),
};
