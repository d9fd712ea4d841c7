/**
 * Base64 as it comes from elsewhere: with line breaks as in mail, in the alphabet for addresses, or with the beginning of a
 * data URL. It is decoded piece by piece: n8n holds such a recording in memory already, so nothing of its size is added.
 */

/** Characters that are looked at together; so many that decoding is fast, so few that memory does not notice. */
const SLICE = 256 * 1024;

const BEGINNING = /^\s*data:[^,]{0,200},/;
const BEGINNING_AT_MOST = 1000;

const NEITHER_DIGIT_NOR_END = /[^A-Za-z0-9+/_=-]+/g;

/** The bytes, in pieces. As `Buffer.from(…, 'base64')` does, it passes over other characters and ends at the padding. */
export function* decodeBase64(data: string): Generator<Uint8Array> {
	const [beginning = ''] = BEGINNING.exec(data.slice(0, BEGINNING_AT_MOST)) ?? [];
	let rest = '';
	for (let at = beginning.length; at < data.length; at += SLICE) {
		const digits = rest + data.slice(at, at + SLICE).replace(NEITHER_DIGIT_NOR_END, '');
		const end = digits.indexOf('=');
		if (end !== -1) {
			rest = digits.slice(0, end);
			break;
		}
		// Four digits are three bytes.
		const whole = digits.length - (digits.length % 4);
		rest = digits.slice(whole);
		if (whole > 0) yield Buffer.from(digits.slice(0, whole), 'base64');
	}
	const last = Buffer.from(rest, 'base64');
	if (last.length > 0) yield last;
}

/** How many bytes {@link decodeBase64} gives. */
export function sizeOfBase64(data: string): number {
	let size = 0;
	for (const piece of decodeBase64(data)) size += piece.length;
	return size;
}
