import type { Contract, Operation } from './contract.mts';
import type { Credentials, Identity } from './credentials.mts';
import type { Fault, FaultPlan } from './faults.mts';
import type { Log } from './log.mts';
import type { Koldan } from './operation.mts';
import type { RateLimiter } from './rate-limiter.mts';
import type { RecordedRequest } from './requests.mts';

/** What the HTTP side works with. */
export interface Parts {
	koldan: Koldan;
	contract: Contract;
	credentials: Credentials;
	faults: FaultPlan;
	rateLimiter: RateLimiter;
	log: Log;
	requests: RecordedRequest[];
	contractViolations: string[];
	/** Told of mistakes of this server. */
	onCrash: (error: unknown) => void;
}

/** One request and its answer. */
export interface Exchange {
	record: RecordedRequest;
	faults: Fault[];
	operation?: Operation;
	identity?: Identity;
}
