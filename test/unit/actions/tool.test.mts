/** What an AI agent's tool shows of the node's form: n8n decides by `@tool` in the fields' displayOptions. */
import {
	displayParameter,
	type INode,
	type INodeParameters,
	type INodeProperties,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { Koldan } from '../../../nodes/Koldan/Koldan.node';

const { description } = new Koldan();
const { properties } = description;

/** n8n's own description of the tool differs in its name. */
const asTool = { ...description, name: 'koldanTool' };

const node = { name: 'Koldan', typeVersion: 1 } as INode;

const parametersOf = (type: typeof description, given: INodeParameters = {}): INodeParameters =>
	NodeHelpers.getNodeParameters(properties, given, true, false, node, type) ?? {};

const shown = (
	type: typeof description,
	values: INodeParameters,
	of: readonly INodeProperties[] = properties,
): string[] =>
	of
		.filter((property) =>
			displayParameter(values, property, node, type, parametersOf(type, values)),
		)
		.map(({ name }) => name);

const optionsOf = (type: typeof description, values: INodeParameters): string[] => {
	const options = properties.find(
		(property) => property.name === 'options' && displayParameter(values, property, node, type),
	);
	return shown(type, values, options?.options as INodeProperties[]);
};

test('a tool begins with a URL and gives text', () => {
	expect(parametersOf(asTool)).toMatchObject({
		operation: 'upload',
		source: 'uri',
		outputFormat: 'text',
	});
	expect(parametersOf(description)).toMatchObject({
		operation: 'upload',
		source: 'file',
		outputFormat: 'simplified',
		waitForCompletion: 'auto',
	});
});

test('a tool asks nothing about sleeping, files to put out or webhooks', () => {
	const own = ['waitForCompletion', 'putOutputIn'];
	const values = parametersOf(description, { outputFormat: 'text' });
	expect(shown(description, values)).toEqual(expect.arrayContaining(own));
	const ofTool = shown(asTool, parametersOf(asTool));
	expect(ofTool.filter((name) => own.includes(name))).toEqual([]);
	expect(ofTool).toEqual(expect.arrayContaining(['source', 'uri', 'model', 'outputFormat']));
});

test('a tool’s options leave out what an agent has no use for', () => {
	const left = ['concurrency', 'webhook', 'generateListeningAudio'];
	expect(optionsOf(description, parametersOf(description))).toEqual(expect.arrayContaining(left));
	const ofTool = optionsOf(asTool, parametersOf(asTool));
	expect(ofTool.filter((name) => left.includes(name))).toEqual([]);
	expect(ofTool).toContain('defaultLanguageCode');
});

test('no field is shown twice', () => {
	for (const type of [description, asTool]) {
		const names = shown(type, parametersOf(type));
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
	}
});

test('the AI builder has hints, and none where n8n refuses them', () => {
	expect(description.builderHint?.searchHint).toMatch(/Do not add Wait nodes/);
	const operations = properties.filter(({ name }) => ['resource', 'operation'].includes(name));
	expect(operations.filter(({ builderHint }) => builderHint !== undefined)).toEqual([]);
});
