/** Reading date fields: what people type, what expressions give. */
import { DateTime } from 'luxon';
import { KoldanInputError } from '../../../api/errors';

/** A luxon date of any copy of the library: expressions give n8n's own. */
interface LuxonLike {
	toMillis(): number;
}

const isLuxon = (value: unknown): value is LuxonLike =>
	typeof value === 'object' &&
	value !== null &&
	'toMillis' in value &&
	typeof value.toMillis === 'function';

function toDateTime(value: unknown, zone: string): DateTime {
	if (isLuxon(value)) return DateTime.fromMillis(value.toMillis());
	if (value instanceof Date) return DateTime.fromJSDate(value);
	if (typeof value === 'number') return DateTime.fromMillis(value);
	const text = String(value).trim();
	if (/^\d{11,}$/.test(text)) return DateTime.fromMillis(Number(text));
	const readers = [DateTime.fromISO, DateTime.fromSQL, DateTime.fromRFC2822];
	for (const read of readers) {
		const date = read(text, { zone });
		if (date.isValid) return date;
	}
	return DateTime.fromISO('');
}

/**
 * A point in time from a field: ISO 8601, a date from an expression or luxon, or milliseconds. Without a zone of its own it
 * is in the workflow's time zone.
 *
 * @param label the field's name in the editor
 * @returns undefined when the field is empty
 * @throws KoldanInputError when it can't be read as a date
 */
export function readDate(value: unknown, label: string, zone: string): Date | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const date = toDateTime(value, zone);
	const year = date.year;
	if (!date.isValid || year < 1970 || year > 9999) {
		throw new KoldanInputError(
			`${label} is not a date`,
			'Enter a date such as 2026-04-01 or 2026-04-01T10:00:00, or use an expression such as {{ $now }}.',
		);
	}
	return date.toJSDate();
}
