/** `node test/n8n/fetch.mts [version …]`: fetches these n8n versions into the cache, one after the other (default: all pinned ones). */
import { HarnessError } from './harness-error.mts';
import { ensureN8n } from './install.mts';
import { MAIN_VERSION, OLDER_VERSIONS } from './versions.mts';

const versions =
	process.argv.length > 2 ? process.argv.slice(2) : [MAIN_VERSION, ...OLDER_VERSIONS];
for (const version of versions) {
	try {
		await ensureN8n({ version });
		console.log(`n8n ${version} is ready.`);
	} catch (error) {
		if (!(error instanceof HarnessError)) throw error;
		console.error(error.message);
		process.exitCode = 1;
	}
}
