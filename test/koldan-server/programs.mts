import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The path of a program in PATH, or undefined. */
export function findProgram(name: string): string | undefined {
	for (const folder of (process.env.PATH ?? '').split(delimiter)) {
		const path = join(folder, name);
		try {
			accessSync(path, constants.X_OK);
			if (statSync(path).isFile()) return path;
		} catch {
			// not in this folder
		}
	}
	return undefined;
}

/** Runs a program to its end; it is killed when `signal` is aborted. Output up to 256 MB. */
export async function runProgram(
	path: string,
	args: string[],
	signal?: AbortSignal,
): Promise<{ stdout: string; stderr: string }> {
	return await run(path, args, { signal, maxBuffer: 256 * 1024 * 1024, encoding: 'utf8' });
}
