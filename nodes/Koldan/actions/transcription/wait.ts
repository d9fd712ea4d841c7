import type { INodePropertyOptions } from 'n8n-workflow';
import { waitField, waitForCompletionField } from '../../wait/settings';
import { watchJob } from '../../wait/watch';
import { USED_TO_WAIT } from '../jobs/plan';
import { runJobs } from '../jobs/runJobs';
import type { Operation } from '../operation';
import { concurrencyOptions } from './fields/concurrency';
import { outputFields } from './fields/output';
import { readTranscriptionId, transcriptionIdField } from './fields/transcriptionId';
import { checkOutput, outputItems } from './output';

export const wait: Operation = {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for a transcription',
	description:
		'Wait until transcriptions that were started earlier have ended, and get their transcripts',
	endpoint: 'getTranscription',
	alsoUses: USED_TO_WAIT,
	properties: [
		transcriptionIdField,
		{
			...waitForCompletionField,
			options: (waitForCompletionField.options as INodePropertyOptions[]).filter(
				({ value }) => value !== 'none',
			),
		},
		...outputFields,
		waitField,
		concurrencyOptions,
	],
	execute: async (run) =>
		await runJobs<string>(run, {
			read: async (itemIndex) => {
				checkOutput(run.context, itemIndex);
				return readTranscriptionId(run.context, itemIndex);
			},
			identity: (jobId) => jobId,
			hasOwnWebhook: () => false,
			start: async (jobId, webhook) =>
				await watchJob(
					run.client,
					jobId,
					webhook,
					run.context.getNodeParameter('waitForCompletion', 0, 'auto') === 'webhook',
				),
			output: async (itemIndex, job, extra) => await outputItems(run, itemIndex, job, extra),
		}),
};
