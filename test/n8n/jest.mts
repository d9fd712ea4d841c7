/**
 * `node test/n8n/jest.mts [--n8n VERSION] [--database postgres|mariadb] …`: Jest in the suites that need a real n8n, on the n8n
 * version that was chosen (such as `1.123.81` or `latest`), with the shared n8n on the database that was chosen.
 */
import { run } from 'jest';

import { databaseMissing } from './databases.mts';
import { newestVersion } from './npm.mts';

const args = process.argv.slice(2);

/** Takes an option from the command line and puts it where the harness looks for it. */
function take(option: string, variable: string): void {
	const at = args.findIndex((arg) => arg === option || arg.startsWith(`${option}=`));
	if (at === -1) return;
	const [given] = args.splice(at, 1);
	process.env[variable] = given.includes('=') ? given.split('=')[1] : args.splice(at, 1)[0];
}

take('--n8n', 'KOLDAN_N8N');
take('--database', 'KOLDAN_DATABASE');
if (process.env.KOLDAN_N8N === 'latest') {
	process.env.KOLDAN_N8N = await newestVersion('n8n');
	console.log(`The newest n8n is ${process.env.KOLDAN_N8N}.`);
}
const missing = await databaseMissing();
if (missing) console.log(`The tests are left out: ${missing}`);
else await run(args);
