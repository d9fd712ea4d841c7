import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { INodeTypeDescription } from 'n8n-workflow';

import type { N8nInstance } from './instance.mts';
import type { PackedPackage } from './package.mts';

/**
 * Notes a package in n8n's database as its own installer does (n8n's `InstalledPackagesRepository`), so that the editor lists it
 * under Settings → Community nodes. n8n must be running, with its owner signed in.
 */
export async function recordInstalledPackage(
	n8n: N8nInstance,
	packed: PackedPackage,
): Promise<void> {
	const manifest = JSON.parse(
		await readFile(
			join(n8n.userFolder, '.n8n', 'nodes', 'node_modules', packed.name, 'package.json'),
			'utf8',
		),
	) as { author?: { name?: string; email?: string } };
	const types = await n8n.request<INodeTypeDescription[]>('GET', '/types/nodes.json');
	const own = types.filter(
		({ name }) => name.startsWith(`${packed.name}.`) && !name.endsWith('Tool'),
	);

	const database = new DatabaseSync(join(n8n.userFolder, '.n8n', 'database.sqlite'), {
		timeout: 5_000,
	});
	try {
		database
			.prepare(
				'INSERT OR REPLACE INTO installed_packages (packageName, installedVersion, authorName, authorEmail, createdAt, updatedAt) ' +
					"VALUES (?, ?, ?, ?, STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW'), STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW'))",
			)
			.run(
				packed.name,
				packed.version,
				manifest.author?.name ?? null,
				manifest.author?.email ?? null,
			);
		const insert = database.prepare(
			'INSERT OR REPLACE INTO installed_nodes (name, type, latestVersion, package) VALUES (?, ?, ?, ?)',
		);
		for (const { name, displayName, version } of own) {
			insert.run(displayName, name, Math.max(...[version].flat()), packed.name);
		}
	} finally {
		database.close();
	}
}
