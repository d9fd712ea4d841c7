import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { defaultBehaviour, type Behaviour } from './behaviour.mts';
import { ALL_SCOPES } from './credentials.mts';
import type { LogLevel } from './log.mts';
import type { RecognizerChoice } from './recognizers/find.mts';
import { startKoldanServer, type KoldanServer } from './server.mts';

interface CliOptions {
	port: number;
	host: string;
	recognizer: RecognizerChoice;
	dataDir?: string;
	ca?: string;
	log: LogLevel;
	issuer?: boolean;
	redirectUri?: string;
	set: Partial<Behaviour>;
}

const program = new Command('koldan-server')
	.description(
		'A Koldan of your own on this machine: it keeps the documented API, with speech recognition where a recogniser is installed.',
	)
	.option('-p, --port <number>', 'port to listen on; 0 takes a free one', readPort, 8193)
	.option('--host <address>', 'address to listen on', '127.0.0.1')
	.addOption(
		new Option('-r, --recognizer <name>', 'how speech is recognised')
			.choices(['auto', 'whisper', 'pocketsphinx', 'simulation'])
			.default('auto'),
	)
	.option('--data-dir <folder>', 'keep files, jobs and keys here (default: nothing is kept)')
	.option('--ca <file>', 'PEM file of a certificate authority that webhook receivers may use')
	.option('--issuer', 'start a sign-in service beside it, to try OAuth2')
	.option('--redirect-uri <address>', 'where people who sign in there are sent back to')
	.addOption(
		new Option('--log <level>', 'what to log').choices(['silent', 'info', 'debug']).default('info'),
	)
	.option(
		'-s, --set <switch=value>',
		'change a switch of behaviour.mts, for example jobDurationMs=5000; may be repeated',
		readSwitch,
		{},
	);

function readPort(text: string): number {
	const port = Number(text);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		throw new InvalidArgumentError('A port is a number from 0 to 65535.');
	}
	return port;
}

/** Values are JSON; what is no JSON is taken as text. */
function readSwitch(text: string, before: Partial<Behaviour>): Partial<Behaviour> {
	const [name, ...rest] = text.split('=');
	if (!(name in defaultBehaviour())) {
		const names = Object.keys(defaultBehaviour()).join(', ');
		throw new InvalidArgumentError(`There is no switch ${name}. Switches: ${names}.`);
	}
	const value = rest.join('=');
	try {
		return { ...before, [name]: JSON.parse(value) as unknown };
	} catch {
		return { ...before, [name]: value };
	}
}

/** Says what is wrong, and ends with status 1. */
function fail(message: string): never {
	process.stderr.write(`${message}\n`);
	process.exit(1);
}

function describeStartError(error: unknown, { host, port }: CliOptions): string {
	const { code, message } = error as NodeJS.ErrnoException;
	if (code === 'EADDRINUSE') {
		return `Port ${port} is taken by another program. Stop it, or choose another port: --port 0 takes a free one.`;
	}
	if (code === 'EACCES') return `Port ${port} may not be used by this user. Choose one above 1023.`;
	if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine.`;
	return `The server could not start: ${message}`;
}

const options = program.parse().opts<CliOptions>();
let ca: string | undefined;
try {
	ca = options.ca === undefined ? undefined : readFileSync(options.ca, 'utf8');
} catch {
	fail(`The file ${options.ca} could not be read.`);
}
const server = await startKoldanServer({
	...options,
	ca,
	behaviour: options.set,
	issuer: options.issuer ? { redirectUri: options.redirectUri } : undefined,
}).catch((error: unknown) => fail(describeStartError(error, options)));

function describeIssuer({ issuer }: KoldanServer): string {
	if (!issuer) return '';
	return `
  Sign in at   ${issuer.authorizationUrl}
  Tokens from  ${issuer.tokenUrl}
  Client ID    ${issuer.clientId}
  Secret       ${issuer.clientSecret}
`;
}

const recognizers = {
	whisper: 'whisper.cpp (real)',
	pocketsphinx: 'PocketSphinx, English (real); other languages are simulated',
	simulation:
		'none found: transcripts are SIMULATED. For real ones: apt-get install pocketsphinx pocketsphinx-en-us',
};
process.stdout.write(`Koldan is running on this machine.

  URL          ${server.url}
  API key      ${server.apiKey}
  Scopes       ${ALL_SCOPES.join(' ')}
  Recogniser   ${recognizers[server.recognizer]}
${describeIssuer(server)}
Ctrl-C stops it.

`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		void server.close().then(() => process.exit(0));
	});
}
