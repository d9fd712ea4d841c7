import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { removeFolder, startGroup, temporaryFolder } from '../../n8n/processes.mts';

/** Whether a process runs; one that has ended but was not yet noticed by its parent (a zombie) does not. */
const isAlive = (pid: number) => {
	try {
		process.kill(pid, 0);
		return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
};

/** Whether `condition` becomes true within 10 s. */
async function eventually(condition: () => boolean): Promise<boolean> {
	for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(50))
		if (condition()) return true;
	return condition();
}

/** Starts a shell that starts a sleeping child and writes the child's process id. */
async function startParentAndChild() {
	let output = '';
	const group = await startGroup({
		command: 'sh',
		args: ['-c', 'sleep 300 & echo $!; wait'],
		cwd: '/',
		env: { PATH: process.env.PATH ?? '' },
		onOutput: (text) => (output += text),
	});
	await eventually(() => output.includes('\n'));
	return { group, child: Number(output) };
}

describe('process groups', () => {
	test('end with their leader', async () => {
		const { group, child } = await startParentAndChild();
		expect(isAlive(child)).toBe(true);
		group.signal('SIGTERM');

		expect(await group.ended).toBe('SIGTERM');
		expect(await eventually(() => !isAlive(child))).toBe(true);
	});

	test('can be killed whole', async () => {
		const { group, child } = await startParentAndChild();
		group.signalGroup('SIGKILL');

		expect(await group.ended).toBe('SIGKILL');
		expect(await eventually(() => !isAlive(child))).toBe(true);
	});

	test('reject a command that is not there', async () => {
		const start = startGroup({
			command: 'no-such-command',
			args: [],
			cwd: '/',
			env: {},
			onOutput: () => {},
		});

		await expect(start).rejects.toMatchObject({ code: 'ENOENT' });
	});

	test('and temporary folders go when the process that made them is killed', async () => {
		const module = join(import.meta.dirname, '..', '..', 'n8n', 'processes.mts');
		const script = `
			import { startGroup, temporaryFolder } from ${JSON.stringify(module)};
			const folder = temporaryFolder('koldan-processes-test-');
			const { pid } = await startGroup({ command: 'sleep', args: ['300'], cwd: '/', env: process.env, onOutput() {} });
			console.log(JSON.stringify({ folder, pid }));
			setInterval(() => {}, 1000);`;
		const parent = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const line = await new Promise<string>((resolve) =>
			parent.stdout.once('data', (data: Buffer) => resolve(data.toString())),
		);
		const { folder, pid } = JSON.parse(line) as { folder: string; pid: number };
		expect({ folder: existsSync(folder), alive: isAlive(pid) }).toEqual({
			folder: true,
			alive: true,
		});
		parent.kill('SIGKILL');

		expect(await eventually(() => !isAlive(pid) && !existsSync(folder))).toBe(true);
	});
});

describe('temporary folders', () => {
	test('can be removed before the end', async () => {
		const folder = temporaryFolder('koldan-processes-test-');
		expect(existsSync(folder)).toBe(true);
		await removeFolder(folder);
		expect(existsSync(folder)).toBe(false);
	});
});
