/** Reading collections: the groups of optional fields that n8n gives as an object. */
import type { IExecuteFunctions } from 'n8n-workflow';

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

/** A collection of an item. */
export const readCollection = (
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): Record<string, unknown> => asObject(context.getNodeParameter(name, itemIndex, {}) as unknown);
