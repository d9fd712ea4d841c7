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
