/**
 * The node's form where an AI agent uses it as a tool. An agent has no item with a file and waits for the answer: so a URL
 * and plain text come first, and nothing is asked about sleeping, webhooks of one's own, files to put out, or several items.
 */
import type { INodeProperties, NodeParameterValueType } from 'n8n-workflow';

/** What a tool starts with, where that differs from the node. */
const TOOL_DEFAULTS: Readonly<Record<string, NodeParameterValueType | undefined>> = {
	source: 'uri',
	outputFormat: 'text',
};

const NOT_FOR_TOOLS: ReadonlySet<string> = new Set([
	'waitForCompletion',
	'putOutputIn',
	'outputBinaryField',
]);

/** In the collection *Options*. */
const OPTIONS_NOT_FOR_TOOLS: ReadonlySet<string> = new Set([
	'concurrency',
	'outputFileName',
	'generateListeningAudio',
	'webhook',
]);

/** A resource may have a field of the same name with other choices. */
const isOffered = ({ options = [] }: INodeProperties, value: NodeParameterValueType): boolean =>
	options.some((option) => 'value' in option && option.value === value);

type Shown = 'show' | 'hide';

const onTool = (property: INodeProperties, shown: Shown): INodeProperties => {
	const { displayOptions = {} } = property;
	return {
		...property,
		displayOptions: { ...displayOptions, [shown]: { ...displayOptions[shown], '@tool': [true] } },
	};
};

function withoutOptions(property: INodeProperties): INodeProperties {
	if (property.type !== 'collection' || property.name !== 'options') return property;
	const options = (property.options as INodeProperties[]).map((option) =>
		OPTIONS_NOT_FOR_TOOLS.has(option.name) ? onTool(option, 'hide') : option,
	);
	return { ...property, options };
}

/** The same form, with another one for tools in it: n8n shows of each field the one that goes with the node's use. */
export const withToolForm = (properties: readonly INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => {
		const { name } = property;
		if (NOT_FOR_TOOLS.has(name)) return [onTool(property, 'hide')];
		const ofTool = TOOL_DEFAULTS[name];
		if (ofTool === undefined || !isOffered(property, ofTool)) return [withoutOptions(property)];
		return [onTool(property, 'hide'), { ...onTool(property, 'show'), default: ofTool }];
	});
