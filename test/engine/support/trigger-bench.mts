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
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IWebhookData,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { KoldanPollingTrigger } from '../../../nodes/Koldan/KoldanPollingTrigger.node';
import { KoldanTrigger } from '../../../nodes/Koldan/KoldanTrigger.node';
import { tokenFor } from '../../../nodes/Koldan/webhooks/tokens';
import { additionalData, nodeCredentials } from './additional-data.mts';
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
	/** The node's parameters. */
	parameters: INodeParameters;
	/** Lines of n8n's log. */
	readonly log: string[];
	/** Distinguishes workflows; a duplicate has another one. */
	workflowId = `workflow-${(workflows += 1)}`;
	n8nUrl = N8N_URL;
	/** n8n can't start executions: its database is away, say. */
	startsFail = false;
	/** Called before n8n starts the workflow, or fails to. */
	beforeStart: () => void = () => undefined;
	/** Keys of the trigger's calls to its own address: `ready`, or a transcription's ID. */
	readonly selfCalls: string[] = [];
	/** Calls to its own address are handled as n8n would; otherwise each is just answered with 200. */
	handlesSelfCalls = false;
	/** The items of executions that were started by them. */
	readonly startedBySelfCalls: IDataObject[] = [];
	/** What n8n gives a poll in milliseconds; undefined: an n8n that has no such function. */
	pollBudget: number | undefined = 5 * 60_000;
	private readonly type: string;
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
		return `${this.n8nUrl}${this.path}`;
	}

	private get path(): string {
		return `/webhook/webhook-of-${this.workflowId}/webhook`;
	}

	/** One poll. Resolves with the JSON of the items, or null. */
	async poll(mode: WorkflowExecuteMode = 'trigger'): Promise<IDataObject[] | null> {
		return await this.withWorkflow(async (workflow, node, data, type) => {
			const context = new PollContext(workflow, node, data, mode, 'activate');
			const { pollBudget } = this;
			Object.assign(context, {
				getPollBudgetMs: pollBudget === undefined ? undefined : () => pollBudget,
			});
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

	/** A call to the trigger's address. n8n answers it when it has started the workflow, or could not. */
	async deliver(headers: Record<string, string>, body: string): Promise<Answered> {
		const { status, started } = await this.call(headers, body);
		return { status, ...(started ? { started } : {}) };
	}

	/** A call of the trigger to its own address, as another process makes it. Gives the answer's body. */
	async callItself(key: string, body: object = {}): Promise<unknown> {
		const data = JSON.parse(this.stored) as Record<string, Record<string, string>>;
		const { value } = JSON.parse(data['node:Trigger'].koldanSeed) as { value: { seed: string } };
		const headers = { 'x-koldan-n8n-token': tokenFor(value.seed, key) };
		return (await this.call(headers, JSON.stringify(body))).answer;
	}

	private async call(
		headers: Record<string, string>,
		body: string,
	): Promise<Answered & { answer: unknown }> {
		let content: unknown;
		const response = {
			headersSent: false,
			statusCode: 200,
			status(code: number) {
				this.statusCode = code;
				return this;
			},
			json(given: unknown) {
				content = given;
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
				this.connect(context);
				return await type.webhook!.call(context);
			},
			// n8n stores nothing that a call wrote which starts an execution.
			({ workflowData }) => workflowData === undefined,
		);
		const items = answer.workflowData?.[0] as INodeExecutionData[] | undefined;
		if (items) this.beforeStart();
		const starts = items !== undefined && !this.startsFail;
		if (!response.headersSent)
			response.status(items && !starts ? 500 : 200).json(answer.webhookResponse ?? {});
		return {
			status: response.statusCode,
			answer: content,
			...(starts ? { started: items.map(({ json }) => json) } : {}),
		};
	}

	/** Lets the trigger's own calls reach this n8n, which has no server. */
	private connect(context: HookContext | WebhookContext): void {
		const { httpRequest } = context.helpers;
		Object.assign(context.helpers, {
			httpRequest: async (options: IHttpRequestOptions): Promise<unknown> => {
				if (!options.url.includes(this.path)) return (await httpRequest(options)) as unknown;
				const token = String(options.headers?.['X-Koldan-N8n-Token']);
				this.selfCalls.push(token.split('.')[0].replace(/^own:/, ''));
				if (!this.handlesSelfCalls) return { statusCode: 200, body: '' };
				const headers = { 'x-koldan-n8n-token': token };
				const called = await this.call(headers, JSON.stringify(options.body));
				if (called.started) this.startedBySelfCalls.push(...called.started);
				return { statusCode: called.status, body: called.answer };
			},
		});
	}

	private async hook(name: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
		return await this.withWorkflow(async (workflow, node, data, type) => {
			const webhook = { ...this.webhookData(data), node: node.name };
			const context = new HookContext(workflow, node, data, 'trigger', 'activate', webhook);
			this.connect(context);
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
		isStored: (result: T) => boolean = () => true,
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
					credentials: nodeCredentials,
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
		if (isStored(result)) this.stored = JSON.stringify(workflow.staticData);
		return result;
	}
}
