import { setTimeout as sleep } from 'node:timers/promises';

import { inspect } from './inspector.mts';
import type { N8nProcess } from './n8n-process.mts';

const WINDOW_SECONDS = 15;
const SETTLE_TIMEOUT_MS = 180_000;

/**
 * Waits until an idle process has given back what its start took and its memory stays within 2 % for 15 s. Resolves with
 * that resident memory in bytes. Linux only.
 */
export async function idleMemory(process: N8nProcess): Promise<number> {
	const deadline = Date.now() + SETTLE_TIMEOUT_MS;
	const samples: number[] = [];
	for (;;) {
		const { current } = await process.rss();
		samples.push(current);
		const window = samples.slice(-WINDOW_SECONDS);
		if (window.length === WINDOW_SECONDS && Math.max(...window) < 1.02 * Math.min(...window))
			return current;
		if (Date.now() > deadline)
			throw new Error(`n8n's memory does not settle: ${window.join(', ')} bytes`);
		await sleep(1_000);
	}
}

/**
 * As `idleMemory`, of a process that listens for inspectors on `port`: what its start left behind is collected first. On a busy
 * machine that can otherwise stay for minutes, and is later taken for free.
 */
export async function collectedIdleMemory(process: N8nProcess, port: number): Promise<number> {
	const inspector = await inspect(port);
	try {
		await inspector.heapUsed();
	} finally {
		inspector.close();
	}
	return await idleMemory(process);
}

/**
 * Runs `work` and gives its result with the most resident memory that the process had meanwhile, in bytes; the kernel keeps
 * that maximum, so that no peak falls between two samples. Linux only.
 */
export async function peakMemory<T>(
	process: N8nProcess,
	work: () => Promise<T>,
): Promise<{ result: T; peak: number }> {
	await process.resetPeak();
	const result = await work();
	const { peak } = await process.rss();
	return { result, peak };
}

/** The most memory (bytes, resident) over idle that a process takes for `work`. It listens for inspectors on `port`. Linux only. */
export async function memoryOverIdle(
	process: N8nProcess,
	port: number,
	work: () => Promise<unknown>,
): Promise<number> {
	const idle = await collectedIdleMemory(process, port);
	const { peak } = await peakMemory(process, work);
	return peak - idle;
}
