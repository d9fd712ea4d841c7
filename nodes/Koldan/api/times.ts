/** Reads Koldan's timestamps (ISO 8601). */
import { DateTime } from 'luxon';

/**
 * A timestamp as milliseconds since 1970; finer digits are cut off. One without a zone is in UTC, never in that of the
 * machine.
 *
 * @returns undefined where there is none, or none that can be read
 */
export function timeOf(timestamp: string | null | undefined): number | undefined {
	if (!timestamp) return undefined;
	const date = DateTime.fromISO(timestamp, { zone: 'utc' });
	return date.isValid ? Math.floor(date.toMillis()) : undefined;
}

/** Milliseconds in words, rounded up. */
export function duration(milliseconds: number): string {
	const minutes = Math.ceil(milliseconds / 60_000);
	if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
	const hours = Math.ceil(minutes / 60);
	if (hours < 48) return `${hours} hours`;
	const days = Math.ceil(hours / 24);
	return days <= 365 ? `${days} days` : 'more than a year';
}
