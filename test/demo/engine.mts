/**
 * Runs workflows in n8n's own engine (n8n-core), without the rest of n8n: expressions, items, HTTP, credential and binary
 * data are n8n's, the Koldan node is the built one. Of n8n's own nodes, which come with n8n only, there are the three that
 * the first example has, cut down to what it uses.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

import type * as Core from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	INodeType,
	IRun,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

import type { WorkflowFile } from '../n8n/client.mts';
import { HarnessError } from '../n8n/harness-error.mts';

const root = join(import.meta.dirname, '..', '..');
const load = createRequire(import.meta.filename);

/** An n8n without a public https address, where the Koldan node polls. Nothing is asked there. */
const N8N = 'http://localhost:5678';

/** The version of the engine. */
export const engineVersion = (
	JSON.parse(readFileSync(load.resolve('n8n-core/package.json'), 'utf8')) as { version: string }
).version;

const parameter = (name: string, type: INodeProperties['type'] = 'string'): INodeProperties => ({
	displayName: name,
	name,
	type,
	default: type === 'string' ? '' : {},
});

function nodeType(
	displayName: string,
	properties: INodeProperties[],
	execute: NonNullable<INodeType['execute']>,
): INodeType {
	const description = {
		displayName,
		name: displayName,
		group: [],
		version: [1, 1.1, 3.4],
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main' as const],
		properties,
	};
	return { description, execute };
}

async function readRecordings(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const path = this.getNodeParameter('fileSelector', 0) as string;
	const content = await readFile(path);
	const data = await this.helpers.prepareBinaryData(content, basename(path), 'audio/wav');
	return [[{ json: { fileName: basename(path) }, binary: { data }, pairedItem: { item: 0 } }]];
}

async function editFields(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData().map((_, item) => {
		const fields = this.getNodeParameter('assignments.assignments', item, []) as IDataObject[];
		const json = Object.fromEntries(fields.map(({ name, value }) => [String(name), value]));
		return { json, pairedItem: { item } };
	});
	return [items];
}

function nodeTypes(): Record<string, INodeType> {
	const { Koldan } = load(join(root, 'dist/nodes/Koldan/Koldan.node.js')) as {
		Koldan: new () => INodeType;
	};
	return {
		'n8n-nodes-base.manualTrigger': nodeType('Manual Trigger', [], async () => [[{ json: {} }]]),
		'n8n-nodes-base.readWriteFile': nodeType(
			'Read Files',
			[parameter('fileSelector')],
			readRecordings,
		),
		'n8n-nodes-base.set': nodeType(
			'Edit Fields',
			[parameter('assignments', 'assignmentCollection')],
			editFields,
		),
		'n8n-nodes-koldan.koldan': new Koldan(),
	};
}

const unavailable = async (): Promise<never> =>
	await Promise.reject(new Error('This is not there without n8n itself.'));

/** Gives the credential as n8n does: with its defaults, and authenticating by its own `authenticate`. */
function credentialsHelper(data: ICredentialDataDecryptedObject) {
	const { ICredentialsHelper, NodeHelpers } = load('n8n-workflow') as typeof N8nWorkflow;
	const { KoldanApi } = load(join(root, 'dist/credentials/KoldanApi.credentials.js')) as {
		KoldanApi: new () => ICredentialType;
	};
	const { properties, authenticate } = new KoldanApi();
	class Credentials extends ICredentialsHelper {
		getParentTypes = () => [];
		isCredentialUsableByNode = () => true;
		getCredentialsProperties = () => properties;
		preAuthentication = async () => undefined;
		runPreAuthentication = async () => undefined;
		getDecrypted = async () =>
			NodeHelpers.getNodeParameters(
				properties,
				data as INodeParameters,
				true,
				false,
				null,
				null,
			) as ICredentialDataDecryptedObject;
		authenticate: N8nWorkflow.ICredentialsHelper['authenticate'] = async (
			credentials,
			_,
			options,
		) =>
			typeof authenticate === 'function'
				? await authenticate(credentials, options as IHttpRequestOptions)
				: await unavailable();
		getCredentials = unavailable;
		updateCredentials = unavailable;
		updateCredentialsOauthTokenData = unavailable;
	}
	return new Credentials();
}

const addresses = {
	restApiUrl: `${N8N}/rest`,
	instanceBaseUrl: N8N,
	formBaseUrl: `${N8N}/form`,
	formWaitingBaseUrl: `${N8N}/form-waiting`,
	formTestBaseUrl: `${N8N}/form-test`,
	webhookBaseUrl: `${N8N}/webhook`,
	webhookWaitingBaseUrl: `${N8N}/webhook-waiting`,
	webhookTestBaseUrl: `${N8N}/webhook-test`,
	mcpBaseUrl: `${N8N}/mcp`,
	mcpTestBaseUrl: `${N8N}/mcp-test`,
};

function surroundings(
	{ ExecutionLifecycleHooks, ExternalSecretsProxy }: typeof Core,
	workflow: Workflow,
	credential: ICredentialDataDecryptedObject,
): IWorkflowExecuteAdditionalData {
	const hooks = new ExecutionLifecycleHooks('manual', '1', {
		id: workflow.id,
		name: workflow.id,
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		activeVersionId: null,
	});
	return {
		...addresses,
		credentialsHelper: credentialsHelper(credential),
		externalSecretsProxy: new ExternalSecretsProxy(),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		variables: {},
		logAiEvent: () => undefined,
		executeWorkflow: unavailable,
		getRunExecutionData: unavailable,
		getRuntimeCredential: unavailable,
		startRunnerTask: unavailable,
		hooks,
	};
}

/** n8n-core reads its settings when it is loaded. */
function loadEngine(folder: string): typeof Core {
	Object.assign(process.env, {
		N8N_USER_FOLDER: folder,
		N8N_ENCRYPTION_KEY: 'demo',
		N8N_LOG_LEVEL: 'silent',
	});
	return load('n8n-core') as typeof Core;
}

/**
 * Runs a workflow from its manual trigger to its end.
 *
 * @param file with nodes of the four types above; notes are left out
 * @param credential the fields of the Koldan credential
 * @param folder where the engine may write
 * @returns the items that each node gave last
 * @throws {HarnessError} with n8n's own words when the workflow fails
 */
export async function runInEngine(
	file: WorkflowFile,
	credential: ICredentialDataDecryptedObject,
	folder: string,
): Promise<Record<string, INodeExecutionData[]>> {
	const core = loadEngine(folder);
	const { Workflow: N8nWorkflowClass } = load('n8n-workflow') as typeof N8nWorkflow;
	const types = nodeTypes();
	const typeOf = (name: string) => types[name];
	const workflow = new N8nWorkflowClass({
		id: 'demo',
		active: false,
		nodes: file.nodes.filter(({ type }) => type in types),
		connections: file.connections,
		nodeTypes: { getByName: typeOf, getByNameAndVersion: typeOf, getKnownTypes: () => ({}) },
		settings: { executionOrder: 'v1' },
	});
	const [trigger] = Object.values(workflow.nodes).filter(({ type }) => type.endsWith('Trigger'));
	const run: IRun = await new core.WorkflowExecute(
		surroundings(core, workflow, credential),
		'manual',
	).run({ workflow, startNode: trigger });
	const { error, runData } = run.data.resultData;
	if (error) {
		const details = 'description' in error && error.description ? ` ${error.description}` : '';
		throw new HarnessError(`The workflow has failed: ${error.message}${details}`);
	}
	return Object.fromEntries(
		Object.entries(runData).map(([name, runs]) => [name, runs.at(-1)?.data?.main[0] ?? []]),
	);
}
