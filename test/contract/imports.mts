/** What the shipped modules import of one another, read from their source. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');

/** For each module its imports, types included; paths from the repository's root. */
export type Imports = Map<string, string[]>;

function resolve(from: string, name: string): string {
	const path = join(dirname(from), name);
	const file = [`${path}.ts`, join(path, 'index.ts')].find((candidate) => existsSync(candidate));
	if (!file) throw new Error(`${from} imports ${name}, which is not there.`);
	return file;
}

const fromRoot = (path: string): string => relative(root, path).replaceAll(sep, '/');

/** Reads the modules below some folders. */
export function readImports(...folders: string[]): Imports {
	const files = folders.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => join(root, folder, name)),
	);
	return new Map(
		files.map((file) => {
			const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
			const names = importedFiles.map(({ fileName }) => fileName);
			const inside = names.filter((name) => name.startsWith('.'));
			return [fromRoot(file), inside.map((name) => fromRoot(resolve(file, name)))];
		}),
	);
}

/** Groups of modules that import one another in a circle, each from `A` over others back to `A`; empty when there is none. */
export function circles(imports: Imports): string[] {
	const done = new Set<string>();
	const found: string[] = [];
	const visit = (module: string, path: string[]): void => {
		const start = path.indexOf(module);
		if (start !== -1) found.push([...path.slice(start), module].join(' → '));
		if (start !== -1 || done.has(module)) return;
		for (const imported of imports.get(module) ?? []) visit(imported, [...path, module]);
		done.add(module);
	};
	for (const module of imports.keys()) visit(module, []);
	return found;
}

/**
 * Imports that go up.
 *
 * @param layers from top to bottom; folders that share a layer don't import one another
 */
export function upwardImports(imports: Imports, layers: RegExp[][]): string[] {
	const levelOf = (module: string) =>
		layers.findIndex((folders) => folders.some((folder) => folder.test(module)));
	const folderOf = (module: string) => layers.flat().find((folder) => folder.test(module));
	return [...imports].flatMap(([module, imported]) => {
		if (levelOf(module) === -1) return [`${module} lies in no layer`];
		return imported
			.filter((other) => folderOf(other) !== folderOf(module) && levelOf(other) <= levelOf(module))
			.map((other) => `${module} → ${other}`);
	});
}
