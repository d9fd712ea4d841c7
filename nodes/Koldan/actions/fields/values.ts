/** Reading single values: what a parameter or an entry of a collection holds can be anything that an expression gives. */
import { KoldanInputError } from '../../api/errors';

/** A field in a sentence: its name in quotes, as n8n writes it. What is no name of a field, as "A tag", is left as it is. */
export const named = (label: string): string => (/^(A|The) /.test(label) ? label : `'${label}'`);

/**
 * The text of a field without spaces around it. Numbers are taken as they are written.
 *
 * @param label the field's name in the editor
 * @returns an empty text when the field is empty
 * @throws KoldanInputError when an expression gives a list or an object instead
 */
export function readText(value: unknown, label: string): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw new KoldanInputError(
		`${named(label)} is not a text`,
		'The expression gives a list or an object. Choose the one value in it that is meant.',
	);
}

/**
 * A switch: on, off, or those words as an expression may give them.
 *
 * @param label the field's name in the editor
 * @returns undefined when it is not set
 * @throws KoldanInputError
 */
export function readBoolean(value: unknown, label: string): boolean | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
	if (word === 'true' || word === 'false') return word === 'true';
	throw new KoldanInputError(
		`${named(label)} is neither on nor off`,
		'The expression must give true or false.',
	);
}

/**
 * One of a field's choices. The editor offers no other ones, but an expression may.
 *
 * @param choices the values that workflows hold; the first one counts when the field is empty
 * @param label the field's name in the editor
 * @throws KoldanInputError
 */
export function readChoice<Choice extends string>(
	value: unknown,
	choices: readonly [Choice, ...Choice[]],
	label: string,
): Choice {
	const text = readText(value, label);
	if (text === '') return choices[0];
	const choice = choices.find((each) => each === text);
	if (choice !== undefined) return choice;
	throw new KoldanInputError(
		`"${text.slice(0, 100)}" is no choice for ${named(label)}`,
		`Use one of: ${choices.join(', ')}.`,
	);
}

/** The largest whole number that every server can hold (32 bits). */
const LARGEST = 2_147_483_647;

/**
 * A whole number from a field: a number, or digits.
 *
 * @param least the smallest number that is allowed
 * @param refusal what to say, and what to do, when it is none
 * @throws KoldanInputError
 */
export function readWholeNumber(
	value: unknown,
	least: number,
	refusal: { message: string; advice: string },
): number {
	const digits = typeof value === 'string' && /^\s*\d+\s*$/.test(value);
	const number = typeof value === 'number' || digits ? Number(value) : NaN;
	if (!Number.isInteger(number) || number < least || number > LARGEST)
		throw new KoldanInputError(refusal.message, refusal.advice);
	return number;
}

/** A field's value as an object; whatever else an expression may give is like an empty one. */
export const asObject = (value: unknown): Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: {};

/** The entries of a fixed collection, such as the channels of *Channel Labels*. */
export function entriesOf(collection: unknown, name: string): Array<Record<string, unknown>> {
	const entries = asObject(collection)[name];
	return Array.isArray(entries) ? entries.map(asObject) : [];
}

/** Text is parsed; what an expression gives becomes what JSON would make of it. */
function parse(value: unknown): unknown {
	try {
		return JSON.parse(typeof value === 'string' ? value : JSON.stringify(value));
	} catch {
		return undefined;
	}
}

/**
 * A JSON object from a field: text to parse, or an object that an expression gave.
 *
 * @param label the field's name in the editor
 * @returns undefined when the field is empty
 * @throws KoldanInputError when it is no JSON object
 */
export function readJsonObject(value: unknown, label: string): Record<string, unknown> | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string' && value.trim() === '') return undefined;
	const parsed = parse(value);
	if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
		throw new KoldanInputError(
			`${named(label)} is not valid JSON`,
			'Enter a JSON object, for example {"project": "Interviews"}.',
		);
	}
	return Object.keys(parsed).length > 0 ? (parsed as Record<string, unknown>) : undefined;
}

/** Pairs of a fixed collection as a list; pairs with an empty name are left out. */
export function readPairs(collection: unknown): Array<[name: string, value: string]> {
	return entriesOf(collection, 'pairs')
		.map(({ name, value }): [string, string] => [
			readText(name, 'A name'),
			readText(value, 'A value'),
		])
		.filter(([name]) => name !== '');
}

/** What may stand in an address as it is. Brackets belong to a host only, and are left to the parser. */
const PLAIN =
	/^([\w\-.~:/?@!$&'()*+,;=]|%[0-9a-f]{2})*(#([\w\-.~:/?@!$&'()*+,;=]|%[0-9a-f]{2})*)?$/i;

/** Encodes what may not stand in a path, a query or a fragment. What is encoded already stays. */
const encoded = (text: string): string =>
	text
		.replace(/%(?![0-9a-f]{2})/gi, '%25')
		.replace(/[^\w\-.~:/?@!$&'()*+,;=%]+/g, encodeURIComponent);

/**
 * A web address without spaces, letters of other alphabets and the like. One that is fine is left exactly as it is.
 *
 * @returns undefined when it is no address with a host
 */
export function cleanAddress(text: string): string | undefined {
	if (!/^[a-z][a-z0-9]*:\/\/[^/?#\s]/i.test(text) || !URL.canParse(text)) return undefined;
	const { protocol, username, password, host, pathname, search, hash } = new URL(text);
	if (host === '') return undefined;
	const authority = text.slice(text.indexOf('://') + 3).split(/[/?#]/)[0];
	if (PLAIN.test(text) && authority.split('@').length <= 2) return text;
	const user = username ? `${username}${password ? `:${password}` : ''}@` : '';
	const fragment = hash ? `#${encoded(hash.slice(1))}` : '';
	return `${protocol}//${user}${host}${encoded(pathname)}${encoded(search)}${fragment}`;
}
