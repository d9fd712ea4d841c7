import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** In a process of its own, since prettier is an ES module. */
test('the API types are those of the contract', () => {
	const script = join(import.meta.dirname, 'generate-types.mts');
	const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
	expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
