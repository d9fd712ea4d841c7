/**
 * The whole way on one machine, run with `npm run demo`: a local Koldan server, and the example workflow on a recording of
 * real speech. First in n8n's own engine, which is there after `npm ci`; with `--editor` in a real n8n, with its editor.
 */
import { Command, InvalidArgumentError } from 'commander';

import { startKoldanServer } from '../koldan-server/server.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import { portTaken } from '../n8n/instance.mts';
import { isPortTaken } from '../n8n/ports.mts';
import { showInEditor } from './in-editor.mts';
import { showInEngine } from './in-engine.mts';

const RECOGNIZERS: Record<KoldanServer['recognizer'], string> = {
	pocketsphinx: 'recognised from the audio by PocketSphinx',
	whisper: 'recognised from the audio by whisper.cpp',
	simulation:
		'SIMULATED: made up, since no speech recogniser is installed (on Debian: apt-get install pocketsphinx pocketsphinx-en-us)',
};

const say = (text: string) => process.stdout.write(`${text}\n`);

function parsePort(text: string): number {
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535)
		throw new InvalidArgumentError('It must be a number from 0 (any free port) to 65535.');
	return port;
}

const { once, port, editor, output } = new Command()
	.name('npm run demo --')
	.description(
		'Transcribes an example recording with the Koldan node against a local Koldan server, which it then keeps running.',
	)
	.option('--once', 'end after the transcript; the exit status is 0 only if it came', false)
	.option('--output <folder>', 'where to put the transcript and the subtitles', 'demo-output')
	.option('--editor', 'then show the same in a real n8n, which is fetched once (about 3 GB)', false)
	.option('--port <number>', 'port of the n8n editor; 0 takes any free one', parsePort, 0)
	.parse()
	.opts<{ once: boolean; port: number; editor: boolean; output: string }>();

/** What to undo at the end, in reverse order. */
const started: Array<() => Promise<void>> = [];
let ending: Promise<void> | undefined;

/** Ends everything that the demo started; a second call waits for the first. */
function endAll(): Promise<void> {
	ending ??= (async () => {
		for (const end of started.reverse()) await end().catch(() => {});
	})();
	return ending;
}

async function demo(): Promise<void> {
	say('Koldan in n8n\n');
	if (port && (await isPortTaken(port))) throw portTaken(port);
	const koldan = await startKoldanServer({ port: 0, log: 'silent' });
	started.push(() => koldan.close());
	say(`✓ A local Koldan server runs at ${koldan.url}`);
	const stage = {
		koldan,
		say,
		how: RECOGNIZERS[koldan.recognizer],
		atEnd: (end: () => Promise<void>) => void started.push(end),
	};

	await showInEngine(stage, output);
	if (editor) {
		await showInEditor(stage, port, once);
	} else if (!once) {
		say('Try the nodes in an n8n of your own on this machine, with a Koldan credential of');
		say(`\n    Base URL:  ${koldan.url}\n    API key:   ${koldan.apiKey}\n`);
		say('or see it in a real n8n, which is fetched first (about 3 GB): npm run demo -- --editor');
	}
	if (!once) say('\nPress Ctrl-C to end what the demo has started.');
}

let transcribed = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		// A second Ctrl-C doesn't wait.
		if (ending) process.exit(130);
		say('\nEnding …');
		void endAll().then(() => process.exit(transcribed ? 0 : 130));
	});
}
try {
	await demo();
	transcribed = true;
	if (once) await endAll();
} catch (error) {
	process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
	await endAll();
	process.exitCode = 1;
}
