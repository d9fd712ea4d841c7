/** The fields for waiting, and what they say. */
import type { INodeProperties } from 'n8n-workflow';

export const waitForCompletionField: INodeProperties = {
	displayName: 'Wait for Completion',
	name: 'waitForCompletion',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Yes, the Best Way',
			value: 'auto',
			description: 'By webhook where this n8n has an https address, otherwise by polling',
		},
		{
			name: 'Yes, by Webhook',
			value: 'webhook',
			description: 'The execution sleeps and costs nothing until Koldan calls back',
		},
		{
			name: 'Yes, by Polling',
			value: 'polling',
			description: 'The execution keeps running and asks Koldan now and then',
		},
		{ name: 'No', value: 'none', description: 'Goes on at once, with the transcription as it is' },
	],
	default: 'auto',
	description:
		'Whether the workflow goes on only when all transcriptions have ended, and how it learns of it',
};

export const waitField: INodeProperties = {
	displayName: 'Waiting',
	name: 'waiting',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	options: [
		{
			displayName: 'Cancel Jobs',
			name: 'cancelJobs',
			type: 'boolean',
			default: false,
			description:
				'Whether to cancel transcriptions in Koldan that are still running at the time limit, or when the execution is stopped while polling',
		},
		{
			displayName: 'Failed Transcriptions',
			name: 'failedJobs',
			type: 'options',
			options: [
				{
					name: 'Are Errors',
					value: 'error',
					description: 'The node fails, or goes on as its On Error setting says',
				},
				{
					name: 'Are Output as Data',
					value: 'data',
					description: 'They come out like the others, with their status',
				},
			],
			default: 'error',
			description: 'What to do with transcriptions that failed or were cancelled',
		},
		{
			displayName: 'Limit Wait Time',
			name: 'limitWaitTime',
			type: 'options',
			options: [
				{ name: 'At a Date and Time', value: 'date' },
				{ name: 'For a Duration', value: 'duration' },
				{ name: 'No Limit', value: 'none' },
			],
			default: 'duration',
			description: 'How long to wait at most. Without this setting it is 24 hours.',
		},
		{
			displayName: 'On Time Limit',
			name: 'onTimeLimit',
			type: 'options',
			options: [
				{
					name: 'Fail',
					value: 'error',
					description: 'With an error that names the transcriptions; they go on in Koldan',
				},
				{
					name: 'Continue',
					value: 'continue',
					description: 'With the transcriptions as they are, marked as timed out',
				},
			],
			default: 'error',
			description: 'What to do with transcriptions that have not ended at the time limit',
		},
		{
			displayName: 'Wait Amount',
			name: 'waitAmount',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 24,
			displayOptions: { show: { limitWaitTime: ['duration'] } },
			description: 'How long to wait at most, in the unit below',
		},
		{
			displayName: 'Wait Unit',
			name: 'waitUnit',
			type: 'options',
			options: [
				{ name: 'Days', value: 'days' },
				{ name: 'Hours', value: 'hours' },
				{ name: 'Minutes', value: 'minutes' },
				{ name: 'Seconds', value: 'seconds' },
			],
			default: 'hours',
			displayOptions: { show: { limitWaitTime: ['duration'] } },
			description: 'The unit of the amount',
		},
		{
			displayName: 'Wait Until',
			name: 'waitUntil',
			type: 'dateTime',
			default: '',
			displayOptions: { show: { limitWaitTime: ['date'] } },
			description: 'When to stop waiting',
		},
	],
};

export const WAIT_MODES = ['auto', 'webhook', 'polling', 'none'] as const;

export type WaitMode = (typeof WAIT_MODES)[number];

export interface WaitSettings {
	mode: WaitMode;
	/** When to stop waiting; undefined for no limit. */
	deadline?: Date;
	onTimeLimit: 'error' | 'continue';
	cancelJobs: boolean;
	failedJobs: 'error' | 'data';
}
