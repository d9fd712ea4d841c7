/** What goes wrong. The `processed` kinds happen after the request has taken effect. */
export type Fault =
	/** Answers late. */
	| { kind: 'latency'; ms: number }
	/**
	 * Answers with an error status instead of doing anything; with `processed`, after having done it (a
	 * gateway that lost the answer). `retryAfter`: seconds, or the header's text. `body` is JSON unless
	 * `contentType` says otherwise; without one there is no body.
	 */
	| {
			kind: 'status';
			status: number;
			retryAfter?: number | string;
			body?: string;
			contentType?: string;
			processed?: boolean;
			/** Answers before the body has arrived, as some gateways do. */
			early?: boolean;
	  }
	/** Closes the connection without having done anything; with `early` before the body has arrived. */
	| { kind: 'drop-before'; early?: boolean }
	/** Does what was asked, then closes the connection without an answer. */
	| { kind: 'drop-after' }
	/** Sends half of the answer, then closes the connection. */
	| { kind: 'truncated-body' }
	/** Sends half of the answer, and then nothing more. */
	| { kind: 'stalled-body' }
	/** Answers with the right status and content type, but with text that is no JSON. */
	| { kind: 'non-json-body' }
	/** Answers with the right status and no body. */
	| { kind: 'empty-body' }
	/** Sends the right body as `text/html`. */
	| { kind: 'wrong-content-type' }
	/** Never answers. */
	| { kind: 'hang' }
	/** Sends the client to the same path and query of another server; `status` 302 unless given. */
	| { kind: 'redirect'; to: string; status?: 301 | 302 | 303 | 307 | 308 }
	/** Is no Koldan at all: answers 200 with the page of a freshly installed web server. */
	| { kind: 'welcome-page' };

/** A fault and the requests it hits. All conditions given have to hold; without any, every request is hit. */
export type FaultRule = Fault & {
	operationId?: string;
	method?: string;
	/** Matched against the path without the query. */
	path?: RegExp;
	/** Leaves the first matching requests alone. Default 0. */
	skip?: number;
	/** Hits this many requests, then no more. Default: all. */
	count?: number;
	/** Chance from 0 to 1 to hit a matching request. Default 1. */
	probability?: number;
};

export interface FaultTarget {
	operationId?: string;
	method: string;
	path: string;
}

/** Rules for faults, in force until they are used up or cleared. */
export class FaultPlan {
	private entries: Array<{ rule: FaultRule; seen: number; hits: number }> = [];

	/** Adds a rule; the function returned takes it back. */
	add(rule: FaultRule): () => void {
		const entry = { rule, seen: 0, hits: 0 };
		this.entries.push(entry);
		return () => {
			this.entries = this.entries.filter((each) => each !== entry);
		};
	}

	clear(): void {
		this.entries = [];
	}

	/** The faults for a request: every latency that matches, and the first of the other kinds. */
	take(target: FaultTarget): Fault[] {
		const taken: Fault[] = [];
		for (const entry of this.entries) {
			const { rule } = entry;
			const another = taken.some(({ kind }) => kind !== 'latency');
			if (!matches(rule, target) || (rule.kind !== 'latency' && another)) continue;
			entry.seen += 1;
			if (entry.seen <= (rule.skip ?? 0) || entry.hits >= (rule.count ?? Infinity)) continue;
			if (Math.random() >= (rule.probability ?? 1)) continue;
			entry.hits += 1;
			taken.push(rule);
		}
		return taken;
	}
}

const matches = (rule: FaultRule, { operationId, method, path }: FaultTarget) =>
	(rule.operationId === undefined || rule.operationId === operationId) &&
	(rule.method === undefined || rule.method.toUpperCase() === method.toUpperCase()) &&
	(rule.path === undefined || rule.path.test(path));
