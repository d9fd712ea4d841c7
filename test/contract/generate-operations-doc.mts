/**
 * Writes docs/operations.md from the built node (`npm run docs` builds it first): `node test/contract/generate-operations-doc.mts`.
 * With `--check` it writes nothing and exits 1 when the document on disk is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { operationsDocument, operationsPath, type NodeParts } from './operations-doc.mts';

const root = join(import.meta.dirname, '..', '..');
/** The node as it was built last. */
function builtParts(): NodeParts {
	const dist = createRequire(join(root, 'dist', 'nodes', 'Koldan', 'Koldan.node.js'));
	return {
		resources: dist('./actions/registry').RESOURCES as NodeParts['resources'],
		statusMessage: dist('./api/messages').statusMessage as NodeParts['statusMessage'],
		jobErrorMessages: dist('./api/failedJob').JOB_ERROR_MESSAGES as NodeParts['jobErrorMessages'],
	};
}

const expected = operationsDocument(builtParts());
const name = relative(root, operationsPath);
if (!process.argv.includes('--check')) {
	await writeFile(operationsPath, expected);
	console.log(`Wrote ${name}`);
} else if ((await readFile(operationsPath, 'utf8').catch(() => '')) === expected) {
	console.log(`${name} is up to date`);
} else {
	console.error(`${name} does not match the node. Run: npm run docs`);
	process.exitCode = 1;
}
