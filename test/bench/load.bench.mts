/**
 * What it costs n8n to load the package when it starts, against nodes that n8n brings itself, loaded in the same way: processes in
 * turn. And how large the package is.
 */
import { execFile } from 'node:child_process';
import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { extract } from 'tar';

import { ensureN8n } from '../n8n/install.mts';
import type { N8nInstall } from '../n8n/install.mts';
import { packPackage } from '../n8n/package.mts';
import { removeFolder, temporaryFolder } from '../n8n/processes.mts';
import type { Benchmark } from './benchmark.mts';
import { atMost, median, rounded } from './figures.mts';
import type { LoadCost } from './load/child.mts';

const ROUNDS = 15;
const KB = 1_000;

/** Nodes and credentials of n8n’s own, as their paths in its package of nodes. */
const OF_N8N: Record<string, { nodes: string[]; credentials: string[] }> = {
	'Google Drive': {
		nodes: ['Google/Drive/GoogleDrive.node.js', 'Google/Drive/GoogleDriveTrigger.node.js'],
		credentials: ['GoogleDriveOAuth2Api.credentials.js'],
	},
	Slack: {
		nodes: ['Slack/Slack.node.js', 'Slack/SlackTrigger.node.js'],
		credentials: ['SlackApi.credentials.js', 'SlackOAuth2Api.credentials.js'],
	},
};

/** A package of some of n8n's own nodes. */
async function packageOf(folder: string, n8n: string, name: string): Promise<string> {
	const target = join(folder, name);
	await mkdir(target, { recursive: true });
	await symlink(join(n8n, 'n8n-nodes-base', 'dist'), join(target, 'dist'));
	const { nodes, credentials } = OF_N8N[name];
	await writeFile(
		join(target, 'package.json'),
		JSON.stringify({
			name: `n8n-nodes-${name.toLowerCase().replace(' ', '-')}`,
			version: '1.0.0',
			n8n: {
				n8nNodesApiVersion: 1,
				nodes: nodes.map((path) => `dist/nodes/${path}`),
				credentials: credentials.map((path) => `dist/credentials/${path}`),
			},
		}),
	);
	return target;
}

async function load(install: N8nInstall, modules: string, folder: string): Promise<LoadCost> {
	const child = join(import.meta.dirname, 'load', 'child.mts');
	const { stdout } = await promisify(execFile)(
		install.node,
		['--expose-gc', '--no-warnings', child, join(modules, 'n8n', 'package.json'), folder],
		// As n8n does it: packages outside of it find its libraries.
		{ env: { ...process.env, NODE_PATH: modules } },
	);
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as LoadCost;
}

const benchmark: Benchmark = {
	name: 'load',
	title: 'loading the package when n8n starts',
	async run(report) {
		const install = await ensureN8n();
		const modules = join(install.folder, 'node_modules');
		const packed = await packPackage();
		const size = (await stat(packed.tarball)).size;
		report({
			figure: 'packed size',
			value: rounded(size / KB, 0),
			unit: 'kB',
			...atMost(size / KB, 150),
		});
		const folder = temporaryFolder('koldan-load-');
		try {
			const koldan = join(folder, 'koldan');
			await mkdir(koldan);
			await extract({ file: packed.tarball, cwd: koldan, strip: 1 });
			const folders = new Map([['Koldan', koldan]]);
			for (const name of Object.keys(OF_N8N))
				folders.set(name, await packageOf(folder, modules, name));
			const costs = new Map<string, LoadCost[]>();
			for (let round = 0; round < ROUNDS; round += 1)
				for (const [name, path] of folders) {
					const cost = await load(install, modules, path);
					if (cost.types < 3) throw new Error(`${name}: only ${cost.types} nodes and credentials`);
					costs.set(name, [...(costs.get(name) ?? []), cost]);
				}
			const of = (name: string, what: keyof LoadCost) =>
				median((costs.get(name) ?? []).map((cost) => cost[what]));
			for (const name of folders.keys()) {
				const [cpu, heap] = [of(name, 'cpu'), of(name, 'heap')];
				report({ figure: `processor time, ${name}`, value: rounded(cpu, 0), unit: 'ms' });
				report({ figure: `heap, ${name}`, value: rounded(heap / KB, 0), unit: 'kB' });
			}
			for (const name of Object.keys(OF_N8N))
				for (const [what, title] of [
					['cpu', 'processor time'],
					['heap', 'heap'],
				] as const) {
					const ratio = of('Koldan', what) / of(name, what);
					report({
						figure: `${title}, against n8n’s own ${name} nodes`,
						value: rounded(ratio, 2),
						unit: 'x',
						...(name === 'Slack' || what === 'heap' ? atMost(ratio, 1) : {}),
					});
				}
		} finally {
			await removeFolder(folder);
		}
	},
};

export default benchmark;
