/**
 * n8n's own scan of community packages, on the packed tarball and on the source, as n8n runs it on a published version
 * (`@n8n/scan-community-package`, end of `analyzePackageByName`); and a look at what the tarball holds. Needs a build.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { extract } from 'tar';
import { packPackage } from '../n8n/package.mts';
import { contentProblems } from './package-contents.mts';
import type { Manifest } from './package-contents.mts';

type Scanner = {
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
	SOURCE_FILE_PATTERNS: string[];
};

const root = join(import.meta.dirname, '..', '..');
const scannerModule = import.meta.resolve('@n8n/scan-community-package/scanner/scanner.mjs');
const { analyzePackage, SOURCE_FILE_PATTERNS }: Scanner = await import(scannerModule);

/** The scanner's findings in a folder, one block of text each; empty when it passes. */
async function scan(folder: string, patterns: string[]): Promise<string[]> {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	return passed ? [] : [details ?? message ?? 'The scanner gave no reason.'];
}

/** Packs this package and scans what a user would install. */
async function scanTarball(): Promise<string[]> {
	const folder = await mkdtemp(join(tmpdir(), 'koldan-scan-'));
	try {
		const unpacked = join(folder, 'package');
		await mkdir(unpacked);
		const { tarball } = await packPackage(root);
		await extract({ file: tarball, cwd: unpacked, strip: 1 });
		const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
		const files = entries
			.filter((entry) => !entry.isDirectory())
			.map((entry) => join(entry.parentPath, entry.name).slice(unpacked.length + 1))
			.map((file) => file.replaceAll(sep, '/'));
		const manifest = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as Manifest;
		return [
			...contentProblems(files, manifest, (await stat(tarball)).size),
			...(await scan(unpacked, ['**/*.js', 'package.json'])),
		];
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const scans: Array<[string, () => Promise<string[]>]> = [
	['tarball', scanTarball],
	['source', () => scan(root, SOURCE_FILE_PATTERNS)],
];
for (const [name, run] of scans) {
	const problems = await run().catch((error: Error) => [error.message]);
	console.log(problems.length ? `${name}: failed\n${problems.join('\n')}` : `${name}: passed`);
	if (problems.length) process.exitCode = 1;
}
