/**
 * What npm runs before it packs (`prepack`) and before it publishes (`prepublishOnly --publish`): refuses a package that was not
 * built, whose build is out of date, or that is published from somebody's machine, where npm can't attest where it comes from.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** When the newest file of a folder was changed, in milliseconds. */
function newestChange(folder: string): number {
	const times = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
	return Math.max(...times);
}

function problem(publishing: boolean): string | undefined {
	if (publishing && !process.env.GITHUB_ACTIONS) {
		return 'The package is published by .github/workflows/publish.yml, so that npm can attest where it comes from. Push a version tag, such as v0.1.0.';
	}
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const entries = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
	const missing = entries.find((entry) => !existsSync(join(root, entry)));
	if (missing) return `The package has not been built: ${missing} is missing. Run "npm run build".`;
	const built = Math.min(...entries.map((entry) => statSync(join(root, entry)).mtimeMs));
	const changed = ['nodes', 'credentials', 'icons'].find((folder) => newestChange(folder) > built);
	return changed && `${changed}/ has changed since the package was built. Run "npm run build".`;
}

const found = problem(process.argv.includes('--publish'));
if (found) {
	console.error(found);
	process.exitCode = 1;
}
