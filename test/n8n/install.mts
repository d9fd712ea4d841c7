import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { HarnessError } from './harness-error.mts';
import { withLock } from './lock.mts';
import { npmEnvironment } from './npm.mts';
import { startGroup } from './processes.mts';
import { startProgress } from './progress.mts';
import { chosenVersion, differencesOf } from './versions.mts';

const run = promisify(execFile);

/** An n8n that is installed and has been seen to start. */
export interface N8nInstall {
	/** n8n's version. */
	version: string;
	/** The folder with n8n's `node_modules`. */
	folder: string;
	/** The Node.js binary that n8n runs on. */
	node: string;
	/** n8n's command line program: a script for {@link node}. */
	n8n: string;
	/** A PATH that finds this Node.js, and the system's npm. */
	path: string;
}

export interface EnsureOptions {
	/** Default: `KOLDAN_N8N`, else the version pinned in `version.json`. */
	version?: string;
	/** Where installs are kept. Default: `KOLDAN_N8N_CACHE`, else `~/.cache/n8n-nodes-koldan`. */
	cache?: string;
	/** Where progress is shown. Default: standard error. */
	output?: NodeJS.WriteStream;
}

const root = join(import.meta.dirname, '..', '..');
/** Written last, so that a folder without it is known to be half an install. */
const MARKER = 'complete.json';
/**
 * Packages whose install scripts n8n needs (not every n8n has them all). Every other script is left out, since some want a
 * binary from somewhere else.
 */
const DRIVERS = ['sqlite3', 'isolated-vm'] as const;

/** The version of Node.js that n8n runs on: the one this repository develops with. */
function nodeVersion(): string {
	const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
		devDependencies: { node: string };
	};
	return devDependencies.node;
}

/** Those of the {@link DRIVERS} that this install has. */
function driversOf(folder: string): string[] {
	return DRIVERS.filter((name) => existsSync(join(folder, 'node_modules', name)));
}

function describe(folder: string, version: string): N8nInstall {
	const bin = join(folder, 'node_modules', '.bin');
	return {
		version,
		folder,
		node: join(folder, 'node_modules', 'node', 'bin', 'node'),
		n8n: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
		path: [bin, process.env.PATH].join(delimiter),
	};
}

/** Says why an install can't be used, or nothing if it can. */
async function defect(install: N8nInstall, marker: string): Promise<string | undefined> {
	const found = await readFile(join(install.folder, MARKER), 'utf8').catch(() => undefined);
	if (found === undefined) return 'it is not complete';
	if (found !== marker) return 'it was made for other versions';
	const options = { cwd: install.folder, env: { ...process.env, PATH: install.path } };
	try {
		const { stdout } = await run(install.node, [install.n8n, '--version'], options);
		if (stdout.trim() !== install.version) return `it answers with version "${stdout.trim()}"`;
		const drivers = driversOf(install.folder).map((name) => `require("${name}")`);
		await run(install.node, ['-e', drivers.join(';')], options);
	} catch (error) {
		return (error as Error).message.split('\n')[0];
	}
	return undefined;
}

/** What to tell a person about a failed npm command, from what npm wrote. */
function explain(output: string, version: string): string {
	const last = output
		.split('\n')
		.filter(
			(line) => /^npm (error|ERR!)/.test(line) && !/complete log|^npm (error|ERR!)\s*$/.test(line),
		)
		.map((line) => line.replace(/^npm (error|ERR!) ?/, ''))
		.slice(0, 3)
		.join(' ');
	if (/ENOSPC|no space left/i.test(output)) {
		return 'The disk is full: n8n needs about 3 GB. Free some space, or set KOLDAN_N8N_CACHE to a folder on another disk.';
	}
	if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i.test(output)) {
		return `n8n ${version} could not be downloaded: npm did not reach its registry. Check the network, then start again. (${last})`;
	}
	if (/find Python|not found: make|gyp ERR!|g\+\+: not found/i.test(output)) {
		return "n8n's database driver could not be built. Install python3, make and g++ (on Debian: apt-get install python3 make g++), then start again.";
	}
	return `n8n ${version} could not be installed: ${last || output.trim().split('\n').at(-1) || 'npm failed'}`;
}

async function npm(args: string[], folder: string, path: string, version: string): Promise<void> {
	let output = '';
	const group = await startGroup({
		command: 'npm',
		args,
		cwd: folder,
		// One of thousands of packages may come at the second or third try only.
		env: { npm_config_fetch_retries: '5', ...npmEnvironment(path) },
		onOutput: (text) => (output = (output + text).slice(-100_000)),
	}).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ENOENT') throw error;
		throw new HarnessError('npm was not found. Install Node.js with npm, then start again.');
	});
	if ((await group.ended) !== 0) throw new HarnessError(explain(output, version));
}

/** How many packages lie in a folder's `node_modules`, as a sentence's part. */
async function countPackages(folder: string): Promise<string> {
	const modules = join(folder, 'node_modules');
	let count = 0;
	for (const name of await readdir(modules)) {
		if (name.startsWith('@')) count += (await readdir(join(modules, name))).length;
		else if (!name.startsWith('.')) count += 1;
	}
	return `${count} packages`;
}

/**
 * Takes the drivers that a finished install of another n8n has built, of the same version and for the same Node.js: compiling
 * sqlite3 takes minutes. Gives the drivers that are still to be built.
 */
async function withoutBuilt(drivers: string[], folder: string, cache: string): Promise<string[]> {
	const versionOf = async (file: string) =>
		(JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
	const missing = new Set(drivers);
	for (const name of await readdir(cache)) {
		const other = join(cache, name);
		if (!existsSync(join(other, MARKER))) continue;
		for (const module of ['node', ...missing]) {
			const manifest = join('node_modules', module, 'package.json');
			const versions = [folder, other].map(async (each) => await versionOf(join(each, manifest)));
			const [own, found] = await Promise.all(versions).catch(() => ['none', '']);
			if (own !== found && module === 'node') break;
			const built = join('node_modules', module, 'build');
			if (own !== found || !existsSync(join(other, built))) continue;
			await cp(join(other, built), join(folder, built), { recursive: true });
			missing.delete(module);
		}
	}
	return [...missing];
}

/**
 * The kept lock of this n8n, if it was made for the same Node.js: with it, every machine gets the same packages, whatever has
 * been published since.
 */
async function lockOf(n8n: string, node: string): Promise<string | undefined> {
	const file = join(import.meta.dirname, 'locks', `n8n-${n8n}.json`);
	const text = await readFile(file, 'utf8').catch(() => '{}');
	const { packages } = JSON.parse(text) as {
		packages?: Record<string, { dependencies?: Record<string, string> }>;
	};
	return packages?.['']?.dependencies?.node === node ? file : undefined;
}

/** Builds the install beside its place and moves it there whole. */
async function build(
	target: N8nInstall,
	marker: string,
	output: NodeJS.WriteStream,
): Promise<void> {
	const n8n = target.version;
	const node = nodeVersion();
	const partial = describe(`${target.folder}.partial`, n8n);
	const { folder } = partial;
	const progress = startProgress(output);
	try {
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		await writeFile(
			join(folder, 'package.json'),
			JSON.stringify({
				private: true,
				dependencies: { n8n, node },
				overrides: differencesOf(n8n).overrides,
				allowScripts: Object.fromEntries(['node', ...DRIVERS].map((name) => [name, true])),
			}),
		);
		const lock = await lockOf(n8n, node);
		if (lock) await cp(lock, join(folder, 'package-lock.json'));
		const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
		const install = [lock ? 'ci' : 'install', '--ignore-scripts', ...quiet];
		progress.step(`Fetching n8n ${n8n}, once for all (about 3 GB, some minutes)`, () =>
			countPackages(folder),
		);
		await npm(install, folder, process.env.PATH ?? '', n8n);
		progress.step(`Preparing Node.js ${node} and n8n's database driver`);
		await npm(['rebuild', 'node', ...quiet], folder, process.env.PATH ?? '', n8n);
		// From here on the new Node.js runs npm, so that the drivers are built for it.
		const drivers = await withoutBuilt(driversOf(folder), folder, dirname(folder));
		if (drivers.length > 0) {
			await npm(['rebuild', ...drivers, ...quiet], folder, partial.path, n8n);
		}
		await writeFile(join(folder, MARKER), marker);
		const wrong = await defect(partial, marker);
		if (wrong) throw new HarnessError(`The freshly installed n8n ${n8n} does not start: ${wrong}`);
		await rm(target.folder, { recursive: true, force: true });
		await rename(folder, target.folder);
	} finally {
		progress.done();
	}
}

/**
 * Gives an n8n of one version, fetching it into the cache on first use and whenever what is there doesn't work (not complete,
 * another Node.js, doesn't start). Two processes may call this at once: one fetches, the other waits.
 *
 * @throws {HarnessError} with a sentence for people: no network, no npm, no compiler, no disk space
 */
export async function ensureN8n(options: EnsureOptions = {}): Promise<N8nInstall> {
	const cache =
		options.cache ?? process.env.KOLDAN_N8N_CACHE ?? join(homedir(), '.cache', 'n8n-nodes-koldan');
	const output = options.output ?? process.stderr;
	const version = options.version ?? chosenVersion();
	const install = describe(join(cache, `n8n-${version}`), version);
	const { platform, arch } = process;
	const marker = JSON.stringify({ n8n: version, node: nodeVersion(), platform, arch });

	if (!(await defect(install, marker))) return install;
	await mkdir(cache, { recursive: true }).catch((error: Error) => {
		throw new HarnessError(
			`The folder ${cache} can't be made (${error.message}). Set KOLDAN_N8N_CACHE to another one.`,
		);
	});
	await withLock(
		`${install.folder}.lock`,
		async () => {
			// Another process may have finished it while this one waited for the lock.
			if (await defect(install, marker)) await build(install, marker, output);
		},
		() => output.write('Another process is fetching n8n; waiting for it …\n'),
	);
	return install;
}
