import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { client, upload } from './client.mts';

const CLI = join(import.meta.dirname, '../../koldan-server/cli.mts');

/** Runs the command; `interact` is called once it has said that it is running. */
async function run(args: string[], interact?: (output: () => string) => Promise<void>) {
	const child = spawn('node', [CLI, ...args]);
	let output = '';
	let errors = '';
	let started: () => void = () => {};
	const running = new Promise<void>((resolve) => (started = resolve));
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk;
		if (output.includes('Ctrl-C')) started();
	});
	child.stderr.on('data', (chunk: Buffer) => (errors += chunk));
	const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
	if (interact) {
		await Promise.race([running, ended]);
		await interact(() => output);
		child.kill('SIGINT');
	}
	return { status: await ended, output, errors };
}

const find = (output: string, label: string) =>
	new RegExp(`^ {2}${label} +(.+)$`, 'm').exec(output)?.[1] ?? '';

test('it says where it is, works with the key it shows, logs a line a request, and ends on Ctrl-C', async () => {
	let jobId = '';
	const { status, output, errors } = await run(
		[
			'--port',
			'0',
			'--recognizer',
			'simulation',
			'--set',
			'jobDurationMs=0',
			'--set',
			'errorBody=html',
		],
		async (shown) => {
			const http = client({ url: find(shown(), 'URL'), apiKey: find(shown(), 'API key') });
			({ id: jobId } = await upload(http));
			const { data } = await http.get<string>('/nowhere?secret=s3cret');
			expect(data).toContain('<html>');
			while (!shown().includes('/nowhere') || !shown().includes(`job ${jobId}`)) {
				await new Promise((resolve) => setTimeout(resolve, 10));
			}
		},
	);
	expect(errors).toBe('');
	expect(status).toBe(0);
	expect(output).toContain('transcripts are SIMULATED');
	expect(output).toMatch(
		/POST \/api\/v1\/speech-services\/transcriptions\/upload {2}201 {2}32044 bytes/,
	);
	expect(output).toContain(`job ${jobId}  COMPLETED (simulated)`);
	expect(output).not.toContain('s3cret');
});

test('--help shows the options', async () => {
	const { status, output } = await run(['--help']);
	expect(status).toBe(0);
	for (const option of [
		'--port',
		'--host',
		'--recognizer',
		'--data-dir',
		'--ca',
		'--log',
		'--set',
	]) {
		expect(output).toContain(option);
	}
});

describe('what is wrong is said in a sentence, without a stack trace', () => {
	test('a port that is taken', async () => {
		const other = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => other.once('listening', resolve));
		const { port } = other.address() as AddressInfo;
		const { status, errors } = await run(['--port', String(port)]);
		other.close();
		expect(status).toBe(1);
		expect(errors).toBe(
			`Port ${port} is taken by another program. Stop it, or choose another port: --port 0 takes a free one.\n`,
		);
	});

	test.each([
		[['--port', 'many'], 'A port is a number from 0 to 65535.'],
		[['--set', 'colour=red'], 'There is no switch colour.'],
		[['--recognizer', 'parrot'], 'Allowed choices are auto, whisper, pocketsphinx, simulation.'],
		[['--ca', '/nowhere/ca.pem'], 'The file /nowhere/ca.pem could not be read.'],
		[['--host', '192.0.2.1'], '192.0.2.1 is no address of this machine.'],
	])('%j', async (args, message) => {
		const { status, errors } = await run(args);
		expect(status).toBe(1);
		expect(errors).toContain(message);
		expect(errors).not.toMatch(/^\s+at /m);
	});
});
