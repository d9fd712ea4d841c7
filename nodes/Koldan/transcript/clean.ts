/**
 * Makes text from the API safe to put on one line of any file: no line breaks, control characters,
 * byte order marks, lone surrogates or invisible characters that could swallow what follows them.
 */

/** Text that `cleanText` would change, or that is empty. */
const UNCLEAN =
	// eslint-disable-next-line no-control-regex
	/^$|^ | $| {2}|[\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200d\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufff0-\uffff]/;

/** Space, breaks and control characters of all kinds become one space. */
const BLANKS = /[\p{White_Space}\p{Cc}]+/gu;

/**
 * Characters that show nothing and may harm: zero-width spaces, soft hyphens, byte order marks, and the
 * embeddings and isolates of bidirectional text, whose pairs a line break would tear apart. Joiners
 * (U+200C, U+200D) and the marks U+200E, U+200F, U+061C stay: scripts need them.
 */
const INVISIBLE = /[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff]/g;

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Something a reader can see. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/u;

/** One clean line of text; empty if there is nothing to see in it. */
export function cleanText(value: unknown): string {
	if (typeof value !== 'string') return '';
	if (!UNCLEAN.test(value)) return value;
	const text = value
		.replace(LONE_SURROGATES, '\ufffd')
		.replace(INVISIBLE, '')
		.replace(BLANKS, ' ')
		.trim();
	return VISIBLE.test(text) ? text : '';
}

/** Whether `cleanText` leaves the text as it is. */
export const isClean = (text: string): boolean => !UNCLEAN.test(text);
