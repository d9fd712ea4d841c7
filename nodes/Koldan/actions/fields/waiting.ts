/** The fields for how long and in which way to wait, and how they are read. */
import type { INodeProperties, NodeHint } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import type { Run } from '../../jobs/run';
import { WAIT_MODES, type WaitSettings } from '../../jobs/plan';
import { readDate } from './dates';
import { itemParameters, optionGroup, readOptionGroup } from './field';
import { readBoolean, readChoice } from './values';

export const waitForCompletionField: INodeProperties = {
	displayName: 'Wait for Completion',
	name: 'waitForCompletion',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Automatic (Recommended)',
			value: 'auto',
			description: 'By webhook where this n8n has an https address, otherwise by polling',
		},
		{
			name: 'By Webhook',
			value: 'webhook',
			description: 'The execution sleeps and costs nothing until Koldan calls back',
		},
		{
			name: 'By Polling',
			value: 'polling',
			description: 'The execution keeps running and checks the transcriptions regularly',
		},
		{
			name: 'Don’t Wait',
			value: 'none',
			description: 'Goes on at once, with the transcription as it is',
		},
	],
	default: 'auto',
	builderHint: {
		propertyHint:
			'Keep auto: the execution sleeps until the transcripts are there. Never build a loop that polls.',
	},
	description:
		'Whether the workflow goes on only when all transcriptions have ended, and how it learns of it',
};

const DURATION = { show: { limitType: ['duration'] } };

export const waitingOption = optionGroup(
	{
		displayName: 'Waiting',
		name: 'waiting',
		displayOptions: { hide: { '/waitForCompletion': ['none'] } },
		description: 'How long to wait, and what happens to transcriptions that fail or take longer',
	},
	[
		{
			displayName: 'Limit Wait Time',
			name: 'limitType',
			type: 'options',
			options: [
				{ name: 'After a Time', value: 'duration' },
				{ name: 'At a Date and Time', value: 'date' },
				{ name: 'No Limit', value: 'none' },
			],
			default: 'duration',
			description:
				'How long to wait at most. An execution that sleeps may notice the limit up to a minute late.',
		},
		{
			displayName: 'Amount',
			name: 'amount',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 24,
			displayOptions: DURATION,
			description: 'How long to wait at most, in the unit below',
		},
		{
			displayName: 'Unit',
			name: 'unit',
			type: 'options',
			options: [
				{ name: 'Days', value: 'days' },
				{ name: 'Hours', value: 'hours' },
				{ name: 'Minutes', value: 'minutes' },
				{ name: 'Seconds', value: 'seconds' },
			],
			default: 'hours',
			displayOptions: DURATION,
			description: 'The unit of the amount',
		},
		{
			displayName: 'Wait Until',
			name: 'until',
			type: 'dateTime',
			default: '',
			displayOptions: { show: { limitType: ['date'] } },
			description: 'When to stop waiting',
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
			displayOptions: { hide: { limitType: ['none'] } },
			description: 'What to do when transcriptions have not ended at the time limit',
		},
		{
			displayName: 'On Failed Transcription',
			name: 'onFailure',
			type: 'options',
			options: [
				{
					name: 'Fail',
					value: 'error',
					description: 'The node fails, or goes on as its On Error setting says',
				},
				{
					name: 'Continue',
					value: 'continue',
					description: 'It comes out like the others, with its status',
				},
			],
			default: 'error',
			description: 'What to do when a transcription failed or was cancelled',
		},
		{
			displayName: 'Cancel Unfinished',
			name: 'cancelUnfinished',
			type: 'boolean',
			default: false,
			description:
				'Whether to cancel transcriptions in Koldan that are still running at the time limit, or when the execution is stopped while polling',
		},
	],
);

/** Shown before a run. */
export const waitingHints: NodeHint[] = [
	{
		message:
			'With Don’t Wait, the transcripts are not there yet. Get them later with the operation Wait, or start a workflow with the Koldan Trigger when they are.',
		displayCondition: '={{ $parameter["waitForCompletion"] === "none" }}',
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	},
];

/** Shown while the execution sleeps. The editor gives it the node's parameters, and nothing of its items. */
export const waitingNodeTooltip =
	'=Koldan is transcribing. This execution continues by itself, and you can close the editor. {{ ' +
	'((wait) => wait.limitType === "none" || [wait.until, wait.amount].some((given) => String(given).startsWith("=")) ? "" : wait.limitType === "date" ? "It waits until " + wait.until + " at most." : ' +
	'"It waits for " + (wait.amount ?? 24) + " " + (wait.unit ?? "hours") + " at most.")' +
	'($parameter["options"]?.waiting?.settings ?? {}) }}';

const UNITS = { hours: 3_600_000, days: 86_400_000, minutes: 60_000, seconds: 1000 } as const;

const DEFAULT_LIMIT = 24 * UNITS.hours;

/** n8n can't sleep beyond this date. */
const LATEST = new Date('3000-01-01T00:00:00Z');

type Waiting = Record<string, unknown>;

function readAmount(value: unknown): number {
	const amount = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
	if (Number.isFinite(amount) && amount > 0) return amount;
	throw new KoldanInputError(
		'The wait amount is not a number above zero',
		'Enter how long to wait at most, for example 24, and its unit.',
	);
}

function deadlineOf(waiting: Waiting, zone: string): Date | undefined {
	const limits = ['duration', 'date', 'none'] as const;
	const limitType = readChoice(waiting.limitType, limits, 'Limit Wait Time');
	if (limitType === 'none') return undefined;
	if (limitType === 'date') {
		const date = readDate(waiting.until, 'Wait Until', zone);
		if (!date)
			throw new KoldanInputError(
				'Wait Until is empty',
				'Enter the date and time to wait until, or limit the wait by a duration.',
			);
		if (date.getTime() <= Date.now())
			throw new KoldanInputError(
				'Wait Until is in the past',
				'Enter a date and time in the future.',
			);
		return date < LATEST ? date : LATEST;
	}
	if (waiting.amount === undefined) return new Date(Date.now() + DEFAULT_LIMIT);
	const units = ['hours', 'days', 'minutes', 'seconds'] as const;
	const unit = UNITS[readChoice(waiting.unit, units, 'Unit')];
	return new Date(Math.min(Date.now() + readAmount(waiting.amount) * unit, LATEST.getTime()));
}

/** The latest of the items' limits; undefined when one of them has none. */
function latestDeadline(each: readonly Waiting[], zone: string): Date | undefined {
	const deadlines = each.map((waiting) => deadlineOf(waiting, zone));
	if (deadlines.includes(undefined)) return undefined;
	return new Date(deadlines.reduce((latest, date) => Math.max(latest, date?.getTime() ?? 0), 0));
}

/**
 * The settings of the one wait that all items share. Where items give different limits, the latest one counts.
 *
 * @throws KoldanInputError
 */
export function readWaitSettings(run: Run): WaitSettings {
	const { context, items } = run;
	const each = items.map((_, index) => readOptionGroup(itemParameters(context, index), 'waiting'));
	const first = each[0] ?? {};
	const mode = context.getNodeParameter('waitForCompletion', 0, 'auto');
	return {
		mode: readChoice(mode, WAIT_MODES, 'Wait for Completion'),
		deadline: () => latestDeadline(each, context.getTimezone()),
		onTimeLimit: readChoice(first.onTimeLimit, ['error', 'continue'], 'On Time Limit'),
		onFailure: readChoice(first.onFailure, ['error', 'continue'], 'On Failed Transcription'),
		onFollowUpFailure: readChoice(
			readOptionGroup(itemParameters(context, 0), 'summary').onFailedSummary,
			['continue', 'error'],
			'On Failed Summary',
		),
		cancelUnfinished: readBoolean(first.cancelUnfinished, 'Cancel Unfinished') === true,
	};
}
