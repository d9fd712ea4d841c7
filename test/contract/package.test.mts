/** The package as `npm publish` would send it: what is in it, and what its code needs at run time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { copyPackage, npm, pack, type Packed } from './built-package.mts';
import { contentProblems, type Manifest } from './package-contents.mts';

jest.setTimeout(120_000);

let folder: string;
const manifest = (): Manifest =>
	JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

beforeAll(async () => {
	folder = await copyPackage();
});

describe('npm pack', () => {
	test('refuses a package that was not built', async () => {
		await expect(npm(folder, 'pack', '--dry-run')).rejects.toMatchObject({
			stderr: expect.stringMatching(/has not been built: dist\/.+ is missing. Run "npm run build"/),
		});
	});
});

describe('a built package', () => {
	let packed: Packed;

	beforeAll(async () => {
		await npm(folder, 'run', 'build');
		packed = await pack(folder);
	});

	test('holds only what n8n loads, and little', () => {
		const paths = packed.files.map(({ path }) => path);
		expect(contentProblems(paths, manifest(), packed.size)).toEqual([]);
		expect(paths).toContain('dist/icons/koldan.svg');
		expect(paths.filter((path) => path.endsWith('.node.json'))).toHaveLength(3);
	});

	test('needs nothing at run time but n8n-workflow, luxon and crypto', () => {
		const scripts = packed.files.map(({ path }) => path).filter((path) => path.endsWith('.js'));
		const imports = scripts.flatMap((path) =>
			ts
				.preProcessFile(readFileSync(join(folder, path), 'utf8'), true, true)
				.importedFiles.map(({ fileName }) => ({ path, fileName })),
		);
		const outside = imports.filter(({ fileName }) => !fileName.startsWith('.'));
		const allowed = ['n8n-workflow', 'luxon', 'crypto'];
		expect(outside.filter(({ fileName }) => !allowed.includes(fileName))).toEqual([]);
		// Imports are found at all, both kinds.
		expect(outside.map(({ fileName }) => fileName)).toEqual(expect.arrayContaining(allowed));
		expect(imports.length).toBeGreaterThan(outside.length);
	});

	test('is not published from somebody’s machine', async () => {
		await expect(npm(folder, 'publish', '--dry-run')).rejects.toMatchObject({
			stderr: expect.stringContaining('Push a version tag'),
		});
	});
});
