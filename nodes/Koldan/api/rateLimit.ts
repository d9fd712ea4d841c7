/**
 * Keeps a client's requests within Koldan's rate limits.
 *
 * A 429 is proof that nothing happened, so the request is sent again, and nothing is lost. One gate serves all requests of a
 * client: the first 429 closes it for everybody, and requests wait in line. When the time is over, one request is let
 * through as a probe, then with each answer one more at once: if the limit still holds, a single request was wasted.
 */
import type { KoldanTransport } from './transport';

export interface RateLimitPolicy {
	/** How long the gate is closed first, where the server does not say (milliseconds). */
	initialDelay: number;
	/** The gate is never closed longer than this, unless the server says so (milliseconds). */
	maxDelay: number;
	/** Up to so much is added at random, so that many clients do not come back at once (milliseconds). */
	jitter: number;
	/** How long a request waits in all, unless its client has a deadline (milliseconds). */
	patience: number;
}

export const RATE_LIMIT_POLICY: RateLimitPolicy = {
	initialDelay: 2000,
	maxDelay: 60_000,
	jitter: 1000,
	patience: 10 * 60_000,
};

/** An opening of the gate has paid if it let through so many requests for each one that its end may have cost. */
const WORTHWHILE = 6;

/** Thrown to a request that would have to wait longer than it may. */
export class PatienceEnded {}

interface Waiting {
	resolve(): void;
	reject(error: unknown): void;
	/** Milliseconds since 1970. */
	deadline: number;
}

/** A request that was let through. */
export interface Pass {
	/** Which opening of the gate it went through. */
	readonly opening: number;
}

export class RateLimitGate {
	private readonly line: Waiting[] = [];

	private opening = 0;

	private closedUntil = 0;

	private isTimerRunning = false;

	/** How many requests of this opening may be under way at once, and how many are. */
	private room = Infinity;

	private underWay = 0;

	private delay: number;

	/** Since the gate closed first: how long it was closed, how many probes that took, and what then came through. */
	private closedFor = 0;

	private probes = 0;

	private passed = 0;

	private lastRate = 0;

	constructor(
		private readonly clock: Pick<KoldanTransport, 'now' | 'pause'>,
		private readonly policy: RateLimitPolicy = RATE_LIMIT_POLICY,
	) {
		this.delay = policy.initialDelay;
	}

	/**
	 * Waits for a request's turn. What is let through must be reported to `leave` or `close`.
	 *
	 * @param deadline until when it waits (milliseconds since 1970)
	 * @throws PatienceEnded when that would be too long
	 * @throws ExecutionCancelled
	 */
	async enter(deadline: number): Promise<Pass> {
		if (this.closedUntil > Math.max(deadline, this.clock.now())) throw new PatienceEnded();
		if (this.isClosed() || this.line.length > 0 || this.underWay >= this.room)
			await new Promise<void>((resolve, reject) => {
				this.line.push({ resolve, reject, deadline });
				this.letThrough();
			});
		else this.underWay += 1;
		return { opening: this.opening };
	}

	/** A request has an answer that is no 429, or none at all. */
	leave({ opening }: Pass): void {
		if (opening !== this.opening) return;
		this.underWay -= 1;
		this.passed += 1;
		this.room += 1;
		this.letThrough();
	}

	/**
	 * A request was answered with 429.
	 *
	 * @param asked how long the server wants nothing more (milliseconds), where it says so
	 * @returns for how long the gate is closed now (milliseconds)
	 */
	close({ opening }: Pass, asked: number | undefined): number {
		// Requests that went out together are refused together: that is one closing.
		if (opening === this.opening) this.closeFor(asked);
		else if (asked !== undefined)
			this.closedUntil = Math.max(this.closedUntil, this.clock.now() + asked);
		this.giveUpTheImpatient();
		this.letThrough();
		return Math.max(0, this.closedUntil - this.clock.now());
	}

	/**
	 * The delay doubles until an opening pays. One that paid at its first probe was right and is kept, one that took several
	 * probes starts from the beginning, and one that let through less for its length than the one before it was too long.
	 */
	private closeFor(asked: number | undefined): void {
		const { initialDelay, maxDelay, jitter } = this.policy;
		const rate = this.passed / this.closedFor;
		if (this.closedFor > 0) {
			if (this.passed === 0) this.delay *= 2;
			else if (this.passed < WORTHWHILE * this.underWay)
				this.delay *= rate < this.lastRate * 0.75 ? 0.5 : 2;
			else if (this.probes > 1) this.delay = initialDelay;
			this.delay = Math.min(maxDelay, Math.max(initialDelay, this.delay));
		}
		if (this.passed > 0) {
			if (this.closedFor > 0) this.lastRate = rate;
			[this.closedFor, this.probes] = [0, 0];
		}
		const wait = Math.max(asked ?? 0, this.delay) + Math.random() * jitter;
		this.opening += 1;
		this.probes += 1;
		[this.passed, this.underWay, this.room] = [0, 0, 1];
		this.closedFor += wait;
		this.closedUntil = this.clock.now() + wait;
	}

	private isClosed(): boolean {
		return this.clock.now() < this.closedUntil;
	}

	private giveUpTheImpatient(): void {
		const error = new PatienceEnded();
		for (const waiting of this.line.filter(({ deadline }) => deadline < this.closedUntil)) {
			this.line.splice(this.line.indexOf(waiting), 1);
			waiting.reject(error);
		}
	}

	private letThrough(): void {
		if (this.line.length === 0) return;
		if (this.isClosed()) {
			if (!this.isTimerRunning) void this.waitForOpening();
			return;
		}
		while (this.underWay < this.room && this.line.length > 0) {
			this.underWay += 1;
			this.line.shift()?.resolve();
		}
	}

	private async waitForOpening(): Promise<void> {
		this.isTimerRunning = true;
		try {
			while (this.isClosed() && this.line.length > 0)
				await this.clock.pause(this.closedUntil - this.clock.now());
		} catch (error) {
			for (const { reject } of this.line.splice(0)) reject(error);
		}
		this.isTimerRunning = false;
		this.letThrough();
	}
}
