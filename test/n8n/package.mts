import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { extract } from 'tar';

import { HarnessError } from './harness-error.mts';
import { npmEnvironment } from './npm.mts';
import { temporaryFolder } from './processes.mts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

/** A package as `npm publish` would send it. */
export interface PackedPackage {
	name: string;
	version: string;
	/** Absolute path of the `.tgz` file. */
	tarball: string;
}

/**
 * Packs a built package, by default this repository's. The tarball lies in a temporary folder that goes when this process ends.
 *
 * @throws {HarnessError} if the package has not been built
 */
export async function packPackage(folder = root): Promise<PackedPackage> {
	if (!existsSync(join(folder, 'dist'))) {
		throw new HarnessError('The package has not been built. Run "npm run build" first.');
	}
	const destination = temporaryFolder('koldan-packed-');
	const { stdout } = await run(
		'npm',
		['pack', '--ignore-scripts', '--json', '--pack-destination', destination],
		{
			cwd: folder,
			env: npmEnvironment(),
			maxBuffer: 64 * 1024 * 1024,
		},
	);
	const [{ name, version, filename }] = JSON.parse(stdout) as [
		{ name: string; version: string; filename: string },
	];
	return { name, version, tarball: join(destination, filename) };
}

/** n8n's list of the packages it has installed, `package.json` in its `nodes` folder. */
interface Ledger {
	name: string;
	private: boolean;
	dependencies: Record<string, string>;
}

/**
 * Installs a packed package into an n8n user folder, step by step as n8n's editor does it (Settings → Community nodes; n8n's
 * `CommunityPackagesService.downloadPackage`), except that the tarball comes from disk: unpack into
 * `.n8n/nodes/node_modules/<name>`, drop development and peer dependencies from its `package.json`, let npm install the rest,
 * note the version in `.n8n/nodes/package.json`. npm runs offline: a package with dependencies of its own would fail here.
 */
export async function installPackage(userFolder: string, packed: PackedPackage): Promise<void> {
	const nodes = join(userFolder, '.n8n', 'nodes');
	const target = join(nodes, 'node_modules', packed.name);
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	await extract({ file: packed.tarball, cwd: target, strip: 1 });

	const manifestFile = join(target, 'package.json');
	const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Record<string, unknown>;
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;
	await writeFile(manifestFile, JSON.stringify(manifest, null, 2));
	await run(
		'npm',
		[
			'install',
			'--offline',
			'--audit=false',
			'--fund=false',
			'--bin-links=false',
			'--install-strategy=shallow',
			'--ignore-scripts=true',
			'--package-lock=false',
		],
		{ cwd: target, env: npmEnvironment() },
	);

	const ledgerFile = join(nodes, 'package.json');
	const ledger: Ledger = existsSync(ledgerFile)
		? (JSON.parse(await readFile(ledgerFile, 'utf8')) as Ledger)
		: { name: 'installed-nodes', private: true, dependencies: {} };
	ledger.dependencies[packed.name] = packed.version;
	await writeFile(ledgerFile, JSON.stringify(ledger, null, 2));
}
