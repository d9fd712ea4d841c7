import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { N8nClient } from './client.mts';
import { n8nEnvironment } from './environment.mts';
import { ensureN8n } from './install.mts';
import type { N8nInstall } from './install.mts';
import type { StartN8nOptions, Tls } from './instance.mts';
import { startLoadBalancer } from './load-balancer.mts';
import type { LoadBalancer } from './load-balancer.mts';
import { EDITOR_IS_READY, N8nProcess } from './n8n-process.mts';
import type { N8nCommand } from './n8n-process.mts';
import { installPackage, packPackage } from './package.mts';
import { freePorts } from './ports.mts';
import { removeFolder, temporaryFolder } from './processes.mts';
import { createQueueServices } from './services.mts';
import type { QueueServices } from './services.mts';

export { servicesMissing } from './services.mts';

export interface StartQueueOptions
	extends Pick<StartN8nOptions, 'install' | 'package' | 'env' | 'https'> {
	/** Worker processes. Default: 2. */
	workers?: number;
	/** The n8n of each worker, where it is not `install`. */
	workerInstalls?: N8nInstall[];
	/** Executions a worker runs at a time. Default: 10, as n8n's. */
	concurrency?: number;
	/** Webhook processors. Default: 1. */
	webhooks?: number;
	/** Receives every process's output, a line at a time, with its name (`main`, `worker 1`, …). */
	onLine?: (line: string, name: string) => void;
}

/** A running n8n in queue mode: main, workers and webhook processors behind one address, with its REST client. */
export class N8nQueue extends N8nClient {
	/** The load balancer's address: the editor and all webhooks are reached there. */
	readonly url: string;
	readonly webhookUrl: string;
	readonly main: N8nProcess;
	readonly workers: N8nProcess[];
	readonly webhooks: N8nProcess[];
	/** A folder that nodes on every process may read from and write to. */
	readonly filesFolder: string;
	private readonly cleanUp: () => Promise<void>;

	constructor(parts: {
		url: string;
		version: string;
		main: N8nProcess;
		workers: N8nProcess[];
		webhooks: N8nProcess[];
		filesFolder: string;
		ca?: string;
		cleanUp: () => Promise<void>;
	}) {
		super(parts);
		this.url = parts.url;
		this.webhookUrl = parts.url;
		this.main = parts.main;
		this.workers = parts.workers;
		this.webhooks = parts.webhooks;
		this.filesFolder = parts.filesFolder;
		this.cleanUp = parts.cleanUp;
	}

	/** Every process, main first. */
	get processes(): N8nProcess[] {
		return [this.main, ...this.workers, ...this.webhooks];
	}

	/** Starts all processes. Main goes first, since it makes the database. */
	async start(): Promise<void> {
		await this.main.start();
		await Promise.all(
			[...this.workers, ...this.webhooks].map(async (process) => await process.start()),
		);
	}

	/** Ends all processes and removes the database, the Redis keys and the folders. */
	async stop(): Promise<void> {
		await Promise.all(this.processes.map(async (process) => await process.stop()));
		await this.cleanUp();
	}
}

/** The settings that every process of one queue-mode n8n shares. */
async function sharedSettings(
	folder: string,
	url: string,
	services: QueueServices,
	tls?: Tls,
): Promise<Record<string, string>> {
	const ca = join(folder, 'ca.pem');
	if (tls) await writeFile(ca, tls.ca);
	return {
		...services.env,
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		N8N_HOST: 'localhost',
		N8N_PROTOCOL: 'http',
		N8N_PROXY_HOPS: '1',
		WEBHOOK_URL: url,
		N8N_EDITOR_BASE_URL: url,
		N8N_SECURE_COOKIE: String(Boolean(tls)),
		N8N_RESTRICT_FILE_ACCESS_TO: join(folder, 'files'),
		...(tls && { NODE_EXTRA_CA_CERTS: ca }),
	};
}

/**
 * Starts n8n in queue mode as its documentation describes it: main, workers and webhook processors (a user folder each, as in
 * containers), PostgreSQL, Redis, and a load balancer in front. Ask {@link servicesMissing} first.
 *
 * @throws {HarnessError} if n8n can't be had, the package is not built or a process doesn't start
 */
export async function startQueue(options: StartQueueOptions = {}): Promise<N8nQueue> {
	const { workers = 2, webhooks = 1, concurrency = 10, https: tls } = options;
	const install = options.install ?? (await ensureN8n());
	const packed = options.package ?? (await packPackage());
	const services = await createQueueServices();
	const folder = temporaryFolder('koldan-queue-');
	await mkdir(join(folder, 'files'));

	const kinds: N8nCommand[] = [
		'start',
		...Array<N8nCommand>(workers).fill('worker'),
		...Array<N8nCommand>(webhooks).fill('webhook'),
	];
	const ports = await freePorts(kinds.length * 2);
	const processes: N8nProcess[] = [];
	const backend = (index: number) => ({
		port: ports[index],
		isUp: () => processes[index]?.isRunning ?? false,
	});
	const balancer: LoadBalancer = await startLoadBalancer({
		main: backend(0),
		webhooks: kinds.flatMap((kind, index) => (kind === 'webhook' ? [backend(index)] : [])),
		tls,
	});
	const url = `${tls ? 'https' : 'http'}://localhost:${balancer.port}`;
	const shared = await sharedSettings(folder, url, services, tls);

	for (const [index, command] of kinds.entries()) {
		const number = kinds.slice(0, index + 1).filter((kind) => kind === command).length;
		const name = command === 'start' ? 'main' : `${command} ${number}`;
		const userFolder = join(folder, name.replace(' ', '-'));
		await mkdir(join(userFolder, 'tmp'), { recursive: true });
		if (packed) await installPackage(userFolder, packed);
		const settings = {
			...shared,
			N8N_USER_FOLDER: userFolder,
			TMPDIR: join(userFolder, 'tmp'),
			N8N_PORT: String(ports[index]),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(ports[index]),
			N8N_RUNNERS_BROKER_PORT: String(ports[kinds.length + index]),
			...(command === 'start' && { N8N_DISABLE_PRODUCTION_MAIN_PROCESS: String(webhooks > 0) }),
			...options.env,
		};
		const own = command === 'worker' ? options.workerInstalls?.[number - 1] : undefined;
		const installed = own ?? install;
		processes.push(
			new N8nProcess({
				install: installed,
				command,
				args: command === 'worker' ? [`--concurrency=${concurrency}`] : [],
				cwd: userFolder,
				env: n8nEnvironment(installed, settings),
				readinessUrl: `http://127.0.0.1:${ports[index]}/healthz/readiness`,
				readyLine: command === 'start' ? EDITOR_IS_READY : undefined,
				onLine: (line) => options.onLine?.(line, name),
			}),
		);
	}

	const queue = new N8nQueue({
		url,
		version: install.version,
		main: processes[0],
		workers: processes.slice(1, 1 + workers),
		webhooks: processes.slice(1 + workers),
		filesFolder: join(folder, 'files'),
		ca: tls?.ca,
		cleanUp: async () => {
			await balancer.close();
			await services.remove();
			await removeFolder(folder);
		},
	});
	try {
		await queue.start();
	} catch (error) {
		await queue.stop();
		throw error;
	}
	return queue;
}
