/** Forms with everything in them: each field of an operation, each option, each group. */
import { NodeHelpers } from 'n8n-workflow';
import type {
	INode,
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';

const isGroups = (property: INodeProperties): boolean => property.type === 'fixedCollection';

const isList = ({ typeOptions }: INodeProperties): boolean => typeOptions?.multipleValues === true;

const groupsOf = ({ options }: INodeProperties) => options as INodePropertyCollection[];
const fieldsOf = ({ options }: INodeProperties) => options as INodeProperties[];

/** A field with all that can be added to it. */
function filled(property: INodeProperties): NodeParameterValueType {
	if (property.type === 'collection') return filledAll(fieldsOf(property));
	if (!isGroups(property)) return property.default;
	const groups = groupsOf(property).map(({ name, values }): [string, NodeParameterValueType] => {
		const group = filledAll(values);
		return [name, isList(property) ? [group] : group];
	});
	return Object.fromEntries(groups) as INodeParameters;
}

const filledAll = (properties: readonly INodeProperties[]): INodeParameters =>
	Object.fromEntries(properties.map((property) => [property.name, filled(property)]));

/** The names of the fields that are there, as the form shows them. */
function labelsIn(properties: readonly INodeProperties[], shown: INodeParameters): string[] {
	return properties.flatMap((property) => {
		const value = shown[property.name];
		if (value === undefined || property.type === 'hidden') return [];
		if (property.type === 'collection')
			return labelsIn(fieldsOf(property), value as INodeParameters);
		// The entries of a list are folded up. A notice may have links.
		if (!isGroups(property) || isList(property))
			return [property.displayName.replaceAll(/<[^>]*>/g, '')];
		return groupsOf(property).flatMap(({ name, values }) => {
			const group = (value as INodeParameters)[name];
			return group === undefined ? [] : labelsIn(values, group as INodeParameters);
		});
	});
}

/**
 * The parameters of a node with its whole form, and the labels that the form then shows.
 *
 * @param chosen what decides which fields there are
 */
export function wholeForm(
	description: INodeTypeDescription,
	chosen: INodeParameters,
): { parameters: INodeParameters; labels: string[] } {
	const node = { name: 'Node', typeVersion: 1, parameters: {} } as INode;
	const { properties } = description;
	const shownWith = (given: INodeParameters) =>
		NodeHelpers.getNodeParameters(properties, given, true, false, node, description) ?? {};
	const base = shownWith(chosen);
	const full = properties
		.filter((property) => {
			const isPlain = property.type !== 'collection' && !isGroups(property);
			const isThere = property.name in base;
			return !isPlain && isThere && NodeHelpers.displayParameter(base, property, node, description);
		})
		.map((property) => [property.name, filled(property)]);
	const parameters = shownWith({ ...base, ...(Object.fromEntries(full) as INodeParameters) });
	const displayed = properties.filter((property) =>
		NodeHelpers.displayParameter(parameters, property, node, description),
	);
	const labels = new Set(labelsIn(displayed, parameters));
	// n8n shows it as a part of the credential.
	labels.delete('Authentication');
	return { parameters, labels: [...labels] };
}
