import { KoldanInputError } from '../../../api/errors';

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
		`${label} is neither on nor off`,
		'The expression must give true or false.',
	);
}
