/**
 * A trigger's node in n8n-core's own contexts, one fresh context for each call as in n8n: what is kept between calls goes
 * through JSON, as through n8n's database.
 */
import './environment.mts';
import { HookContext, PollContext, WebhookContext } from 'n8n-core';
import {
	Workflow,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IWebhookData,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { KoldanPollingTrigger } from '../../nodes/Koldan/KoldanPollingTrigger.node';
import { KoldanTrigger } from '../../nodes/Koldan/KoldanTrigger.node';
import { additionalData } from './additional-data.mts';
import { listen } from './log.mts';

/** Where the n8n of these tests is reached. */
const N8N_URL = 'https://n8n.example.com';

const types: Record<string, () => INodeType> = {
	koldanTrigger: () => new KoldanTrigger(),
	koldanPollingTrigger: () => new KoldanPollingTrigger(),
};

let workflows = 0;

export interface Answered {
	status: number;
	/** The items of the execution that was started; undefined when none was. */
	started?: IDataObject[];
}

export class TriggerBench {
	/** What n8n's database holds for the workflow. */
	stored = '{}';
	/** Lines of n8n's log. */
	readonly log: string[];
	/** Distinguishes workflows; a duplicate has another one. */
	workflowId = `workflow-${(workflows += 1)}`;
	n8nUrl = N8N_URL;
	private readonly type: string;
	private readonly parameters: INodeParameters;
	private readonly credentials: ICredentialDataDecryptedObject;

	constructor(
		type: 'koldanTrigger' | 'koldanPollingTrigger',
		parameters: INodeParameters,
		credentials: ICredentialDataDecryptedObject,
	) {
		this.type = type;
		this.parameters = parameters;
		this.credentials = credentials;
		this.log = listen();
	}

	/** The trigger's own address. */
	get url(): string {
		return `${this.n8nUrl}/webhook/webhook-of-${this.workflowId}/webhook`;
	}

	/** One poll. Resolves with the JSON of the items, or null. */
	async poll(mode: WorkflowExecuteMode = 'trigger'): Promise<IDataObject[] | null> {
		return await this.withWorkflow(async (workflow, node, data, type) => {
			const context = new PollContext(workflow, node, data, mode, 'activate');
			const items = await type.poll!.call(context);
			return items && items[0].map(({ json }) => json);
		});
	}

	/** What n8n does when the workflow is activated: it asks, and registers if need be. */
	async activate(): Promise<void> {
		if (!(await this.hook('checkExists'))) await this.hook('create');
	}

	async exists(): Promise<boolean> {
		return await this.hook('checkExists');
	}

	async deactivate(): Promise<void> {
		await this.hook('delete');
	}

	/** A call to the trigger's address. */
	async deliver(headers: Record<string, string>, body: string): Promise<Answered> {
		let status = 200;
		const response = {
			headersSent: false,
			status(code: number) {
				status = code;
				return this;
			},
			json() {
				this.headersSent = true;
			},
		};
		const answer = await this.withWorkflow(
			async (workflow, node, data, type): Promise<IWebhookResponseData> => {
				const parsed = body.startsWith('{') ? (JSON.parse(body) as IDataObject) : undefined;
				Object.assign(data, {
					httpRequest: { headers, rawBody: Buffer.from(body), body: parsed },
					httpResponse: response,
				});
				const webhook = { ...this.webhookData(data), node: node.name };
				const context = new WebhookContext(workflow, node, data, 'webhook', webhook, [], null);
				return await type.webhook!.call(context);
			},
		);
		const items = answer.workflowData?.[0] as INodeExecutionData[] | undefined;
		return { status, ...(items ? { started: items.map(({ json }) => json) } : {}) };
	}

	private async hook(name: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
		return await this.withWorkflow(async (workflow, node, data, type) => {
			const webhook = { ...this.webhookData(data), node: node.name };
			const context = new HookContext(workflow, node, data, 'trigger', 'activate', webhook);
			return await type.webhookMethods!.default![name].call(context);
		});
	}

	private webhookData(data: IWorkflowExecuteAdditionalData): IWebhookData {
		return {
			httpMethod: 'POST',
			node: 'Trigger',
			path: 'webhook',
			webhookDescription: {
				name: 'default',
				httpMethod: 'POST',
				path: 'webhook',
			},
			workflowId: this.workflowId,
			workflowExecuteAdditionalData: data,
		};
	}

	private async withWorkflow<T>(
		work: (
			workflow: Workflow,
			node: Workflow['nodes'][string],
			data: IWorkflowExecuteAdditionalData,
			type: INodeType,
		) => Promise<T>,
	): Promise<T> {
		const type = types[this.type]();
		const workflow = new Workflow({
			id: this.workflowId,
			active: true,
			nodes: [
				{
					id: `node-of-${this.workflowId}`,
					name: 'Trigger',
					type: this.type,
					typeVersion: 1,
					position: [0, 0],
					parameters: this.parameters,
					webhookId: `webhook-of-${this.workflowId}`,
					credentials: { koldanApi: { id: '1', name: 'Koldan account' } },
				},
			],
			connections: {},
			nodeTypes: {
				getByName: () => type,
				getByNameAndVersion: () => type,
				getKnownTypes: () => ({}),
			},
			staticData: JSON.parse(this.stored) as IDataObject,
		});
		const data = additionalData({ credentials: this.credentials });
		data.webhookBaseUrl = `${this.n8nUrl}/webhook`;
		const result = await work(workflow, workflow.nodes.Trigger, data, type);
		this.stored = JSON.stringify(workflow.staticData);
		return result;
	}
}
