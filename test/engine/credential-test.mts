/**
 * Tests a credential as n8n does when it is saved: the credential's test request, sent by a node made for it, with the
 * credential's own authentication.
 */
import './environment.mts';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { additionalData, koldanApi } from './additional-data.mts';
import { listen } from './log.mts';

/** A node whose one property is the test request. */
const description: INodeTypeDescription = {
	displayName: 'Test',
	name: 'test',
	group: ['input'],
	version: 1,
	description: '',
	defaults: { name: 'Test' },
	inputs: ['main'],
	outputs: ['main'],
	credentials: [{ name: koldanApi.name, required: true }],
	requestDefaults: { baseURL: koldanApi.test.request.baseURL },
	properties: [
		{
			displayName: 'Test',
			name: 'test',
			type: 'options',
			options: [
				{
					name: 'Test',
					value: 'test',
					routing: { request: koldanApi.test.request },
				},
			],
			default: 'test',
		},
	],
};

/** @throws what n8n shows when the credential does not work */
export async function testCredential(credentials: ICredentialDataDecryptedObject): Promise<void> {
	listen();
	const type: INodeType = { description };
	const nodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const node = {
		id: 'Test',
		name: 'Test',
		type: 'test',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: { test: 'test' },
		credentials: { koldanApi: { id: '1', name: 'Koldan account' } },
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const input = { main: [[{ json: {} }]] };
	const data = additionalData({ credentials });
	const context = new ExecuteContext(
		workflow,
		node,
		data,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		input,
		{ node, data: input, source: null },
		[],
	);
	const decrypted = await data.credentialsHelper.getDecrypted(
		data,
		{ id: '1', name: '' },
		koldanApi.name,
		'internal',
	);
	await new RoutingNode(context, type, {
		id: '1',
		name: 'Koldan account',
		type: koldanApi.name,
		data: decrypted,
	}).runNode();
}
