/** One run of the node over its items' jobs: what all steps (start, wait, read, put out) share. */
import type { INode } from 'n8n-workflow';
import { isTerminal } from '../../api/jobs';
import type { TranscriptionJob } from '../../api/types';
import type { WaitSettings } from '../../wait/settings';
import { isStarted, type StartedJob, type WaitState } from '../../wait/state';
import { concurrencyOf } from '../items';
import type { Run } from '../run';

/** n8n's timers may go off a little early. Milliseconds. */
export const EARLY = 1000;

export class JobRun {
	readonly count: number;

	readonly concurrency: number;

	readonly continueOnFail: boolean;

	readonly node: INode;

	/** Jobs as they were when they were started in this very call, by the item's index. */
	readonly fresh = new Map<number, TranscriptionJob>();

	/** How often completed jobs were read whose transcript was not there yet. */
	looksForResults = 0;

	constructor(
		readonly run: Run,
		readonly settings: WaitSettings,
		/** What is kept with the execution; changes here are remembered. */
		readonly state: WaitState,
	) {
		this.count = run.items.length;
		this.concurrency = concurrencyOf(run);
		this.continueOnFail = run.context.continueOnFail();
		this.node = run.context.getNode();
	}

	/** The items whose job was started. */
	startedIndexes(): number[] {
		return this.state.items.flatMap((item, index) => (isStarted(item) ? [index] : []));
	}

	/** @param index one of `startedIndexes` */
	jobAt(index: number): StartedJob {
		return this.state.items[index] as StartedJob;
	}

	idsOf(indexes: readonly number[]): string[] {
		return indexes.map((index) => this.jobAt(index).jobId);
	}

	/** Whether the job had ended already when it was started. */
	hadEnded(index: number): boolean {
		const job = this.fresh.get(index);
		return job !== undefined && isTerminal(job);
	}

	/** When the wait ends at the latest, in milliseconds since 1970. */
	get deadline(): number {
		return this.state.deadline ? Date.parse(this.state.deadline) : Infinity;
	}

	get timeIsUp(): boolean {
		return Date.now() >= this.deadline - EARLY;
	}
}
