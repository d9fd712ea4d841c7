/** All resources, and the way from a node's parameters to the operation to run. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../api/errors';
import { FORMATS } from '../transcript';
import { authenticationField } from './fields/authentication';
import { propertiesOfResource, type Operation, type Resource } from './operation';
import { file } from './file';
import { model } from './model';
import { quota } from './quota';
import { summary } from './summary';
import { transcription } from './transcription';

/** The first one is chosen in a new node. */
export const RESOURCES: readonly Resource[] = [transcription, summary, file, model, quota];

/** The node's properties: the way to sign in, the resource, its operations and their fields. */
export const properties: INodeProperties[] = [
	authenticationField,
	{
		displayName: 'Resource',
		name: 'resource',
		// Where there is one resource only, there is nothing to choose.
		type: RESOURCES.length > 1 ? 'options' : 'hidden',
		noDataExpression: true,
		options: RESOURCES.map(({ name, value }) => ({ name, value })),
		default: RESOURCES[0].value,
	},
	...RESOURCES.flatMap(propertiesOfResource),
];

const keyed = <Value>(
	show: (operation: Operation) => Value | undefined,
): Record<string, Value | undefined> =>
	Object.fromEntries(
		RESOURCES.flatMap(({ value: resource, operations }) =>
			operations.map((operation) => [`${resource}:${operation.value}`, show(operation)]),
		),
	);

const names = keyed(({ shortName, name }) => shortName ?? name);
const withFormat = keyed(({ properties: fields }) =>
	fields.some(({ name }) => name === 'outputFormat') ? true : undefined,
);
const formats = Object.fromEntries(
	Object.entries(FORMATS).map(([value, { label }]) => [
		value,
		` → ${label.replace(' Subtitles', '')}`,
	]),
);

/** Shown on the canvas: what is done, and what comes out, as in "Transcribe → SRT". */
export const subtitle = [
	'={{ ((key) => (',
	JSON.stringify(names),
	')[key] + ((',
	JSON.stringify(withFormat),
	')[key] ? ((',
	JSON.stringify(formats),
	')[$parameter["outputFormat"]] ?? "") : ""))($parameter["resource"] + ":" + $parameter["operation"]) }}',
].join('');

/**
 * Finds the operation that a node is set to.
 *
 * @throws KoldanInputError when there is none
 */
export function findOperation(resource: string, operation: string): Operation {
	const found = RESOURCES.find(({ value }) => value === resource)?.operations.find(
		({ value }) => value === operation,
	);
	if (!found) {
		throw new KoldanInputError(
			`The operation "${operation}" does not exist`,
			'Open the node and choose an operation from the list. It may need a newer version of the Koldan node.',
		);
	}
	return found;
}
