/** The webhook trigger's fields for which transcriptions it listens to. */
import type { INodeProperties } from 'n8n-workflow';
import { readLocator, readOptions, triggerParameters } from '../actions/fields/field';
import { toTranscriptionId, transcriptionIdProperty } from '../actions/fields/ids';
import type { TriggerContext } from './state';

export type Watch = 'all' | 'one' | 'sent';

export const watchFields: INodeProperties[] = [
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'All Unfinished Transcriptions',
				value: 'all',
				description:
					'Those that have not ended when the workflow is published, and those that are sent to this trigger',
			},
			{
				name: 'One Transcription',
				value: 'one',
				description: 'A transcription that you choose',
			},
			{
				name: 'Only Transcriptions Sent to This Trigger',
				value: 'sent',
				description: 'Those that a Koldan node starts with this trigger’s URL as their webhook',
			},
		],
		default: 'all',
		description: 'Which transcriptions start the workflow when they end',
	},
	{
		displayName:
			'This is about transcriptions that are unfinished when the workflow is published. To start for every transcription, whoever starts it and whenever, use the Koldan Trigger.',
		name: 'allNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { watch: ['all'] } },
	},
	{
		displayName:
			'First, enter any long text as Webhook Secret in your Koldan credential. Then copy the Production URL from Webhook URLs above, and paste it into the Koldan node that starts transcriptions, in its option Webhook, as URL. <a href="https://github.com/dixilang/n8n-nodes-koldan/blob/main/docs/triggers.md#only-transcriptions-sent-to-this-trigger">Step by step</a>',
		name: 'sentNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { watch: ['sent'] } },
	},
	{ ...transcriptionIdProperty, displayOptions: { show: { watch: ['one'] } } },
];

export const overwriteOption: INodeProperties = {
	displayName: 'Overwrite Webhooks',
	name: 'overwriteWebhooks',
	type: 'boolean',
	default: false,
	displayOptions: { show: { '/watch': ['all', 'one'] } },
	description:
		'Whether to take over transcriptions that have a webhook of another system or workflow, which is then not notified any more. A transcription can have only one.',
};

export interface WatchSettings {
	watch: Watch;
	/** The transcription to watch, for `one`. */
	jobId?: string;
	overwrite: boolean;
}

/** @throws KoldanInputError when the transcription is missing or no UUID */
export function readWatch(context: TriggerContext): WatchSettings {
	const parameters = triggerParameters(context);
	const watch = parameters.get('watch', 'all') as Watch;
	return {
		watch,
		overwrite: readOptions(parameters).overwriteWebhooks === true,
		...(watch === 'one'
			? { jobId: toTranscriptionId(readLocator(parameters, 'transcriptionId')) }
			: {}),
	};
}

/** The settings as they are remembered, to notice when they have changed. */
export const watchingOf = ({ watch, jobId = '' }: WatchSettings): string => `${watch}:${jobId}`;
