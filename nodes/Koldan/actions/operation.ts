/** The shape of an operation: what n8n shows, and what it does, side by side. */
import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { EndpointName } from '../api/endpoints';
import type { Run } from './run';

export interface AlsoUsed {
	endpoints: readonly EndpointName[];
	/** When, as a phrase: "with Cancel First". */
	when: string;
}

export interface Operation {
	/** The value that saved workflows hold. */
	value: string;
	/** Shown in the list of operations. */
	name: string;
	/** Shown in the node creator, as a sentence. */
	action: string;
	/** What it does, for people and for AI agents. */
	description: string;
	/** The endpoint it stands for; its scopes are always needed. */
	endpoint: EndpointName;
	/** Endpoints that it needs at times. */
	alsoUses?: readonly AlsoUsed[];
	/** Its fields; the registry adds when to show them. */
	properties: INodeProperties[];
	execute(run: Run): Promise<INodeExecutionData[][]>;
}

export interface Resource {
	value: string;
	name: string;
	operations: readonly Operation[];
}

/** Shows fields for one operation only, whatever else they depend on. */
function shownFor(resource: Resource, operation: Operation): INodeProperties[] {
	return operation.properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			show: {
				resource: [resource.value],
				operation: [operation.value],
				...property.displayOptions?.show,
			},
		},
	}));
}

/** The properties of all operations of a resource, with the list to choose the operation from. */
export function propertiesOf(resource: Resource, defaultOperation: string): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource.value] } },
			options: resource.operations.map(({ value, name, action, description }) => ({
				value,
				name,
				action,
				description,
			})),
			default: defaultOperation,
		},
		...resource.operations.flatMap((operation) => shownFor(resource, operation)),
	];
}
