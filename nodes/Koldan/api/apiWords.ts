/** Finds the API's own words in an error answer, whatever its shape: the reference documents none. */

const MESSAGE_KEYS = [
	'message',
	'detail',
	'details',
	'error_description',
	'errorMessage',
	'title',
	'error',
	'reason',
	'errors',
];

const LONGEST = 500;

function shorten(text: string): string {
	const oneLine = text.replace(/\s+/g, ' ').trim();
	return oneLine.length > LONGEST ? `${oneLine.slice(0, LONGEST)}…` : oneLine;
}

function fromObject(value: object, depth: number): string {
	for (const key of MESSAGE_KEYS) {
		if (!Object.hasOwn(value, key)) continue;
		const words = search((value as Record<string, unknown>)[key], depth + 1);
		if (words) return words;
	}
	return '';
}

function search(value: unknown, depth: number): string {
	if (depth > 4) return '';
	if (typeof value === 'string') return value;
	if (Array.isArray(value)) {
		return value
			.slice(0, 5)
			.map((entry) => search(entry, depth + 1))
			.filter(Boolean)
			.join('; ');
	}
	return value !== null && typeof value === 'object' ? fromObject(value, depth) : '';
}

function fromText(text: string): string {
	const trimmed = text.trim();
	if (trimmed.startsWith('{') || trimmed.startsWith('[')) {
		try {
			return search(JSON.parse(trimmed), 0) || trimmed;
		} catch {
			return trimmed;
		}
	}
	if (!trimmed.startsWith('<')) return trimmed;
	const title = /<(title|h1)[^>]*>([^<]*)</i.exec(trimmed)?.[2] ?? '';
	return title || trimmed.replace(/<[^>]*>/g, ' ');
}

/**
 * The readable part of an error body.
 *
 * @param body parsed JSON of any shape, text, HTML, or nothing
 * @returns one line of at most 500 characters; empty when there is nothing to read
 */
export function wordsOf(body: unknown): string {
	if (body === undefined || body === null) return '';
	if (typeof body === 'string') return shorten(fromText(body));
	return shorten(search(body, 0) || JSON.stringify(body) || '');
}
