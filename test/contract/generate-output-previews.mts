/** Writes n8n's previews of what operations give out, from the built node (`npm run docs` builds it first). */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import type { findOperation } from '../../nodes/Koldan/actions/registry.ts';
import { outputPreviews, previewsFolder, previewText } from './output-previews.mts';

const root = join(import.meta.dirname, '..', '..');
const dist = createRequire(join(root, 'dist', 'nodes', 'Koldan', 'Koldan.node.js'));
const { Koldan } = dist('./Koldan.node') as { Koldan: new () => INodeType };
const registry = dist('./actions/registry') as { findOperation: typeof findOperation };

const previews = outputPreviews({
	description: new Koldan().description,
	endpointOf: (resource, operation) => registry.findOperation(resource, operation).endpoint,
});
await rm(previewsFolder, { recursive: true, force: true });
for (const [name, schema] of previews) {
	const path = join(previewsFolder, name);
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, previewText(schema));
}
console.log(`Wrote ${previews.size} previews to ${relative(root, previewsFolder)}`);
