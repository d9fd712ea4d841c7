/** Started by the benchmark: writes subtitles once and prints by how many bytes memory grew at its peak. */
import { readFileSync, writeFileSync } from 'node:fs';

import { loadContender, type ContenderName, type SubtitleFormat } from './contenders.mts';

/** Resident memory in bytes, now and at most since the mark was put down. Linux only. */
function resident(): { now: number; peak: number } {
	const status = readFileSync('/proc/self/status', 'utf8');
	const bytes = (field: string) => {
		const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status);
		if (!found) throw new Error(`/proc/self/status has no ${field}`);
		return Number(found[1]) * 1024;
	};
	return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

const [name, format, input] = process.argv.slice(2) as [ContenderName, SubtitleFormat, string];
const write = await loadContender(name, format, input);
globalThis.gc?.();
// Puts the mark of the highest memory down to what is in use now.
writeFileSync('/proc/self/clear_refs', '5');
const before = resident().now;
const bytes = write();
const grown = resident().peak - before;
process.stdout.write(JSON.stringify({ bytes, grown }));
