import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

import axios from 'axios';
import type { AxiosInstance, AxiosResponse, Method } from 'axios';
import { parse } from 'flatted';
import type {
	ExecutionStatus,
	INode,
	INodeExecutionData,
	IConnections,
	IRunExecutionData,
	IWorkflowSettings,
} from 'n8n-workflow';

import { differencesOf, isNotReady, MAIN_VERSION } from './versions.mts';
import type { Differences } from './versions.mts';
import { PATIENCE } from './patience.mts';

/** The parts of a workflow file that n8n needs to import it. */
export interface WorkflowFile {
	id?: string;
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: Record<string, INodeExecutionData[]>;
}

/** A credential as the editor saves it: `data` in clear, n8n encrypts it. */
export interface CredentialFile {
	name: string;
	type: string;
	data: Record<string, string | number | boolean>;
}

/** An execution as n8n lists it. */
export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	startedAt: string;
	stoppedAt?: string | null;
	waitTill?: string | null;
}

interface ExecutionPage {
	results: ExecutionSummary[];
	nextCursor?: string | null;
}

/** An execution with what its nodes put out. */
export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
}

export interface Owner {
	email: string;
	password: string;
}

/** What n8n answered when it refused a request. */
export class N8nRequestError extends Error {
	override name = 'N8nRequestError';
	readonly status: number;
	readonly body: unknown;

	constructor(method: string, path: string, response: AxiosResponse<unknown>) {
		super(`${method} ${path}: ${response.status} ${JSON.stringify(response.data).slice(0, 500)}`);
		this.status = response.status;
		this.body = response.data;
	}
}

/** Where an n8n is, and which. */
export interface N8nAddress {
	/** Where the editor is reached. */
	url: string;
	/** n8n's version, since its REST interface differs. Default: the one pinned in `version.json`. */
	version?: string;
	/** The PEM text of the authority whose certificate n8n shows, for https. */
	ca?: string;
	/** The {@link N8nClient.session} of another client, to be signed in as its user. Default: nobody is signed in. */
	session?: string;
}

/** n8n gives no more executions at once. */
const LARGEST_PAGE = 100;
/** How long n8n may be too busy, in milliseconds. */
const BUSY_AT_MOST = PATIENCE;
const EVERY_STATUS = [
	'canceled',
	'crashed',
	'error',
	'new',
	'running',
	'success',
	'unknown',
	'waiting',
];
const FINISHED: ExecutionStatus[] = ['success', 'error', 'canceled', 'crashed'];
export const OWNER: Owner = { email: 'owner@example.com', password: 'Owner-of-a-test-1' };

/** The items that a node put out in its last run, on one output (default: the first). */
export function outputOf(execution: Execution, nodeName: string, output = 0): INodeExecutionData[] {
	return execution.data.resultData.runData[nodeName]?.at(-1)?.data?.main[output] ?? [];
}

/** Talks to n8n's own REST interface as the editor does. One client is one signed-in browser. */
export class N8nClient {
	/** n8n's version. */
	readonly version: string;
	private readonly http: AxiosInstance;
	private readonly differences: Differences;
	private cookie: string;

	constructor({ url, version = MAIN_VERSION, ca, session = '' }: N8nAddress) {
		this.version = version;
		this.cookie = session;
		this.differences = differencesOf(version);
		this.http = axios.create({
			baseURL: url,
			httpAgent: new HttpAgent(),
			httpsAgent: new HttpsAgent({ ca }),
			proxy: false,
			maxRedirects: 0,
			maxBodyLength: Infinity,
			validateStatus: () => true,
		});
	}

	/**
	 * Sends one request with the session's cookie, again while n8n can't answer yet. Resolves with the body, without n8n's
	 * `data` envelope.
	 *
	 * @throws {N8nRequestError} on any status over 399
	 */
	async request<T>(
		method: Method,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<T> {
		const deadline = Date.now() + BUSY_AT_MOST;
		const send = async (): Promise<AxiosResponse<unknown>> =>
			await this.http.request({
				method,
				url: path,
				data: body,
				headers: { ...headers, ...(this.cookie ? { cookie: this.cookie } : {}) },
			});
		let response = await send();
		while (isNotReady(response.status, response.data) && Date.now() < deadline) {
			await sleep(500);
			response = await send();
		}
		if (response.status >= 400) throw new N8nRequestError(method, path, response);
		const cookies = response.headers['set-cookie'];
		if (cookies) this.cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
		const { data } = response;
		return (typeof data === 'object' && data !== null && 'data' in data ? data.data : data) as T;
	}

	/** The cookie of the user who is signed in. */
	get session(): string {
		return this.cookie;
	}

	/** Makes the first user of a fresh n8n and signs in as them. */
	async setupOwner(owner: Owner = OWNER): Promise<void> {
		await this.request('POST', '/rest/owner/setup', {
			...owner,
			firstName: 'Test',
			lastName: 'Owner',
		});
	}

	/** Signs in, for example after a restart with other keys, or as a second browser. */
	async signIn(owner: Owner = OWNER): Promise<void> {
		await this.request('POST', '/rest/login', {
			emailOrLdapLoginId: owner.email,
			password: owner.password,
		});
	}

	/** Saves a credential. Resolves with its id. */
	async importCredentials({ name, type, data }: CredentialFile): Promise<string> {
		const { id } = await this.request<{ id: string }>('POST', '/rest/credentials', {
			name,
			type,
			data,
		});
		return id;
	}

	/** Runs a credential's own test, as the editor does after saving. */
	async testCredentials(
		id: string,
		file: CredentialFile,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.request('POST', '/rest/credentials/test', { credentials: { id, ...file } });
	}

	/**
	 * Saves a workflow. `credentials` maps a credential type to a saved credential's id: every node that uses the type gets it, as
	 * a user would choose it after the import. Resolves with the workflow's id.
	 */
	async importWorkflow(
		file: WorkflowFile,
		credentials: Record<string, string> = {},
	): Promise<string> {
		const nodes = file.nodes.map((node) => ({
			...node,
			...(node.credentials && {
				credentials: Object.fromEntries(
					Object.entries(node.credentials).map(([type, old]) => [
						type,
						{ name: old.name, id: credentials[type] ?? old.id },
					]),
				),
			}),
		}));
		const { id } = await this.request<{ id: string }>('POST', '/rest/workflows', {
			...file,
			nodes,
			settings: { executionOrder: 'v1', ...file.settings },
			...this.differences.newWorkflow,
		});
		return id;
	}

	/**
	 * Publishes (activates) a workflow and waits until its triggers are registered.
	 *
	 * @throws {Error} with the triggers' own words if one of them can't be activated
	 */
	async publish(workflowId: string, timeout = PATIENCE): Promise<void> {
		const { versionId } = await this.request<{ versionId: string }>(
			'GET',
			`/rest/workflows/${workflowId}`,
		);
		await this.request('POST', `/rest/workflows/${workflowId}/activate`, { versionId });
		if (!this.differences.hasPublicationStatus) return;
		const deadline = Date.now() + timeout;
		for (;;) {
			const { status, triggers } = await this.request<{
				status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
				triggers: Array<{ nodeId: string; errorMessage: string | null }>;
			}>('GET', `/rest/workflows/${workflowId}/publication-status`);
			if (status === 'published') return;
			if (status === 'failed' || status === 'partial') {
				throw new Error(
					triggers.flatMap(({ errorMessage }) => errorMessage ?? []).join('\n') || 'Not published',
				);
			}
			if (Date.now() > deadline)
				throw new Error(`Workflow ${workflowId} was not published within ${timeout} ms`);
			await sleep(100);
		}
	}

	/** Takes a published workflow back (deactivates it) and waits until its triggers are gone. */
	async unpublish(workflowId: string, timeout = PATIENCE): Promise<void> {
		await this.request('POST', `/rest/workflows/${workflowId}/deactivate`, {});
		if (!this.differences.hasPublicationStatus) return;
		const deadline = Date.now() + timeout;
		for (;;) {
			const { status } = await this.request<{ status: string }>(
				'GET',
				`/rest/workflows/${workflowId}/publication-status`,
			);
			if (status === 'not_published') return;
			if (Date.now() > deadline)
				throw new Error(`Workflow ${workflowId} is still ${status} after ${timeout} ms`);
			await sleep(100);
		}
	}

	/**
	 * Runs a workflow by hand from the trigger with this name, up to a node if one is given. Resolves with the execution's id,
	 * which goes on running.
	 */
	async run(workflowId: string, triggerName: string, lastNode?: string): Promise<string> {
		const destination = lastNode
			? { destinationNode: { nodeName: lastNode, mode: 'inclusive' } }
			: {};
		const executionId = await this.runManually(workflowId, triggerName, {}, destination);
		if (!executionId)
			throw new Error(`"${triggerName}" waits for an event: it can't be run by itself`);
		return executionId;
	}

	/** Clicks "Execute workflow" on a trigger that waits for an event ("listen for test event"). */
	async listenForTestEvent(workflowId: string, triggerName: string): Promise<void> {
		await this.runManually(workflowId, triggerName, { 'push-ref': 'test-harness' });
	}

	private async runManually(
		workflowId: string,
		triggerName: string,
		headers: Record<string, string> = {},
		more: object = {},
	): Promise<string | undefined> {
		const path = `/rest/workflows/${workflowId}`;
		const workflowData = this.differences.runsSavedWorkflow
			? undefined
			: await this.request('GET', path);
		const body = { workflowData, triggerToStartFrom: { name: triggerName }, ...more };
		const { executionId } = await this.request<{ executionId?: string }>(
			'POST',
			`${path}/run`,
			body,
			headers,
		);
		return executionId;
	}

	/** An execution with its data; `data` is empty while n8n has not saved any. */
	async execution(id: string): Promise<Execution> {
		const found = await this.request<ExecutionSummary & { data: string }>(
			'GET',
			`/rest/executions/${id}`,
		);
		return { ...found, data: parse(found.data) as IRunExecutionData };
	}

	/** The executions of a workflow (or all), newest first, without their data. */
	async executions(workflowId?: string, limit = 100): Promise<ExecutionSummary[]> {
		const found = new Map<string, ExecutionSummary>();
		const pages = this.differences.executionPages;
		// Without statuses, versions that page by id sort by time: some would be on no page.
		const status = pages === 'lastId' ? EVERY_STATUS : undefined;
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		let after: string | undefined;
		do {
			const { results, nextCursor } = await this.request<ExecutionPage>(
				'GET',
				`/rest/executions?limit=${LARGEST_PAGE}&filter=${filter}${after ? `&${pages}=${after}` : ''}`,
			);
			for (const execution of results) found.set(execution.id, execution);
			const last = results.length < LARGEST_PAGE ? undefined : results.at(-1)?.id;
			after = pages === 'cursor' ? (nextCursor ?? undefined) : last;
		} while (after && found.size < limit);
		return [...found.values()].slice(0, limit);
	}

	/** Waits until an execution has one of `statuses` (default: it has ended, well or not), and gives it with its data. */
	async waitForExecution(
		id: string,
		timeout = PATIENCE,
		statuses: ExecutionStatus[] = FINISHED,
	): Promise<Execution> {
		const deadline = Date.now() + timeout;
		for (;;) {
			const execution = await this.execution(id);
			if (statuses.includes(execution.status) && this.isWhole(execution)) return execution;
			if (Date.now() > deadline) {
				throw new Error(
					`Execution ${id} is "${execution.status}" after ${timeout} ms, not ${statuses.join(' or ')}`,
				);
			}
			await sleep(100);
		}
	}

	/** Whether the data of an execution, which n8n may store after the status, belongs to that status. */
	private isWhole({ status, data }: Partial<Execution>): boolean {
		if (this.differences.storesExecutionsWhole) return true;
		if (!data) return false;
		if (status === 'waiting') return data.waitTill !== undefined;
		if (status === 'error') return data.resultData.error !== undefined;
		return status !== 'success' || data.executionData?.nodeExecutionStack.length === 0;
	}

	/** Runs a saved workflow by hand and waits for its end. */
	async runOnce(workflowId: string, triggerName: string, timeout?: number): Promise<Execution> {
		return await this.waitForExecution(await this.run(workflowId, triggerName), timeout);
	}

	/** Stops a running or waiting execution, as the editor's stop button does. */
	async stopExecution(id: string): Promise<void> {
		await this.request('POST', `/rest/executions/${id}/stop`);
	}
}
