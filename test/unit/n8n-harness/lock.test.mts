import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { withLock } from '../../n8n/lock.mts';

let folder: string;
let file: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'koldan-lock-test-'));
	file = join(folder, 'lock');
});

afterEach(async () => await rm(folder, { recursive: true, force: true }));

const unexpectedWait = () => {
	throw new Error('It should not have waited');
};

describe('withLock', () => {
	test('lets one holder work at a time, tells the others once that they wait, and leaves no file', async () => {
		let working = 0;
		let most = 0;
		let waits = 0;
		const hold = async () =>
			await withLock(
				file,
				async () => {
					most = Math.max(most, ++working);
					await sleep(600);
					working -= 1;
				},
				() => (waits += 1),
			);
		await Promise.all([hold(), hold(), hold()]);

		expect({ most, waits, left: await readdir(folder) }).toEqual({ most: 1, waits: 2, left: [] });
	});

	test('is given back when the work fails', async () => {
		const failing = withLock(
			file,
			async () => await Promise.reject(new Error('no disk')),
			unexpectedWait,
		);
		await expect(failing).rejects.toThrow('no disk');
		expect(await withLock(file, async () => 'next', unexpectedWait)).toBe('next');
	});

	test('is taken at once from a process of this machine that is dead', async () => {
		const { pid } = spawnSync('true');
		await writeFile(file, `${hostname()} ${pid} token`);

		expect(await withLock(file, async () => await readFile(file, 'utf8'), unexpectedWait)).toMatch(
			`${hostname()} ${process.pid} `,
		);
	});

	test('is taken from another machine only when its heartbeat has stopped', async () => {
		await writeFile(file, 'elsewhere 1 token');
		let waits = 0;
		const waiting = withLock(
			file,
			async () => 'mine',
			() => (waits += 1),
		);
		await sleep(700);
		expect(waits).toBe(1);
		const longAgo = new Date(Date.now() - 60_000);
		await utimes(file, longAgo, longAgo);

		expect(await waiting).toBe('mine');
	});
});
