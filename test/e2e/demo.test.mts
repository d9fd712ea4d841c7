import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { findRecognizer } from '../koldan-server/recognizers/find.mts';
import { ensureN8n } from '../n8n/install.mts';
import { until } from '../n8n/patience.mts';

const DEMO = join(import.meta.dirname, '..', 'demo', 'demo.mts');

/** A demo that runs in a temporary folder of its own, by which its processes are known. */
interface RunningDemo {
	child: ChildProcess;
	temporary: string;
	output: () => string;
	ended: Promise<number | null>;
}

const demos: RunningDemo[] = [];

async function startDemo(
	args: string[],
	environment: Record<string, string> = {},
): Promise<RunningDemo> {
	const temporary = await mkdtemp(join(tmpdir(), 'koldan-demo-test-'));
	const child = spawn(process.execPath, [DEMO, ...args], {
		env: { ...process.env, TMPDIR: temporary, ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	const keep = (piece: Buffer) => (text += piece.toString());
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	const demo: RunningDemo = {
		child,
		temporary,
		output: () => text,
		ended: new Promise((resolve) => child.once('close', (code) => resolve(code))),
	};
	demos.push(demo);
	return demo;
}

/** The transcript's files go where git ignores them, and where they are not taken for something that was left behind. */
const startEditorDemo = async (args: string[]): Promise<RunningDemo> =>
	await startDemo(['--editor', '--output', join(import.meta.dirname, '..', '..', '.tmp'), ...args]);

/** Where a program of the PATH really lies. */
async function findProgram(name: string): Promise<string> {
	for (const folder of (process.env.PATH ?? '').split(delimiter)) {
		const found = await realpath(join(folder, name)).catch(() => undefined);
		if (found) return found;
	}
	throw new Error(`${name} is not in the PATH`);
}

async function waitForOutput(demo: RunningDemo, pattern: RegExp): Promise<void> {
	await until(
		() => `${String(pattern)} in:\n${demo.output()}`,
		() => pattern.test(demo.output()) || undefined,
	);
}

/** The command lines of living processes that were started with the demo's temporary folder in their environment. */
async function processesOf({ temporary }: RunningDemo): Promise<string[]> {
	const found: string[] = [];
	for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
		const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
		if (!environment.includes(temporary)) continue;
		const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
		if (command) found.push(command.replaceAll('\0', ' '));
	}
	return found;
}

/** Waits until nothing of the demo is left, and gives what is left after a minute. */
async function leftovers(demo: RunningDemo): Promise<string[]> {
	const deadline = Date.now() + 60_000;
	for (;;) {
		// The compile cache is npm's and is meant to stay.
		const files = (await readdir(demo.temporary)).filter((name) => name !== 'node-compile-cache');
		const left = [...(await processesOf(demo)), ...files];
		if (left.length === 0 || Date.now() > deadline) return left;
		await sleep(100);
	}
}

beforeAll(async () => {
	await ensureN8n();
});

afterEach(async () => {
	for (const { child, temporary, ended } of demos.splice(0)) {
		child.kill('SIGKILL');
		await ended;
		await rm(temporary, { recursive: true, force: true });
	}
});

/** The recording's words, as they come from the recogniser that is installed. */
function expectWords(output: string): void {
	const recognizer = findRecognizer('auto').name;
	if (recognizer === 'simulation') {
		expect(output).toMatch(/Transcript \(SIMULATED:.*\):\n\n {4}\S/);
	} else if (recognizer === 'pocketsphinx') {
		expect(output).toMatch(/by PocketSphinx\):\n\n {4}go forward ten meters\n/);
	} else {
		expect(output).toMatch(/by whisper\.cpp\):\n\n {4}.*go forward/i);
	}
}

describe('npm run demo', () => {
	test('prints the words of the recording without an n8n, puts them into files, and leaves nothing else', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'koldan-demo-output-'));
		// There is no n8n in this cache.
		const cache = join(folder, 'cache');
		const demo = await startDemo(['--once', '--output', folder], { KOLDAN_N8N_CACHE: cache });
		const code = await demo.ended;
		const files = (await readdir(folder)).sort();
		const [subtitles, summary, text] = await Promise.all(
			files.map((name) => readFile(join(folder, name), 'utf8')),
		);
		await rm(folder, { recursive: true });

		expect({ code, output: demo.output() }).toMatchObject({ code: 0 });
		expectWords(demo.output());
		expect(files).toEqual([
			'go-forward-ten-meters.srt',
			'go-forward-ten-meters.summary.txt',
			'go-forward-ten-meters.txt',
		]);
		expect(summary.trim()).toBe(`Extract: ${text.trim()}`);
		expect(demo.output()).toContain(`    ${summary.trim()}\n`);
		expect(demo.output()).toContain(`    ${text.trim()}\n`);
		expect(subtitles).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\n\S/);
		expect(demo.output()).toContain(subtitles.trim().replace(/^/gm, '    '));
		expect(await leftovers(demo)).toEqual([]);
	});

	test('says that the transcript is simulated where no recogniser is installed', async () => {
		const bin = await mkdtemp(join(tmpdir(), 'koldan-bin-'));
		for (const program of ['node', 'npm', 'sh'])
			await symlink(await findProgram(program), join(bin, program));
		const demo = await startDemo(['--once', '--output', bin], { PATH: bin });
		const code = await demo.ended;
		await rm(bin, { recursive: true });

		expect({ code, output: demo.output() }).toMatchObject({ code: 0 });
		expect(demo.output()).toMatch(/Transcript \(SIMULATED: .*\):\n\n {4}\S/);
	});

	test('keeps the Koldan server running, with its address and key, until Ctrl-C', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'koldan-demo-output-'));
		const demo = await startDemo(['--output', folder]);
		await waitForOutput(demo, /Press Ctrl-C/);
		const [url, key] = [/Base URL: +(\S+)/, /API key: +(\S+)/].map(
			(pattern) => pattern.exec(demo.output())?.[1],
		);
		const answer = await fetch(`${url}/api/v1/quotas`, {
			headers: { 'x-api-key': String(key) },
		});

		expect(answer.status).toBe(200);
		demo.child.kill('SIGINT');
		expect(await demo.ended).toBe(0);
		expect(await leftovers(demo)).toEqual([]);
		await rm(folder, { recursive: true });
	});
});

describe('npm run demo -- --editor', () => {
	test('transcribes the recording in a real n8n too, exits 0 and leaves nothing behind', async () => {
		const demo = await startEditorDemo(['--once']);

		expect({ code: await demo.ended, output: demo.output() }).toMatchObject({ code: 0 });
		expectWords(demo.output());
		const text = /Transcript \(.*\):\n\n {4}(.*)/.exec(demo.output())?.[1];
		// The simulation makes up other words for each transcription.
		const words = findRecognizer('auto').name === 'simulation' ? '' : (text ?? 'no text');
		expect(demo.output()).toContain(`It has transcribed go-forward-ten-meters.wav: ${words}`);
		expect(await leftovers(demo)).toEqual([]);
	});

	test('keeps the editor open with its login until Ctrl-C, then ends everything', async () => {
		const demo = await startEditorDemo([]);
		await waitForOutput(demo, /Press Ctrl-C/);
		const url = /Editor: +(\S+)\/workflow\/\S+/.exec(demo.output())?.[1];
		const [email, password] = [/Email: +(\S+)/, /Password: +(\S+)/].map(
			(pattern) => pattern.exec(demo.output())?.[1],
		);
		const answer = await fetch(`${url}/rest/login`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ emailOrLdapLoginId: email, password }),
		});

		expect(answer.status).toBe(200);
		expect((await processesOf(demo)).length).toBeGreaterThan(1);
		demo.child.kill('SIGINT');
		expect(await demo.ended).toBe(0);
		expect(await leftovers(demo)).toEqual([]);
	});

	test('leaves no n8n behind when it is killed', async () => {
		const demo = await startEditorDemo([]);
		await waitForOutput(demo, /is at hand/);
		while ((await processesOf(demo)).every((command) => !command.includes('n8n/bin/n8n')))
			await sleep(50);
		demo.child.kill('SIGKILL');
		await demo.ended;
		const left = await leftovers(demo);

		// The Koldan server's files were this process's own to remove.
		expect(left.filter((name) => !name.startsWith('koldan-server-'))).toEqual([]);
	});

	test('says in a sentence that a port is taken', async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const demo = await startEditorDemo(['--once', '--port', String(port)]);
		const code = await demo.ended;
		server.close();

		expect(code).toBe(1);
		expect(demo.output()).toContain(`Port ${port} is taken by another program.`);
		expect(demo.output()).not.toMatch(/\n\s+at /);
		expect(await leftovers(demo)).toEqual([]);
	});
});
