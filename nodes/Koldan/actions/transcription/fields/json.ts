/** Reading fields that hold JSON, and lists of name and value. */
import { KoldanInputError } from '../../../api/errors';

/**
 * A JSON object from a field: text to parse, or an object that an expression gave.
 *
 * @param label the field's name in the editor
 * @returns undefined when the field is empty
 * @throws KoldanInputError when it is no JSON object
 */
export function readJsonObject(value: unknown, label: string): Record<string, unknown> | undefined {
	if (value === undefined || value === null) return undefined;
	let parsed: unknown = value;
	if (typeof value === 'string') {
		if (value.trim() === '') return undefined;
		try {
			parsed = JSON.parse(value);
		} catch {
			parsed = undefined;
		}
	}
	if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
		throw new KoldanInputError(
			`${label} is not valid JSON`,
			'Enter a JSON object, for example {"project": "Interviews"}.',
		);
	}
	const entries = Object.entries(parsed as Record<string, unknown>);
	return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

interface NameAndValue {
	name?: unknown;
	value?: unknown;
}

/** Pairs of a fixed collection as a list; pairs with an empty name are left out. */
export function readPairs(collection: unknown): Array<[name: string, value: string]> {
	const entries = (collection as { pairs?: NameAndValue[] } | undefined)?.pairs ?? [];
	return entries
		.map(({ name, value }): [string, string] => [String(name ?? '').trim(), String(value ?? '')])
		.filter(([name]) => name !== '');
}
