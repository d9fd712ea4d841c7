import { KoldanInputError } from '../../../api/errors';

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
		`${label} is not a text`,
		'The expression gives a list or an object. Choose the one value in it that is meant.',
	);
}
