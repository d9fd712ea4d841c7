/**
 * Loads a package of nodes with n8n's own loader, and writes what that took to standard output as JSON. A process of its own, with
 * `--expose-gc`; started with the folder of n8n and that of the package.
 */
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoadCost {
	/** Milliseconds of the processor. */
	cpu: number;
	/** Bytes of living objects. */
	heap: number;
	/** Nodes and credentials that are there now. */
	types: number;
}

interface Loader {
	types: { nodes: unknown[]; credentials: unknown[] };
	loadAll(): Promise<void>;
}

const [n8n, folder] = process.argv.slice(2);
const require = createRequire(n8n);
const { PackageDirectoryLoader } = require('n8n-core') as {
	PackageDirectoryLoader: new (folder: string) => Loader;
};
require('n8n-workflow');

async function heapUsed(): Promise<number> {
	for (let round = 0; round < 4; round += 1) {
		globalThis.gc?.();
		await sleep(20);
	}
	return process.memoryUsage().heapUsed;
}

const before = await heapUsed();
const start = process.cpuUsage();
const loader = new PackageDirectoryLoader(folder);
await loader.loadAll();
const { user, system } = process.cpuUsage(start);
const { nodes, credentials } = loader.types;
const cost: LoadCost = {
	cpu: (user + system) / 1_000,
	heap: (await heapUsed()) - before,
	types: nodes.length + credentials.length,
};
console.log(JSON.stringify(cost));
