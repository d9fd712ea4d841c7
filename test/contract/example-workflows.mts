/** Holds workflow files to the descriptions of this package's nodes. */
import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
	type NodeParameterValueType,
} from 'n8n-workflow';

const asFields = (value: unknown): INodeParameters | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as INodeParameters)
		: undefined;

const isExpression = (value: unknown): boolean =>
	typeof value === 'string' && value.startsWith('=');

const hasOptions = (property: INodeProperties): INodePropertyOptions[] | undefined =>
	property.type === 'options' || property.type === 'multiOptions'
		? (property.options as INodePropertyOptions[] | undefined)
		: undefined;

/** Values that a list in the editor does not offer. */
function unknownChoices(property: INodeProperties, value: NodeParameterValueType): unknown[] {
	const options = hasOptions(property);
	if (!options || isExpression(value)) return [];
	const chosen: unknown[] = Array.isArray(value) ? value : [value];
	return chosen.filter((one) => !options.some((option) => option.value === one));
}

function fieldProblems(
	where: string,
	properties: readonly INodeProperties[],
	values: INodeParameters,
): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const at = `${where}.${name}`;
		const same = properties.filter((property) => property.name === name);
		if (same.length === 0) return [`${at} is no field of the node`];
		// Several operations may have a field of the same name: it is enough that the value suits one of them.
		const each = same.map((property) => valueProblems(at, property, value));
		return each.some((problems) => problems.length === 0) ? [] : each[0];
	});
}

function valueProblems(
	at: string,
	property: INodeProperties,
	value: NodeParameterValueType,
): string[] {
	const unknown = unknownChoices(property, value);
	if (unknown.length > 0) return [`${at} has no choice ${JSON.stringify(unknown[0])}`];
	const fields = asFields(value);
	if (fields === undefined) return [];
	if (property.type === 'collection')
		return fieldProblems(at, property.options as INodeProperties[], fields);
	if (property.type === 'fixedCollection')
		return groupProblems(at, property.options as INodePropertyCollection[], fields);
	if (property.type === 'resourceLocator') {
		const modes = property.modes?.map(({ name }) => name) ?? [];
		if (!modes.includes(String(fields.mode)))
			return [`${at} has no mode ${JSON.stringify(fields.mode)}`];
	}
	return [];
}

function groupProblems(
	at: string,
	groups: readonly INodePropertyCollection[],
	values: INodeParameters,
): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const group = groups.find((one) => one.name === name);
		if (!group) return [`${at}.${name} is no group of the field`];
		const entries: unknown[] = Array.isArray(value) ? value : [value];
		return entries.flatMap((entry) =>
			fieldProblems(`${at}.${name}`, group.values, asFields(entry) ?? {}),
		);
	});
}

/**
 * What is wrong with a node of a workflow file, one sentence each: fields and choices that do not exist, fields that are
 * hidden with these settings, and what n8n itself finds missing.
 */
export function nodeProblems(node: INode, description: INodeTypeDescription): string[] {
	const where = `"${node.name}"`;
	const { properties } = description;
	const unknown = fieldProblems(where, properties, node.parameters);
	if (unknown.length > 0) return unknown;
	const shown =
		NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, description) ??
		{};
	const hidden = Object.keys(node.parameters)
		.filter((name) => !(name in shown))
		.map((name) => `${where}.${name} is hidden with these settings`);
	const issues = NodeHelpers.getNodeParametersIssues(properties, node, description);
	return [...hidden, ...Object.values(issues?.parameters ?? {}).flat()];
}
