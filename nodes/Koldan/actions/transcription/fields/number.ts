import { KoldanInputError } from '../../../api/errors';

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
