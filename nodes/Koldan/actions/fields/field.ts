/**
 * A field, or a few that belong together: what the editor shows, declared together with how it is read and checked. An
 * operation lists its fields and gets their values, typed; no other code reads a parameter.
 */
import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeProperties,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { asObject } from './values';

/** The parameters of a node, as they were chosen, typed, or given by an expression: they can be anything. */
export interface NodeParameters {
	/** @param fallback for a parameter that the node does not have, because it is older or the field is hidden */
	get(name: string, fallback?: unknown): unknown;
	/** The zone of dates that have none of their own. */
	readonly timezone: string;
}

/** The parameters of an action for one of its input items. */
export interface ItemParameters extends NodeParameters {
	readonly context: IExecuteFunctions;
	readonly itemIndex: number;
}

/** The parameters of a trigger, which has no items. */
export const triggerParameters = (
	context: IHookFunctions | IPollFunctions | IWebhookFunctions,
): NodeParameters => ({
	get: (name, fallback = '') => context.getNodeParameter(name, fallback),
	timezone: context.getTimezone(),
});

export const itemParameters = (context: IExecuteFunctions, itemIndex: number): ItemParameters => ({
	get: (name, fallback = '') => context.getNodeParameter(name, itemIndex, fallback) as unknown,
	timezone: context.getTimezone(),
	context,
	itemIndex,
});

/** What a list says that has not come after this many milliseconds. */
export const SLOW_LIST = {
	message: 'Koldan takes longer than usual. You can also choose "By ID" and enter it yourself.',
	timeout: 6000,
};

/** A part of an operation's form. */
export interface FormPart {
	properties?: readonly INodeProperties[];
	/** What it adds to the collection *Options* of the operation. */
	options?: readonly INodeProperties[];
}

export interface Field<Value, From extends NodeParameters = ItemParameters> extends FormPart {
	/**
	 * Reads and checks the field. Sends nothing.
	 *
	 * @throws KoldanInputError
	 */
	read(parameters: From): Value | Promise<Value>;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What an operation gets: the value of each of its fields. */
export type Values<Given extends Fields> = {
	[Name in keyof Given]: Awaited<ReturnType<Given[Name]['read']>>;
};

/** @throws KoldanInputError for the first field, in their order, that can't be used as it is */
export async function readFields<Given extends Fields>(
	fields: Given,
	parameters: ItemParameters,
): Promise<Values<Given>> {
	const values: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(fields)) values[name] = await field.read(parameters);
	return values as Values<Given>;
}

/** A collection: a group of optional fields. Whatever else an expression may give is like an empty one. */
export const readCollection = (parameters: NodeParameters, name: string): Record<string, unknown> =>
	asObject(parameters.get(name, {}));

/** The collection *Options*, of which each node and each operation has one at most: whatever can be left alone. */
export const optionsCollection = (options: readonly INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...options].sort((a, b) => a.displayName.localeCompare(b.displayName)),
});

export const readOptions = (parameters: NodeParameters): Record<string, unknown> =>
	readCollection(parameters, 'options');

type Heading = Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'displayOptions'>;

/** Settings that belong together, as one entry of *Options*: one click shows all of them. */
export const optionGroup = (heading: Heading, values: INodeProperties[]): INodeProperties => ({
	...heading,
	type: 'fixedCollection',
	typeOptions: { multipleValues: false },
	placeholder: `Add ${heading.displayName}`,
	default: { settings: {} },
	options: [{ displayName: heading.displayName, name: 'settings', values }],
});

/** The settings of a group in *Options*; none where it was not added. */
export const readOptionGroup = (
	parameters: NodeParameters,
	name: string,
): Record<string, unknown> => asObject(asObject(readOptions(parameters)[name]).settings);

/**
 * The value of a resource locator, as it was chosen or typed. An expression may also give it alone.
 *
 * n8n could take it out of the locator itself, but stumbles over values that are no text.
 */
export const readLocator = (parameters: NodeParameters, name: string): unknown =>
	locatorValue(parameters.get(name));

/** The value of a resource locator that lies in a collection. */
export const locatorValue = (given: unknown): unknown =>
	typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
