/** Reads how long and in which way to wait. */
import { KoldanInputError } from '../api/errors';
import { WAIT_MODES, type WaitSettings } from '../wait/settings';
import type { Run } from './run';
import { readBoolean } from './transcription/fields/boolean';
import { readChoice } from './transcription/fields/choice';
import { readCollection } from './transcription/fields/collection';
import { readDate } from './transcription/fields/dates';

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
	const limitWaitTime = readChoice(waiting.limitWaitTime, limits, 'Limit Wait Time');
	if (limitWaitTime === 'none') return undefined;
	if (limitWaitTime === 'date') {
		const date = readDate(waiting.waitUntil, 'Wait Until', zone);
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
	if (waiting.waitAmount === undefined) return new Date(Date.now() + DEFAULT_LIMIT);
	const units = ['hours', 'days', 'minutes', 'seconds'] as const;
	const unit = UNITS[readChoice(waiting.waitUnit, units, 'Wait Unit')];
	return new Date(Math.min(Date.now() + readAmount(waiting.waitAmount) * unit, LATEST.getTime()));
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
 * @param begun true for a wait that has its deadline already: a date may have passed since
 * @throws KoldanInputError
 */
export function readWaitSettings(run: Run, begun: boolean): WaitSettings {
	const { context, items } = run;
	const each = items.map((_, index) => readCollection(context, 'waiting', index));
	const first = each[0] ?? {};
	const mode = context.getNodeParameter('waitForCompletion', 0, 'auto');
	return {
		mode: readChoice(mode, WAIT_MODES, 'Wait for Completion'),
		deadline: begun ? undefined : latestDeadline(each, context.getTimezone()),
		onTimeLimit: readChoice(first.onTimeLimit, ['error', 'continue'], 'On Time Limit'),
		cancelJobs: readBoolean(first.cancelJobs, 'Cancel Jobs') === true,
		failedJobs: readChoice(first.failedJobs, ['error', 'data'], 'Failed Transcriptions'),
	};
}
