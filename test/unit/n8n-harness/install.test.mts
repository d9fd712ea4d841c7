import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PassThrough } from 'node:stream';

import { ensureN8n } from '../../n8n/install.mts';

let cache: string;
const environment = { ...process.env };
const output = new PassThrough() as unknown as NodeJS.WriteStream;

beforeEach(async () => {
	cache = await mkdtemp(join(tmpdir(), 'koldan-install-test-'));
});

afterEach(async () => {
	process.env = { ...environment };
	await rm(cache, { recursive: true, force: true });
});

/** Puts a program called npm first in the PATH. */
async function replaceNpm(script: string): Promise<void> {
	const bin = join(cache, 'bin');
	await mkdir(bin);
	await writeFile(join(bin, 'npm'), `#!/bin/sh\n${script}\n`);
	await chmod(join(bin, 'npm'), 0o755);
	process.env.PATH = [bin, environment.PATH].join(delimiter);
}

const failure = async () => await ensureN8n({ cache, output }).then(String, String);

describe('fetching n8n', () => {
	test('says that the registry is out of reach', async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		await new Promise((resolve) => server.close(resolve));
		process.env.npm_config_registry = `http://127.0.0.1:${port}`;
		process.env.npm_config_fetch_retries = '0';

		expect(await failure()).toMatch(
			/^HarnessError: n8n \d\S+ could not be downloaded: .*Check the network/,
		);
	});

	test('says that npm is missing', async () => {
		process.env.PATH = cache;

		expect(await failure()).toBe(
			'HarnessError: npm was not found. Install Node.js with npm, then start again.',
		);
	});

	test.each([
		['npm error gyp ERR! not found: make', /Install python3, make and g\+\+/],
		['npm error ENOSPC: no space left on device', /The disk is full: n8n needs about 3 GB/],
		[
			'npm error notarget No matching version found',
			/could not be installed: notarget No matching version found$/,
		],
	])('explains "%s"', async (words, sentence) => {
		await replaceNpm(`echo "${words}" >&2; exit 1`);

		expect(await failure()).toMatch(sentence);
	});

	test('takes drivers that another install has built, and builds the others', async () => {
		const other = join(cache, 'n8n-0.0.1');
		const install =
			'for name in node:24.0.0 sqlite3:5.1.7 isolated-vm:2.0.0; do' +
			' mkdir -p node_modules/${name%:*};' +
			' echo "{\\"version\\":\\"${name#*:}\\"}" > node_modules/${name%:*}/package.json; done';
		for (const [name, version] of [
			['node', '24.0.0'],
			['sqlite3', '5.1.7'],
			['isolated-vm', '1.0.0'],
		]) {
			await mkdir(join(other, 'node_modules', name, 'build'), { recursive: true });
			await writeFile(
				join(other, 'node_modules', name, 'package.json'),
				JSON.stringify({ version }),
			);
		}
		await writeFile(join(other, 'node_modules', 'sqlite3', 'build', 'driver.node'), 'built');
		await writeFile(join(other, 'complete.json'), '{}');
		const calls = join(cache, 'calls');
		await replaceNpm(`echo "$*" >> ${calls}\n[ "$1" = ci ] || exit 0\n${install}`);
		const failed = await failure();

		expect(failed).toMatch(/does not start/);
		const rebuilt = (await readFile(calls, 'utf8')).match(/(?<=^rebuild ).*?(?= --)/gm);
		expect(rebuilt).toEqual(['node', 'isolated-vm']);
		const partial = (await readdir(cache)).find((name) => name.endsWith('.partial')) ?? '';
		const driver = join(cache, partial, 'node_modules', 'sqlite3', 'build', 'driver.node');
		expect(await readFile(driver, 'utf8')).toBe('built');
	});

	test('does not take an install for whole that does not start, and gives the lock back', async () => {
		await replaceNpm('exit 0');

		expect(await failure()).toMatch(/^HarnessError: The freshly installed n8n \S+ does not start/);
		expect((await readdir(cache)).filter((name) => name.endsWith('.lock'))).toEqual([]);
	});
});
