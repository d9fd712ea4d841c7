import type { RateLimits } from './behaviour.mts';

type Kind = 'uploads' | 'jobs' | 'requests';

/** Which limits an operation counts against. */
const KINDS: Record<string, Kind[]> = {
	uploadAndTranscribe: ['uploads', 'jobs', 'requests'],
	createTranscription: ['jobs', 'requests'],
	createFile: ['uploads', 'requests'],
};

/** Counts the requests of one user and kind. */
interface Meter {
	/** Milliseconds until another request is allowed; 0: now. */
	wait(now: number): number;
	/** Counts a request that is allowed. */
	take(now: number): void;
}

type MakeMeter = (limit: number, windowMs: number) => Meter;

const METERS: Record<NonNullable<RateLimits['algorithm']>, MakeMeter> = {
	'fixed-window'(limit, windowMs) {
		let start = -Infinity;
		let count = 0;
		const isOver = (now: number) => now - start >= windowMs;
		return {
			wait: (now) => {
				if (limit < 1) return windowMs;
				return isOver(now) || count < limit ? 0 : start + windowMs - now;
			},
			take(now) {
				if (isOver(now)) [start, count] = [now, 0];
				count += 1;
			},
		};
	},
	'sliding-window'(limit, windowMs) {
		const times: number[] = [];
		return {
			wait(now) {
				if (limit < 1) return windowMs;
				while (times.length > 0 && now - times[0] >= windowMs) times.shift();
				return times.length < limit ? 0 : times[0] + windowMs - now;
			},
			take: (now) => times.push(now),
		};
	},
	'token-bucket'(limit, windowMs) {
		let tokens = limit;
		let filledAt = -Infinity;
		const refill = (now: number) => {
			tokens = Math.min(limit, tokens + (limit * (now - filledAt)) / windowMs);
			filledAt = now;
		};
		return {
			wait(now) {
				if (limit < 1) return windowMs;
				refill(now);
				return tokens >= 1 ? 0 : ((1 - tokens) * windowMs) / limit;
			},
			take() {
				tokens -= 1;
			},
		};
	},
};

/** Holds requests to limits, by user and kind. */
export class RateLimiter {
	private readonly meters = new Map<string, Meter>();

	/** Counts the request; answers the milliseconds to wait if it is one too many, otherwise 0. */
	take(limits: RateLimits, user: string, operationId: string, now = Date.now()): number {
		const meters = (KINDS[operationId] ?? ['requests']).flatMap((kind) => {
			const limit = limits[kind];
			return limit === undefined ? [] : [this.meter(limits, user, kind, limit)];
		});
		const wait = Math.ceil(Math.max(0, ...meters.map((meter) => meter.wait(now))));
		if (wait === 0) for (const meter of meters) meter.take(now);
		return wait;
	}

	clear(): void {
		this.meters.clear();
	}

	/** Limits that are changed begin to count from zero. */
	private meter(limits: RateLimits, user: string, kind: Kind, limit: number): Meter {
		const { algorithm = 'fixed-window', windowMs } = limits;
		const key = [user, kind, algorithm, limit, windowMs].join(' ');
		const meter = this.meters.get(key) ?? METERS[algorithm](limit, windowMs);
		this.meters.set(key, meter);
		return meter;
	}
}
