/** Finds the API's own words in an error answer, whatever its shape: the reference documents none. */

const MESSAGE_KEYS = ['message', 'detail', 'error_description', 'errorMessage', 'title', 'reason'];

/** Keys that hold what is wrong in particular, beside or instead of a message. */
const PARTICULARS = ['error', 'errors', 'details', 'violations'];

const LONGEST = 500;

/** Characters of a page or a text that are looked at. */
const LONGEST_BODY = 20_000;

/** Deeper and further than this nobody reads. */
const DEEPEST = 4;
const MOST_ENTRIES = 5;

/** Koldan's API keys, and tokens (JWT), wherever they come from. */
const CREDENTIALS = /\bkk-[\w-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** Fields of a job's webhook that nobody else may know, and what else goes by such names. */
const SECRET_FIELDS = /^(secret|headers|token|password|authorization|api[-_]?key)$/i;

/** The query of an address may open what is behind it. */
const QUERIES = /(https?:\/\/[^\s"'?]+)\?[^\s"']+/gi;

const HIDDEN = '[hidden]';

/** A server may repeat what it was sent: no secret of it may show. */
function hide(text: string, secrets: readonly string[]): string {
	return secrets
		.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
		.filter((secret) => secret.trim().length > 3)
		.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text)
		.replace(CREDENTIALS, HIDDEN)
		.replace(QUERIES, `$1?${HIDDEN}`);
}

function shorten(text: string): string {
	const oneLine = text.replace(/\s+/g, ' ').trim();
	return oneLine.length > LONGEST ? `${oneLine.slice(0, LONGEST)}…` : oneLine;
}

function own(value: object, key: string): unknown {
	return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function fromObject(value: object, depth: number): string {
	const message = MESSAGE_KEYS.map((key) => search(own(value, key), depth + 1)).find(Boolean);
	const particulars = PARTICULARS.map((key) => own(value, key))
		// Beside a message, a plain text such as "Bad Request" says nothing more.
		.filter((each) => !message || typeof each === 'object')
		.map((each) => search(each, depth + 1));
	return [message, ...particulars].filter(Boolean).join('; ');
}

function search(value: unknown, depth: number): string {
	if (depth > DEEPEST) return '';
	if (typeof value === 'string') return value;
	if (Array.isArray(value)) {
		return value
			.slice(0, MOST_ENTRIES)
			.map((entry) => search(entry, depth + 1))
			.filter(Boolean)
			.join('; ');
	}
	return value !== null && typeof value === 'object' ? fromObject(value, depth) : '';
}

/** What a browser would show of a page. */
function fromHtml(html: string): string {
	const body = html.replace(/<(head|script|style)\b[^]*?<\/\1\s*>/gi, ' ');
	const text = body.replace(/<[^<>]*>/g, ' ').trim();
	return text || (/<title[^>]*>([^<]*)</i.exec(html)?.[1] ?? '');
}

const hideField = (name: string, value: unknown): unknown =>
	SECRET_FIELDS.test(name) ? HIDDEN : value;

function fromJson(value: unknown): string {
	const empty = typeof value === 'object' && Object.keys(value ?? {}).length === 0;
	return empty ? '' : search(value, 0) || JSON.stringify(value, hideField);
}

function fromText(text: string): string {
	const trimmed = text.trim();
	if (trimmed.startsWith('<')) return fromHtml(trimmed);
	if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) return trimmed;
	try {
		return fromJson(JSON.parse(trimmed));
	} catch {
		return trimmed;
	}
}

/**
 * The readable part of an error body.
 *
 * @param body parsed JSON of any shape, text, HTML, or nothing
 * @param secrets what must not show, should the server repeat it
 * @returns one line of at most 500 characters; empty when there is nothing to read
 */
export function wordsOf(body: unknown, secrets: readonly string[] = []): string {
	if (body === undefined || body === null) return '';
	const words = typeof body === 'string' ? fromText(body.slice(0, LONGEST_BODY)) : fromJson(body);
	return shorten(hide(words, secrets));
}
