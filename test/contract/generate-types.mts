/**
 * Generates the API types from the contract: `node test/contract/generate-types.mts`.
 * With `--check` it writes nothing and exits 1 when the types on disk are stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import type { OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { documentPath, readDocument } from './document.mts';

const root = join(import.meta.dirname, '..', '..');
export const typesPath = join(root, 'nodes', 'Koldan', 'api', 'contract.ts');

const header = `/**
 * Generated from ${relative(root, documentPath)}; do not edit. Change that file, then run \`npm run types\`.
 */
`;

/** The text that `contract.ts` should have, from the contract as it is on disk. */
export async function generateTypes(): Promise<string> {
	const types = await openapiTS(readDocument() as unknown as OpenAPI3, {
		alphabetize: false,
		// A default makes a field optional to send; it does not promise that the server answers with it.
		defaultNonNullable: false,
		silent: true,
	});
	const config = await resolveConfig(typesPath);
	return await format(header + astToString(types), { ...config, filepath: typesPath });
}

if (import.meta.main) {
	const expected = await generateTypes();
	const name = relative(root, typesPath);
	if (!process.argv.includes('--check')) {
		await writeFile(typesPath, expected);
		console.log(`Wrote ${name}`);
	} else if ((await readFile(typesPath, 'utf8').catch(() => '')) === expected) {
		console.log(`${name} is up to date`);
	} else {
		console.error(`${name} does not match ${relative(root, documentPath)}. Run: npm run types`);
		process.exitCode = 1;
	}
}
