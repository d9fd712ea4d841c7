/** Calls a node's list search as the editor does when a resource locator is opened. */
import './environment.mts';
import { LoadOptionsContext } from 'n8n-core';
import { Workflow, type INodeListSearchResult, type INodeParameters } from 'n8n-workflow';
import { Koldan } from '../../../nodes/Koldan/Koldan.node';
import { additionalData, nodeCredentials, type Surroundings } from './additional-data.mts';
import { listen } from './log.mts';

/** @param parameters what the node is set to in the editor */
export async function searchList(
	method: keyof Koldan['methods']['listSearch'],
	surroundings: Surroundings,
	filter?: string,
	paginationToken?: string,
	parameters: INodeParameters = {},
): Promise<INodeListSearchResult> {
	listen();
	const koldan = new Koldan();
	const nodeTypes = {
		getByName: () => koldan,
		getByNameAndVersion: () => koldan,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: 'workflow',
		active: false,
		nodes: [
			{
				id: 'Koldan',
				name: 'Koldan',
				type: 'koldan',
				typeVersion: 1,
				position: [0, 0],
				parameters,
				credentials: nodeCredentials,
			},
		],
		connections: {},
		nodeTypes,
	});
	const context = new LoadOptionsContext(
		workflow,
		workflow.nodes.Koldan,
		{ ...additionalData(surroundings), currentNodeParameters: parameters },
		'',
	);
	return await koldan.methods.listSearch[method].call(context, filter, paginationToken);
}
