import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let reaper: ChildProcess | undefined;

/** Tells the reaper (`reaper.mts`) what to clean up if this process ends without doing it. */
function tellReaper(line: string): void {
	if (!reaper) {
		reaper = spawn(process.execPath, [join(import.meta.dirname, 'reaper.mts')], {
			detached: true,
			stdio: ['pipe', 'ignore', 'ignore'],
			env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' },
		});
		// Neither the reaper nor the pipe to it keeps this process alive.
		reaper.unref();
		(reaper.stdin as unknown as { unref(): void }).unref();
		reaper.stdin?.on('error', () => {});
	}
	reaper.stdin?.write(`${line}\n`);
}

/** A fresh temporary folder that is gone when this process is, and earlier by {@link removeFolder}. */
export function temporaryFolder(prefix: string): string {
	const folder = mkdtempSync(join(tmpdir(), prefix));
	tellReaper(`+folder ${folder}`);
	return folder;
}

/** Removes a folder made by {@link temporaryFolder}. */
export async function removeFolder(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
	tellReaper(`-folder ${folder}`);
}

export interface GroupOptions {
	command: string;
	args: string[];
	cwd: string;
	env: Record<string, string>;
	/** Receives standard output and standard error as they come, in pieces of any size. */
	onOutput: (text: string) => void;
}

/** A process that leads a process group of its own; the group ends when this process does, however that happens. */
export interface Group {
	pid: number;
	/** The exit code of the leader once it has ended and its output is complete, or the signal that ended it. */
	ended: Promise<number | NodeJS.Signals>;
	hasEnded(): boolean;
	/** Sends a signal to the leader only; n8n then ends its own children. */
	signal(signal: NodeJS.Signals): void;
	/** Sends a signal to every process of the group. */
	signalGroup(signal: NodeJS.Signals): void;
}

/** Starts a process in a group of its own. Rejects when the command can't be started. */
export async function startGroup({
	command,
	args,
	cwd,
	env,
	onOutput,
}: GroupOptions): Promise<Group> {
	const child = spawn(command, args, {
		cwd,
		env,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	await new Promise<void>((resolve, reject) => {
		child.once('spawn', resolve);
		child.once('error', reject);
	});
	const pid = child.pid as number;
	tellReaper(`+group ${pid}`);
	child.stdout.setEncoding('utf8').on('data', onOutput);
	child.stderr.setEncoding('utf8').on('data', onOutput);

	let over = false;
	const signalGroup = (signal: NodeJS.Signals) => {
		try {
			process.kill(-pid, signal);
		} catch {
			// Nobody is left in the group.
		}
	};
	const ended = new Promise<number | NodeJS.Signals>((resolve) => {
		child.once('exit', () => {
			over = true;
			// What the leader left behind (a task runner after a crash, say) goes with it.
			signalGroup('SIGKILL');
			tellReaper(`-group ${pid}`);
		});
		// Comes after "exit", when the output is complete.
		child.once('close', (code, signal) => resolve(signal ?? code ?? 0));
	});
	return {
		pid,
		ended,
		hasEnded: () => over,
		signal: (signal) => {
			if (!over) child.kill(signal);
		},
		signalGroup,
	};
}
