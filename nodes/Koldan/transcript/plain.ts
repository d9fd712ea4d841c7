/** Anything but Latin letters, digits and common punctuation. */
const NOT_PLAIN = /[^ !-%'-;=?-z|}~\xa1-\xac\xae-\u02ff\u2013\u2014\u2018-\u201d\u2026]/;

/**
 * Whether no character of a text needs a closer look: no other script, no control characters, nothing to
 * escape in a subtitle file or to mark for its direction; and every UTF-16 unit is one column on the screen.
 * Most European transcripts are plain from end to end.
 */
export const isPlain = (text: string): boolean => !NOT_PLAIN.test(text);
