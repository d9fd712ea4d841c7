/** Reading date fields: what people type, what expressions give. */
import { DateTime } from 'luxon';
import { KoldanInputError } from '../../api/errors';
import { named } from './values';

/** A luxon date of any copy of the library: expressions give n8n's own. */
interface LuxonLike {
	toMillis(): number;
}

const isLuxon = (value: unknown): value is LuxonLike =>
	typeof value === 'object' &&
	value !== null &&
	'toMillis' in value &&
	typeof value.toMillis === 'function';

/** Numbers below are seconds since 1970, all others milliseconds: 1e11 is the year 5138 in the one and 1973 in the other. */
const MILLISECONDS_FROM = 1e11;

const fromNumber = (value: number): DateTime =>
	DateTime.fromMillis(Math.abs(value) < MILLISECONDS_FROM ? value * 1000 : value);

const READERS = [DateTime.fromISO, DateTime.fromSQL, DateTime.fromRFC2822, DateTime.fromHTTP];

function toDateTime(value: unknown, zone: string): DateTime | undefined {
	if (isLuxon(value)) return DateTime.fromMillis(Number(value.toMillis()));
	if (value instanceof Date) return DateTime.fromJSDate(value);
	if (typeof value === 'number') return fromNumber(value);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	if (/^\d{9,16}$/.test(text)) return fromNumber(Number(text));
	return READERS.map((read) => read(text, { zone })).find(({ isValid }) => isValid);
}

/**
 * A point in time from a field: ISO 8601, SQL, a date of e-mail or HTTP, a date from an expression or luxon, or
 * seconds or milliseconds since 1970. Without a zone of its own it
 * is in the workflow's time zone.
 *
 * @param label the field's name in the editor
 * @returns undefined when the field is empty
 * @throws KoldanInputError when it can't be read as a date
 */
export function readDate(value: unknown, label: string, zone: string): Date | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const date = toDateTime(value, zone);
	if (!date?.isValid || date.year < 1970 || date.year > 9999) {
		throw new KoldanInputError(
			`${named(label)} is not a date`,
			'Enter a date such as 2026-04-01 or 2026-04-01T10:00:00, or use an expression such as {{ $now }}.',
		);
	}
	return date.toJSDate();
}
