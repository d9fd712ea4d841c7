import { KoldanInputError } from '../../../api/errors';
import { readText } from './text';

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
		`"${text.slice(0, 100)}" is no choice for ${label}`,
		`Use one of: ${choices.join(', ')}.`,
	);
}
