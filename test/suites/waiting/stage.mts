import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import type { Behaviour, Outcome } from '../../koldan-server/behaviour.mts';
import type { Job } from '../../koldan-server/jobs.mts';
import { startKoldanServer } from '../../koldan-server/server.mts';
import type { KoldanServer, KoldanServerOptions } from '../../koldan-server/server.mts';
import { outputOf } from '../../n8n/client.mts';
import type { CredentialFile, Execution, N8nClient, WorkflowFile } from '../../n8n/client.mts';
import type { CertificateAuthority } from '../../fixtures/certificates.mts';
import { makeWav } from '../../fixtures/wav.mts';
import { waitingWorkflow } from './workflow.mts';
import type { SourceItem, WorkflowOptions } from './workflow.mts';
import { PATIENCE, until } from '../../n8n/patience.mts';

/** What the tests of waiting need of n8n, whether it is one process or several. */
export type AnyN8n = N8nClient & { url: string; filesFolder: string };

export const transcriptOf = (label: string) => `transcript of ${label}`;

/** How the recording of an item is transcribed; without one it is completed with a text that names the item. */
export type Plan = Record<string, Outcome>;

export interface RunOptions extends Omit<WorkflowOptions, 'items'> {
	/** How many items, or their labels. */
	items?: number | string[];
	plan?: Plan;
}

const labels = (items: number | string[]) =>
	typeof items === 'number' ? Array.from({ length: items }, (_, index) => `item ${index}`) : items;

/** A Koldan node that uses a credential of the OAuth2 type. */
const signedIn = (node: INode): INode =>
	node.credentials?.koldanApi
		? {
				...node,
				parameters: { ...node.parameters, authentication: 'oAuth2' },
				credentials: { koldanOAuth2Api: node.credentials.koldanApi },
			}
		: node;

/** A Koldan of its own with its credential in n8n, so that scenes can run side by side. */
export class Scene {
	readonly koldan: KoldanServer;
	readonly credential: string;
	private readonly n8n: AnyN8n;
	private readonly labelOfFile: Map<string, string>;
	private readonly plan: Map<string, Outcome>;

	constructor(parts: {
		koldan: KoldanServer;
		credential: string;
		n8n: AnyN8n;
		labelOfFile: Map<string, string>;
		plan: Map<string, Outcome>;
	}) {
		this.koldan = parts.koldan;
		this.credential = parts.credential;
		this.n8n = parts.n8n;
		this.labelOfFile = parts.labelOfFile;
		this.plan = parts.plan;
	}

	/** How a job ends. */
	outcomeOf(fileId: string): Outcome {
		return outcomeOf(this.labelOfFile, this.plan, fileId);
	}

	/** The label of the item whose recording a file in Koldan is. */
	labelOf(fileId: string): string | undefined {
		return this.labelOfFile.get(fileId);
	}

	/** Files in Koldan, as items of a workflow. */
	files(items: number | string[], plan: Plan = {}): SourceItem[] {
		return labels(items).map((label) => {
			const { id } = this.koldan.files.add({ name: label });
			this.labelOfFile.set(id, label);
			if (plan[label]) this.plan.set(id, plan[label]);
			return { label, fileId: id };
		});
	}

	/** Short recordings on the disk of n8n, each with a sound of its own, as items of a workflow. */
	async recordings(items: number | string[]): Promise<SourceItem[]> {
		const folder = join(this.n8n.filesFolder, randomUUID());
		await mkdir(folder, { recursive: true });
		return await Promise.all(
			labels(items).map(async (label, index) => {
				const path = join(folder, `${label}.wav`);
				await writeFile(path, makeWav({ seconds: 0.2, tone: 200 + index }));
				return { label, path };
			}),
		);
	}

	/** Saves a workflow whose Koldan nodes get this scene's credential. */
	async importWorkflow(file: WorkflowFile): Promise<string> {
		const type = this.koldan.issuer ? 'koldanOAuth2Api' : 'koldanApi';
		const nodes = this.koldan.issuer ? file.nodes.map(signedIn) : file.nodes;
		return await this.n8n.importWorkflow({ ...file, nodes }, { [type]: this.credential });
	}

	/** Saves a workflow on new files and runs it by hand. */
	async start(options: RunOptions = {}): Promise<Waiting> {
		return await this.startWith(this.files(options.items ?? 1, options.plan), options);
	}

	/**
	 * Saves and publishes a workflow that starts by a webhook. The function that comes out starts one execution, on these items,
	 * as an app out in the world would.
	 */
	async publish(
		options: Omit<WorkflowOptions, 'items' | 'webhook'> = {},
	): Promise<{ workflowId: string; fire: (items: SourceItem[]) => Promise<void> }> {
		const path = randomUUID();
		const workflowId = await this.importWorkflow(
			waitingWorkflow({ ...options, items: [], webhook: path }),
		);
		await this.n8n.publish(workflowId);
		return {
			workflowId,
			fire: async (items) => {
				await this.n8n.request('POST', `/webhook/${path}`, { items });
			},
		};
	}

	/** Saves a workflow on these items and runs it by hand. */
	async startWith(
		items: SourceItem[],
		options: Omit<WorkflowOptions, 'items'> = {},
	): Promise<Waiting> {
		const workflowId = await this.importWorkflow(waitingWorkflow({ ...options, items }));
		return new Waiting(this, this.n8n, {
			executionId: await this.n8n.run(workflowId, 'Start'),
			workflowId,
			items,
		});
	}
}

function outcomeOf(
	labelOfFile: Map<string, string>,
	plan: Map<string, Outcome>,
	fileId: string,
): Outcome {
	const planned = plan.get(fileId);
	if (planned) return planned;
	const text = transcriptOf(labelOfFile.get(fileId) ?? 'nobody knows');
	return {
		status: 'COMPLETED',
		result: { text, detectedLanguages: ['en'], confidence: 0.9, duration: 1, segments: null },
	};
}

/** An execution that was started, with the jobs that it started. */
export class Waiting {
	readonly executionId: string;
	readonly workflowId: string;
	readonly items: SourceItem[];
	private readonly scene: Scene;
	private readonly n8n: AnyN8n;

	constructor(
		scene: Scene,
		n8n: AnyN8n,
		parts: { executionId: string; workflowId: string; items: SourceItem[] },
	) {
		this.scene = scene;
		this.n8n = n8n;
		this.executionId = parts.executionId;
		this.workflowId = parts.workflowId;
		this.items = parts.items;
	}

	/** The jobs of this execution's files, oldest first: several of one file if it was transcribed again. */
	jobs(): Job[] {
		const own = new Set(this.items.map(({ fileId }) => fileId));
		return this.scene.koldan.jobs.list().filter(({ fileId }) => own.has(fileId));
	}

	/** The job of each item, in the items' order. */
	jobOfItems(): Job[] {
		return this.items.map(({ fileId }) => {
			const job = this.jobs().findLast((each) => each.fileId === fileId);
			if (!job) throw new Error(`No job was started for file ${fileId}`);
			return job;
		});
	}

	/** Waits until n8n has parked the execution. */
	async parked(timeout = PATIENCE): Promise<Execution> {
		const execution = await this.n8n.waitForExecution(this.executionId, timeout, [
			'waiting',
			'success',
			'error',
			'canceled',
			'crashed',
		]);
		if (execution.status !== 'waiting')
			throw new Error(
				`The execution is not parked but ${execution.status}: ${execution.data.resultData.error?.message}`,
			);
		return execution;
	}

	/**
	 * Waits until n8n has parked the execution, and the node, which then calls itself, has looked at the jobs. From there on only
	 * Koldan's calls and time wake it up.
	 *
	 * @param runs how many executions of the scene were parked: each looks once
	 */
	async asleep(runs = 1): Promise<Execution> {
		await this.parked();
		await until('look after parking', () => {
			const looks = requestCounts(this.scene.koldan).listTranscriptions ?? 0;
			return looks >= runs || undefined;
		});
		return await this.parked();
	}

	/** Waits until there are that many jobs. */
	async started(count = this.items.length): Promise<Job[]> {
		return await until(
			() => `${count} jobs, but ${this.jobs().length}`,
			() => (this.jobs().length < count ? undefined : this.jobs()),
		);
	}

	/** Ends all unfinished jobs of this execution as planned, one after the other. */
	async finishJobs(): Promise<void> {
		for (const { id, fileId } of this.jobs())
			await this.scene.koldan.jobs.finish(id, this.scene.outcomeOf(fileId));
	}

	async ended(timeout = PATIENCE): Promise<Execution> {
		return await this.n8n.waitForExecution(this.executionId, timeout);
	}
}

/** What came out of the node After (or Errors), as pairs of the source item's label and the item. */
export const outcomes = (execution: Execution, nodeName = 'After'): IDataObject[] =>
	outputOf(execution, nodeName).map(({ json }) => json);

/** How often a node ran. */
export const runsOf = (execution: Execution, nodeName: string): number =>
	execution.data.resultData.runData[nodeName]?.length ?? 0;

/** How many requests of each operation Koldan got, such as `{ createTranscription: 3 }`. */
export function requestCounts(koldan: KoldanServer): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { operationId = 'unknown' } of koldan.requests)
		counts[operationId] = (counts[operationId] ?? 0) + 1;
	return counts;
}

/** The credential of a Koldan: with a sign-in service where it has one, otherwise with its key. */
export function credentialOf(
	{ url: baseUrl, apiKey, issuer }: Pick<KoldanServer, 'url' | 'apiKey' | 'issuer'>,
	webhookSecret = '',
): CredentialFile {
	if (!issuer)
		return {
			name: 'Koldan',
			type: 'koldanApi',
			data: { authentication: 'apiKey', apiKey, baseUrl, webhookSecret },
		};
	const { tokenUrl: accessTokenUrl, clientId, clientSecret } = issuer;
	const grantType = 'clientCredentials';
	return {
		name: 'Koldan',
		type: 'koldanOAuth2Api',
		data: { grantType, accessTokenUrl, clientId, clientSecret, baseUrl, webhookSecret },
	};
}

/** The place where scenes are played: an n8n that serves https with a certificate of the authority. */
export class Stage {
	readonly n8n: AnyN8n;
	private readonly authority: CertificateAuthority;
	private readonly servers: KoldanServer[] = [];

	constructor(n8n: AnyN8n, authority: CertificateAuthority) {
		this.n8n = n8n;
		this.authority = authority;
	}

	/** Starts a Koldan of its own, whose jobs end by themselves after 300 ms unless `behaviour` says otherwise. */
	async open(
		behaviour: Partial<Behaviour> = {},
		options: { webhookSecret?: string; server?: KoldanServerOptions } = {},
	): Promise<Scene> {
		const labelOfFile = new Map<string, string>();
		const plan = new Map<string, Outcome>();
		const koldan = await startKoldanServer({
			recognizer: 'simulation',
			ca: this.authority.ca,
			...options.server,
			behaviour: {
				jobDurationMs: 300,
				outcome: ({ fileId, name }) => {
					// What was uploaded from n8n's disk is named after its item.
					if (!labelOfFile.has(fileId)) labelOfFile.set(fileId, name.replace(/\.wav$/, ''));
					return outcomeOf(labelOfFile, plan, fileId);
				},
				...behaviour,
			},
		});
		this.servers.push(koldan);
		const { webhookSecret = '' } = options;
		const credential = await this.n8n.importCredentials(credentialOf(koldan, webhookSecret));
		return new Scene({ koldan, credential, n8n: this.n8n, labelOfFile, plan });
	}

	/** Closes all Koldans. Gives every violation of the contract: tests expect none. */
	async close(): Promise<string[]> {
		await Promise.all(this.servers.map(async (koldan) => await koldan.close()));
		return this.servers.flatMap(({ contractViolations }) => contractViolations);
	}
}
