import type { RateLimits } from './behaviour.mts';

type Kind = 'uploads' | 'jobs' | 'requests';

/** Which limits an operation counts against. */
const KINDS: Record<string, Kind[]> = {
	uploadAndTranscribe: ['uploads', 'jobs', 'requests'],
	createTranscription: ['jobs', 'requests'],
};

/** Counts requests by user and kind in fixed windows. */
export class RateLimiter {
	private windows = new Map<string, { start: number; count: number }>();

	/** Counts the request; answers the milliseconds to wait if it is one too many, otherwise 0. */
	take(limits: RateLimits, user: string, operationId: string, now = Date.now()): number {
		const kinds = (KINDS[operationId] ?? ['requests']).filter((kind) => limits[kind] !== undefined);
		const windows = kinds.map((kind) => {
			const key = `${user} ${kind}`;
			let window = this.windows.get(key);
			if (!window || now - window.start >= limits.windowMs) {
				window = { start: now, count: 0 };
				this.windows.set(key, window);
			}
			return { window, limit: limits[kind] as number };
		});
		const full = windows.filter(({ window, limit }) => window.count >= limit);
		if (full.length > 0) {
			return Math.max(1, ...full.map(({ window }) => window.start + limits.windowMs - now));
		}
		for (const { window } of windows) window.count += 1;
		return 0;
	}

	clear(): void {
		this.windows.clear();
	}
}
