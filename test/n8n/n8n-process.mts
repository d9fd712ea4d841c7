import { readFile, writeFile } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

import { HarnessError } from './harness-error.mts';
import type { N8nInstall } from './install.mts';
import { freePorts } from './ports.mts';
import { startGroup } from './processes.mts';
import type { Group } from './processes.mts';
import { PATIENCE } from './patience.mts';

export type N8nCommand = 'start' | 'worker' | 'webhook';

export interface N8nProcessOptions {
	install: N8nInstall;
	command: N8nCommand;
	/** Further arguments, for example `--concurrency=5` of a worker. */
	args?: string[];
	cwd: string;
	/** The whole environment; see `environment.mts`. */
	env: Record<string, string>;
	/** An address that answers 200 once the process is ready for work. */
	readinessUrl: string;
	/** A line of output that must have come as well before the process counts as ready. */
	readyLine?: RegExp;
	/** How long the start may take, in milliseconds. */
	startTimeout?: number;
	/** Receives each line of output as it comes. */
	onLine?: (line: string) => void;
}

/**
 * What n8n's main process writes when it is ready: an answer to the question of its readiness comes before the triggers of
 * published workflows are active, and in n8n 1 before the REST interface is there.
 */
export const EDITOR_IS_READY = /^Editor is now accessible/;

const START_TIMEOUT_MS = 2 * PATIENCE;
const STOP_TIMEOUT_MS = 15_000;
const KEPT_LINES = 20_000;
/** Linux counts processor time in these, whatever the machine. */
const TICKS_A_SECOND = 100;

/** The status that `url` answers with, or 0 if it doesn't answer. The certificate may be anybody's: only liveness is asked. */
async function probe(url: string): Promise<number> {
	const get = url.startsWith('https:') ? httpsGet : httpGet;
	return await new Promise((resolve) => {
		const request = get(
			url,
			{ rejectUnauthorized: false, agent: false, timeout: 2_000 },
			(response) => {
				response.resume();
				resolve(response.statusCode ?? 0);
			},
		);
		request.once('timeout', () => request.destroy());
		request.once('error', () => resolve(0));
	});
}

/** One process of n8n (main, worker or webhook processor) that can be stopped, killed and started again with the same settings. */
export class N8nProcess {
	/** The output so far, a line each. */
	readonly logs: string[] = [];
	private group?: Group;
	private rest = '';
	private sawReadyLine = false;
	readonly options: N8nProcessOptions;

	constructor(options: N8nProcessOptions) {
		this.options = options;
	}

	/** The process id of n8n itself. */
	get pid(): number {
		if (!this.group || this.group.hasEnded())
			throw new Error(`n8n ${this.options.command} is not running`);
		return this.group.pid;
	}

	get isRunning(): boolean {
		return this.group !== undefined && !this.group.hasEnded();
	}

	/** Starts the process and waits until it is ready. */
	async start(): Promise<void> {
		const {
			install,
			command,
			args = [],
			cwd,
			env,
			readinessUrl,
			startTimeout = START_TIMEOUT_MS,
		} = this.options;
		this.sawReadyLine = this.options.readyLine === undefined;
		if (this.isRunning) throw new Error(`n8n ${command} is running already`);
		const group = await startGroup({
			command: install.node,
			args: [install.n8n, command, ...args],
			cwd,
			env,
			onOutput: (text) => this.collect(text),
		});
		this.group = group;
		const deadline = Date.now() + startTimeout;
		while (!this.sawReadyLine || (await probe(readinessUrl)) !== 200) {
			if (group.hasEnded() || Date.now() > deadline) {
				await this.kill9();
				const why = group.hasEnded()
					? 'ended while starting'
					: `was not ready after ${startTimeout / 1000} s`;
				throw new HarnessError(
					`n8n ${command} ${why}. Its last words:\n${this.logs.slice(-15).join('\n')}`,
				);
			}
			await sleep(100);
		}
	}

	/** Ends the process as an operator would (SIGTERM), by force if it doesn't end within 15 s. */
	async stop(): Promise<void> {
		const { group } = this;
		if (!group) return;
		group.signal('SIGTERM');
		const force = setTimeout(() => group.signalGroup('SIGKILL'), STOP_TIMEOUT_MS);
		await group.ended;
		clearTimeout(force);
	}

	/** Ends the process and its children at once, as a power cut would. */
	async kill9(): Promise<void> {
		this.group?.signalGroup('SIGKILL');
		await this.group?.ended;
	}

	/** Stops the process if it runs, and starts it with the same settings, ports and data. */
	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	/**
	 * Runs another n8n command (`execute`, `import:workflow`, …) with this process's settings and data, beside it. Resolves with
	 * what it wrote to standard output and standard error, when it has ended.
	 */
	async runCommand(args: string[]): Promise<{ code: number | NodeJS.Signals; output: string }> {
		const { install, cwd, env } = this.options;
		const [broker] = await freePorts(1);
		let output = '';
		const group = await startGroup({
			command: install.node,
			args: [install.n8n, ...args],
			cwd,
			env: { ...env, N8N_RUNNERS_BROKER_PORT: String(broker) },
			onOutput: (text) => (output += text),
		});
		return { code: await group.ended, output };
	}

	/** Resolves with the first line of output, past or to come, that matches. */
	async waitForLog(pattern: RegExp, timeout = PATIENCE): Promise<string> {
		const deadline = Date.now() + timeout;
		for (;;) {
			const found = this.logs.find((line) => pattern.test(line));
			if (found !== undefined) return found;
			if (Date.now() > deadline)
				throw new Error(`n8n wrote nothing like ${String(pattern)} within ${timeout} ms`);
			await sleep(100);
		}
	}

	/** Memory of the n8n process itself in bytes: now, and the most since its start or {@link resetPeak}. Linux only. */
	async rss(): Promise<{ current: number; peak: number }> {
		const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
		const bytes = (field: string) =>
			Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
		return { current: bytes('VmRSS'), peak: bytes('VmHWM') };
	}

	/** Processor time of the n8n process itself, all its threads, in seconds since its start. Linux only. */
	async cpuTime(): Promise<number> {
		const stat = await readFile(`/proc/${this.pid}/stat`, 'utf8');
		// After the name, which may contain anything, come the third field and so on (proc(5)).
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[14 - 3]) + Number(fields[15 - 3])) / TICKS_A_SECOND;
	}

	/** Makes {@link rss} forget the peak so far. Linux only. */
	async resetPeak(): Promise<void> {
		await writeFile(`/proc/${this.pid}/clear_refs`, '5');
	}

	private collect(text: string): void {
		const lines = (this.rest + text).split('\n');
		this.rest = lines.pop() ?? '';
		for (const line of lines) {
			this.logs.push(line);
			if (this.options.readyLine?.test(line)) this.sawReadyLine = true;
			this.options.onLine?.(line);
		}
		if (this.logs.length > KEPT_LINES) this.logs.splice(0, this.logs.length - KEPT_LINES);
	}
}
