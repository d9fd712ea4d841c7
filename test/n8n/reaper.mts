/**
 * Started by `processes.mts`, once per parent: whatever way the parent ends (also by SIGKILL), this process sees its standard
 * input close, ends every process group the parent still had, and removes the folders the parent left.
 *
 * Lines on standard input: `+group <pid>`, `-group <pid>`, `+folder <path>`, `-folder <path>`.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const groups = new Set<number>();
const folders = new Set<string>();

createInterface({ input: process.stdin })
	.on('line', (line) => {
		const space = line.indexOf(' ');
		const command = line.slice(0, space);
		const value = line.slice(space + 1);
		if (command === '+group') groups.add(Number(value));
		if (command === '-group') groups.delete(Number(value));
		if (command === '+folder') folders.add(value);
		if (command === '-folder') folders.delete(value);
	})
	.on('close', () => {
		for (const group of groups) {
			try {
				process.kill(-group, 'SIGKILL');
			} catch {
				// The group has ended by itself.
			}
		}
		for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	});
