import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds in which changes are gathered before they are written. */
const GATHER_MS = 50;

/** Keeps a server's state in a file, so that a restarted one goes on where the last one was. */
export class Persistence<State> {
	private readonly path: string;
	private readonly read: () => State;
	private timer: NodeJS.Timeout | undefined;

	constructor(folder: string, read: () => State) {
		this.path = join(folder, 'state.json');
		this.read = read;
	}

	load(): State | undefined {
		if (!existsSync(this.path)) return undefined;
		return JSON.parse(readFileSync(this.path, 'utf8')) as State;
	}

	/** Writes soon. */
	changed(): void {
		this.timer ??= setTimeout(() => this.save(), GATHER_MS);
	}

	/** Writes now; a reader never sees half a file. */
	save(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		writeFileSync(`${this.path}.new`, JSON.stringify(this.read()));
		renameSync(`${this.path}.new`, this.path);
	}
}
