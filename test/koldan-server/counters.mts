/** What tests count; nothing of it changes when requests or jobs are forgotten, only `reset()` does that. */
export class Counters {
	/** Requests that arrived, by operation; those that no operation knows under `unknown`. */
	requests: Record<string, number> = {};
	/** Uploads whose whole form has arrived: those of `requests.uploadAndTranscribe` that were neither refused nor broken off. */
	uploadsReceived = 0;
	/** Jobs that requests have made. */
	jobsCreated = 0;
	/** Summaries that requests have made, with an upload or by themselves. */
	summariesCreated = 0;
	/** Answers 429 that went out, by limits and by faults. */
	tooManyRequests = 0;
	/** How often each job's result went out, by the job's id: of GET result, and of GET job with the result in it. */
	resultsRead: Record<string, number> = {};

	requestArrived(operationId = 'unknown'): void {
		this.requests[operationId] = (this.requests[operationId] ?? 0) + 1;
	}

	resultRead(jobId: string): void {
		this.resultsRead[jobId] = (this.resultsRead[jobId] ?? 0) + 1;
	}

	clear(): void {
		Object.assign(this, new Counters());
	}
}
