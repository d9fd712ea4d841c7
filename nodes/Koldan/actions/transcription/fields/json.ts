/** Reading fields that hold JSON, and lists of name and value. */
import { KoldanInputError } from '../../../api/errors';
import { entriesOf } from './collection';
import { readText } from './text';

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
			`${label} is not valid JSON`,
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
