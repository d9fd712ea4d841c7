import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The environment for an npm command in another folder. When this process runs under `npm run`, npm has put settings of the
 * outer package into the environment, which would send the inner npm to the wrong folder.
 */
export function npmEnvironment(path = process.env.PATH ?? ''): Record<string, string> {
	const outer =
		/^(npm_(package|lifecycle)_|npm_config_(local_prefix|global_prefix|prefix|workspace)|INIT_CWD$|NODE_OPTIONS$)/i;
	const kept = Object.entries(process.env).flatMap(([name, value]) =>
		value === undefined || outer.test(name) ? [] : [[name, value]],
	);
	return { ...Object.fromEntries(kept), PATH: path };
}

/** The newest version of a package in npm's registry. */
export async function newestVersion(name: string): Promise<string> {
	const view = promisify(execFile)('npm', ['view', `${name}@latest`, 'version'], {
		env: npmEnvironment(),
	});
	return (await view).stdout.trim();
}
