const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `01:02:03` for whole seconds; more digits of hours where it takes them. */
export function clockTime(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	return `${twoDigits(hours)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}

/** Characters of a time in a subtitle file, `01:02:03,456`, before a hundred hours have passed. */
export const USUAL_LENGTH = 12;

const HUNDRED_HOURS = 360_000_000;

const BEHIND_HOURS = ':02:03,456'.length;

const COLON = 0x3a;

/** How many characters a time takes. */
export function timeLength(milliseconds: number): number {
	let length = USUAL_LENGTH;
	for (let least = HUNDRED_HOURS; milliseconds >= least; least *= 10) length++;
	return length;
}

/**
 * Writes a time into the room that was left for it.
 * @param room As `timeLength` says.
 * @param point The character that stands between seconds and milliseconds.
 */
export function writeTime(
	bytes: Uint8Array,
	at: number,
	room: number,
	milliseconds: number,
	point: number,
): void {
	const seconds = (milliseconds / 1000) | 0;
	const minutes = (seconds / 60) | 0;
	const hours = (minutes / 60) | 0;
	const colon = at + room - BEHIND_HOURS;
	writeDigits(bytes, at, colon, hours);
	bytes[colon] = COLON;
	writeDigits(bytes, colon + 1, colon + 3, minutes - hours * 60);
	bytes[colon + 3] = COLON;
	writeDigits(bytes, colon + 4, colon + 6, seconds - minutes * 60);
	bytes[colon + 6] = point;
	writeDigits(bytes, colon + 7, colon + 10, milliseconds - seconds * 1000);
}

const DIGIT_0 = 0x30;

/** Writes a whole number from one place to another, with zeros before it. */
export function writeDigits(bytes: Uint8Array, at: number, till: number, value: number): void {
	let rest = value;
	for (let k = till - 1; k >= at; k--) {
		const tenth = (rest / 10) | 0;
		bytes[k] = DIGIT_0 + rest - tenth * 10;
		rest = tenth;
	}
}
