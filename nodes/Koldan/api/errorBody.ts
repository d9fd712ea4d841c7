/** Finds the message in an error's body, whatever its shape: the reference documents none. */

const MESSAGE_KEYS = ['message', 'detail', 'error_description', 'errorMessage', 'title', 'reason'];

/** Keys that hold particulars, beside or instead of a message. */
const DETAIL_KEYS = ['error', 'errors', 'details', 'violations'];

const MAX_LENGTH = 500;

/** Characters of a page or a text that are looked at. */
const MAX_BODY = 20_000;

/** How deep and how far it is searched. */
const MAX_DEPTH = 4;
const MAX_ENTRIES = 5;

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
	return oneLine.length > MAX_LENGTH ? `${oneLine.slice(0, MAX_LENGTH)}…` : oneLine;
}

function own(value: object, key: string): unknown {
	return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function fromObject(value: object, depth: number): string {
	const message = MESSAGE_KEYS.map((key) => search(own(value, key), depth + 1)).find(Boolean);
	const details = DETAIL_KEYS.map((key) => own(value, key))
		// Beside a message, a plain text such as "Bad Request" says nothing more.
		.filter((each) => !message || typeof each === 'object')
		.map((each) => search(each, depth + 1));
	return [message, ...details].filter(Boolean).join('; ');
}

function search(value: unknown, depth: number): string {
	if (depth > MAX_DEPTH) return '';
	if (typeof value === 'string') return value;
	if (Array.isArray(value)) {
		return value
			.slice(0, MAX_ENTRIES)
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
function messageIn(body: unknown, secrets: readonly string[]): string {
	if (body === undefined || body === null) return '';
	const text = typeof body === 'string' ? fromText(body.slice(0, MAX_BODY)) : fromJson(body);
	return shorten(hide(text, secrets));
}

/** The server's own words for the end of a description; empty when there are none. */
export function koldanSays(body: unknown, secrets: readonly string[] = []): string {
	const message = messageIn(body, secrets);
	return message === '' ? '' : ` Koldan says: ${message}`;
}
