/** Reads how long and in which way to wait. */
import { KoldanInputError } from '../api/errors';
import type { WaitMode, WaitSettings } from '../wait/settings';
import type { Run } from './run';
import { readDate } from './transcription/fields/dates';

const UNITS: Readonly<Record<string, number>> = {
	seconds: 1000,
	minutes: 60_000,
	hours: 3_600_000,
	days: 86_400_000,
};

const DEFAULT_LIMIT = 24 * UNITS.hours;

/** n8n can't sleep beyond this date. */
const LATEST = new Date('3000-01-01T00:00:00Z');

interface Waiting {
	limitWaitTime?: 'duration' | 'date' | 'none';
	waitAmount?: number | string;
	waitUnit?: string;
	waitUntil?: unknown;
	onTimeLimit?: 'error' | 'continue';
	cancelJobs?: boolean;
	failedJobs?: 'error' | 'data';
}

function deadlineOf(waiting: Waiting, zone: string): Date | undefined {
	const { limitWaitTime = 'duration' } = waiting;
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
	const amount = waiting.waitAmount === undefined ? undefined : Number(waiting.waitAmount);
	if (amount === undefined) return new Date(Date.now() + DEFAULT_LIMIT);
	if (!Number.isFinite(amount) || amount <= 0) {
		throw new KoldanInputError(
			'The wait amount is not a number above zero',
			'Enter how long to wait at most, for example 24, and its unit.',
		);
	}
	const end = Date.now() + amount * (UNITS[waiting.waitUnit ?? 'hours'] ?? UNITS.hours);
	return new Date(Math.min(end, LATEST.getTime()));
}

/** The latest of the items' limits; undefined when one of them has none. */
function latestDeadline(each: readonly Waiting[], zone: string): Date | undefined {
	const deadlines = each.map((waiting) => deadlineOf(waiting, zone));
	return deadlines.includes(undefined)
		? undefined
		: new Date(Math.max(...deadlines.map((date) => date?.getTime() ?? 0)));
}

/**
 * The settings of the one wait that all items share. Where items give different limits, the latest one counts.
 *
 * @param begun true for a wait that has its deadline already: a date may have passed since
 * @throws KoldanInputError
 */
export function readWaitSettings(run: Run, begun: boolean): WaitSettings {
	const { context, items } = run;
	const each = items.map((_, index) => context.getNodeParameter('waiting', index, {}) as Waiting);
	const first = each[0] ?? {};
	return {
		mode: context.getNodeParameter('waitForCompletion', 0, 'auto') as WaitMode,
		deadline: begun ? undefined : latestDeadline(each, context.getTimezone()),
		onTimeLimit: first.onTimeLimit ?? 'error',
		cancelJobs: first.cancelJobs === true,
		failedJobs: first.failedJobs ?? 'error',
	};
}
