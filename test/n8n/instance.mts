import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { N8nClient } from './client.mts';
import type { N8nAddress } from './client.mts';
import { n8nEnvironment } from './environment.mts';
import { HarnessError } from './harness-error.mts';
import { ensureN8n } from './install.mts';
import type { N8nInstall } from './install.mts';
import { EDITOR_IS_READY, N8nProcess } from './n8n-process.mts';
import { installPackage, packPackage } from './package.mts';
import type { PackedPackage } from './package.mts';
import { freePorts, isPortTaken } from './ports.mts';
import { removeFolder, temporaryFolder } from './processes.mts';

/** A server certificate, all PEM texts. n8n itself trusts `ca` as well, since nodes call n8n's own address. */
export interface Tls {
	key: string;
	cert: string;
	ca: string;
}

export interface StartN8nOptions {
	/** Default: the n8n that `KOLDAN_N8N` names, else the pinned one; fetched into the cache if need be. */
	install?: N8nInstall;
	/** The package to install. Default: this repository's, packed as it is built now. `false`: none. */
	package?: PackedPackage | false;
	/** n8n's data. Default: a temporary folder, which `stop()` removes. */
	userFolder?: string;
	/** Further settings of n8n; they win over the harness's. */
	env?: Record<string, string>;
	/** Serve https with this certificate. Default: plain http. */
	https?: Tls;
	/** Default: a free port. */
	port?: number;
	/** Receives n8n's output, a line at a time. */
	onLine?: (line: string) => void;
}

export interface N8nInstanceParts extends N8nAddress {
	webhookUrl: string;
	port: number;
	userFolder: string;
	filesFolder: string;
	process: N8nProcess;
	/** Whether {@link N8nInstance.stop} removes the user folder. */
	temporary: boolean;
}

/** A running n8n in regular mode, with its REST client. */
export class N8nInstance extends N8nClient {
	/** Where the editor is, for example `https://localhost:40123`. */
	readonly url: string;
	/** The base of webhook and resume addresses; the same unless `WEBHOOK_URL` was set. */
	readonly webhookUrl: string;
	readonly port: number;
	/** n8n's data: `.n8n` is in it. */
	readonly userFolder: string;
	/** A folder that n8n's nodes may read from and write to. */
	readonly filesFolder: string;
	readonly process: N8nProcess;
	private readonly temporary: boolean;

	constructor(parts: N8nInstanceParts) {
		super(parts);
		this.url = parts.url;
		this.webhookUrl = parts.webhookUrl;
		this.port = parts.port;
		this.userFolder = parts.userFolder;
		this.filesFolder = parts.filesFolder;
		this.process = parts.process;
		this.temporary = parts.temporary;
	}

	/** n8n's output so far, a line each. */
	get logs(): string[] {
		return this.process.logs;
	}

	/** Memory of the n8n process in bytes. Linux only. */
	async rss(): Promise<{ current: number; peak: number }> {
		return await this.process.rss();
	}

	/** Ends n8n at once, as a power cut would. Its data stays for {@link restart}. */
	async kill9(): Promise<void> {
		await this.process.kill9();
	}

	/** Starts n8n again with the same data, address and settings, after {@link kill9} or while it runs. */
	async restart(): Promise<void> {
		await this.process.restart();
	}

	/** Ends n8n and removes its data, if the folder was a temporary one. */
	async stop(): Promise<void> {
		await this.process.stop();
		if (this.temporary) await removeFolder(this.userFolder);
	}
}

/** Writes the certificate into the user folder and gives the settings that make n8n serve and trust it. */
async function tlsSettings(userFolder: string, tls: Tls): Promise<Record<string, string>> {
	const folder = join(userFolder, 'tls');
	await mkdir(folder, { recursive: true });
	const file = async (name: string, text: string) => {
		const path = join(folder, name);
		await writeFile(path, text, { mode: 0o600 });
		return path;
	};
	return {
		N8N_PROTOCOL: 'https',
		N8N_SSL_KEY: await file('key.pem', tls.key),
		N8N_SSL_CERT: await file('cert.pem', tls.cert),
		NODE_EXTRA_CA_CERTS: await file('ca.pem', tls.ca),
	};
}

/** The failure of a port that was asked for and can't be had. */
export function portTaken(port: number): HarnessError {
	return new HarnessError(
		`Port ${port} is taken by another program. Choose another one, or end that program.`,
	);
}

/**
 * Starts n8n with the package installed and waits until it is ready. It ends with `stop()`, and also when this process ends,
 * however that happens.
 *
 * @throws {HarnessError} if n8n can't be had, the package is not built, the port is taken or n8n doesn't start
 */
export async function startN8n(options: StartN8nOptions = {}): Promise<N8nInstance> {
	const install = options.install ?? (await ensureN8n());
	const packed = options.package ?? (await packPackage());
	if (options.port && (await isPortTaken(options.port))) {
		throw portTaken(options.port);
	}
	const [freeMain, brokerPort] = await freePorts(2);
	const port = options.port || freeMain;
	const userFolder = options.userFolder ?? temporaryFolder('koldan-n8n-');
	const filesFolder = join(userFolder, 'files');
	await mkdir(filesFolder, { recursive: true });
	await mkdir(join(userFolder, 'tmp'), { recursive: true });
	if (packed) await installPackage(userFolder, packed);

	const url = `${options.https ? 'https' : 'http'}://localhost:${port}`;
	const settings = {
		N8N_USER_FOLDER: userFolder,
		TMPDIR: join(userFolder, 'tmp'),
		N8N_HOST: 'localhost',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		WEBHOOK_URL: url,
		N8N_EDITOR_BASE_URL: url,
		N8N_SECURE_COOKIE: String(Boolean(options.https)),
		N8N_RESTRICT_FILE_ACCESS_TO: filesFolder,
		...(options.https ? await tlsSettings(userFolder, options.https) : { N8N_PROTOCOL: 'http' }),
		...options.env,
	};
	const process = new N8nProcess({
		install,
		command: 'start',
		cwd: userFolder,
		env: n8nEnvironment(install, settings),
		readinessUrl: `${url}/healthz/readiness`,
		readyLine: EDITOR_IS_READY,
		onLine: options.onLine,
	});
	const instance = new N8nInstance({
		url,
		version: install.version,
		webhookUrl: settings.WEBHOOK_URL,
		port,
		userFolder,
		filesFolder,
		process,
		temporary: options.userFolder === undefined,
		ca: options.https?.ca,
	});
	try {
		await process.start();
	} catch (error) {
		await instance.stop();
		throw error;
	}
	return instance;
}
