import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 2_000;
const STALE_AFTER_MS = 20_000;

/** Whether a lock's owner, named in its content, has ended: it is a dead process of this machine, or its heartbeat has stopped. */
async function isStale(file: string, content: string): Promise<boolean> {
	const [host, pid] = content.split(' ');
	if (host === hostname() && Number(pid) !== process.pid) {
		try {
			process.kill(Number(pid), 0);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
		}
	}
	const found = await stat(file).catch(() => undefined);
	return found !== undefined && Date.now() - found.mtimeMs > STALE_AFTER_MS;
}

/** Takes a stale lock away, and says whether it did; what another process put there in the meantime is put back. */
async function removeStale(file: string): Promise<boolean> {
	const content = await readFile(file, 'utf8').catch(() => undefined);
	if (content === undefined) return true;
	if (!(await isStale(file, content))) return false;
	const aside = `${file}.${randomUUID()}`;
	try {
		await rename(file, aside);
	} catch {
		return true; // Somebody else was quicker.
	}
	if ((await readFile(aside, 'utf8')) !== content) await link(aside, file).catch(() => {});
	await rm(aside, { force: true });
	return true;
}

/**
 * Runs `work` while holding the lock file `file`, which one process at a time can. A lock whose owner has died is taken over:
 * at once on the same machine, after 20 s elsewhere. `onWait` is called once if another process holds the lock.
 */
export async function withLock<T>(
	file: string,
	work: () => Promise<T>,
	onWait: () => void,
): Promise<T> {
	const token = [hostname(), process.pid, randomUUID()].join(' ');
	let told = false;
	for (;;) {
		try {
			await writeFile(file, token, { flag: 'wx' });
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		if (await removeStale(file)) continue;
		if (!told) onWait();
		told = true;
		await sleep(500);
	}
	const heartbeat = setInterval(() => {
		const now = new Date();
		utimes(file, now, now).catch(() => {});
	}, HEARTBEAT_MS);
	try {
		return await work();
	} finally {
		clearInterval(heartbeat);
		if ((await readFile(file, 'utf8').catch(() => '')) === token) await rm(file, { force: true });
	}
}
