/** All resources, and the way from a node's parameters to the operation to run. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../api/errors';
import { propertiesOf, type Operation, type Resource } from './operation';
import { transcription } from './transcription';

const RESOURCES: readonly Resource[] = [transcription];

/** The node's properties: the resource, its operations and their fields. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: RESOURCES.map(({ name, value }) => ({ name, value })),
		default: 'transcription',
	},
	...propertiesOf(transcription, 'upload'),
];

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
