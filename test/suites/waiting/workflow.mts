import { randomUUID } from 'node:crypto';
import type { IDataObject, INode, IWorkflowSettings } from 'n8n-workflow';
import type { WorkflowFile } from '../../n8n/client.mts';

/** An item of the workflow: what it is called, and the file in Koldan (or the path on n8n's disk) that holds its recording. */
export interface SourceItem {
	label: string;
	fileId?: string;
	path?: string;
	transcriptionId?: string;
}

export interface WorkflowOptions {
	items: SourceItem[];
	/** Parameters of the Koldan node beside resource and operation. */
	parameters?: IDataObject;
	operation?: 'upload' | 'create' | 'wait';
	/** Settings of the Koldan node, such as `onError`. */
	node?: Partial<INode>;
	settings?: IWorkflowSettings;
	/** An address that is told the id, label and text of each item that comes out, one call for each. */
	tell?: string;
	/** The path of a webhook that starts it, instead of a start by hand; its body brings the items. */
	webhook?: string;
	/** What works in the place of the Koldan node, for comparison: nodes one after the other. */
	instead?: INode[];
}

export const node = (
	name: string,
	type: string,
	typeVersion: number,
	position: number,
	parameters: IDataObject = {},
	more: Partial<INode> = {},
): INode => ({
	id: randomUUID(),
	name,
	type: type.includes('.') ? type : `n8n-nodes-base.${type}`,
	typeVersion,
	position: [position * 200, 0],
	parameters: parameters as INode['parameters'],
	...more,
});

export const connect = (...names: string[]): WorkflowFile['connections'] =>
	Object.fromEntries(
		names
			.slice(0, -1)
			.map((name, index) => [
				name,
				{ main: [[{ node: names[index + 1], type: 'main', index: 0 }]] },
			]),
	);

/** A node that adds the label of the source item that an item is paired with, so that a wrong pairing shows. */
export const labelled = (name: string, position: number): INode =>
	node(name, 'set', 3.4, position, {
		includeOtherFields: true,
		assignments: {
			assignments: [
				{
					id: 'label',
					name: 'label',
					type: 'string',
					value: "={{ $('Source').item.json.label }}",
				},
			],
		},
		options: {},
	});

const OPERATIONS: Record<'upload' | 'create' | 'wait', IDataObject> = {
	upload: {
		source: 'file',
		binaryPropertyName: 'data',
		model: { __rl: true, mode: 'id', value: 'general' },
	},
	create: { fileId: '={{ $json.fileId }}', model: { __rl: true, mode: 'id', value: 'general' } },
	wait: { transcriptionId: { __rl: true, mode: 'id', value: '={{ $json.transcriptionId }}' } },
};

/** The Koldan node, with its credential still to be chosen. */
export const koldanNode = (
	position: number,
	operation: 'upload' | 'create' | 'wait',
	parameters: IDataObject = {},
	more: Partial<INode> = {},
): INode =>
	node(
		'Koldan',
		'n8n-nodes-koldan.koldan',
		1,
		position,
		{ resource: 'transcription', operation, ...OPERATIONS[operation], ...parameters },
		{ credentials: { koldanApi: { id: '', name: 'Koldan' } }, ...more },
	);

/** Tells an address about each item. */
export const tellNode = (url: string, position: number): INode =>
	node('Tell', 'httpRequest', 4.2, position, {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody:
			'={{ JSON.stringify({ id: $json.id, label: $json.label, text: $json.text, summary: $json.summary, execution: $execution.id }) }}',
		options: {},
	});

/** Start → Items → Source → (Read →) Koldan → After, and Errors on the error output of the Koldan node. */
export function waitingWorkflow(options: WorkflowOptions): WorkflowFile {
	const { items, operation = 'create', parameters, settings } = options;
	const workers = options.instead ?? [koldanNode(4, operation, parameters, options.node)];
	const reads = operation === 'upload' || items.some(({ path }) => path !== undefined);
	const connections = connect(
		'Start',
		'Items',
		'Source',
		...(reads ? ['Read'] : []),
		...workers.map(({ name }) => name),
		'After',
		...(options.tell ? ['Tell'] : []),
	);
	if (!options.instead)
		connections[workers[0].name].main.push([{ node: 'Errors', type: 'main', index: 0 }]);
	return {
		name: 'Waits for Koldan',
		settings: { executionOrder: 'v1', ...settings },
		connections,
		nodes: [
			options.webhook === undefined
				? node('Start', 'manualTrigger', 1, 0)
				: node(
						'Start',
						'webhook',
						2,
						0,
						{ path: options.webhook, httpMethod: 'POST', responseMode: 'onReceived', options: {} },
						{ webhookId: options.webhook },
					),
			node('Items', 'set', 3.4, 1, {
				mode: 'raw',
				jsonOutput:
					options.webhook === undefined
						? JSON.stringify({ items })
						: '={{ JSON.stringify({ items: $json.body.items }) }}',
				options: {},
			}),
			node('Source', 'splitOut', 1, 2, { fieldToSplitOut: 'items', options: {} }),
			...(reads
				? [
						node('Read', 'readWriteFile', 1, 3, {
							operation: 'read',
							fileSelector: '={{ $json.path }}',
							options: {},
						}),
					]
				: []),
			...workers,
			labelled('After', 5),
			labelled('Errors', 6),
			...(options.tell ? [tellNode(options.tell, 7)] : []),
		],
	};
}
