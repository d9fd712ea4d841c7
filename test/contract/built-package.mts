/** This package built and packed in a folder of its own, by its own scripts, so that tests neither need a `dist` nor touch it. */
import { execFile } from 'node:child_process';
import { cp, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { npmEnvironment } from '../n8n/npm.mts';
import { temporaryFolder } from '../n8n/processes.mts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const notPacked = new Set(['.git', '.tmp', 'coverage', 'dist', 'docs', 'node_modules', 'test']);

/** What `npm pack --json` says about a tarball. */
export type Packed = { size: number; files: Array<{ path: string; size: number }> };

/** A copy of what the build and `npm pack` read, not yet built. Gone when this process ends. */
export async function copyPackage(): Promise<string> {
	const folder = temporaryFolder('koldan-package-');
	const names = (await readdir(root)).filter((name) => !notPacked.has(name));
	const guard = 'test/contract/before-publishing.mts';
	for (const name of [...names, guard]) {
		await cp(join(root, name), join(folder, name), { recursive: true });
	}
	await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
	return folder;
}

/** Runs npm there, without a word of its own. @returns what the command wrote; what it complained about is in the error. */
export async function npm(folder: string, ...args: string[]): Promise<string> {
	const { stdout } = await run('npm', [...args, '--silent'], {
		cwd: folder,
		env: { ...npmEnvironment(), GITHUB_ACTIONS: '' },
		maxBuffer: 64 * 1024 * 1024,
	});
	return stdout;
}

/** Packs a built copy. */
export async function pack(folder: string): Promise<Packed> {
	const [packed] = JSON.parse(await npm(folder, 'pack', '--json')) as Packed[];
	return packed;
}
