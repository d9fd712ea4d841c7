/** One run of the node over its items' jobs: what all chapters (start, wait, output) share, and how it is cleaned up. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { patientUntil, type KoldanClient } from '../api/client';
import { settleAll, type Settled } from '../api/concurrency';
import { connect } from '../api/connection';
import { followUps, type JobKind, type KoldanJob } from './kinds';
import type { WaitedJob } from './openJobs';
import type { JobPlan, WaitSettings } from './plan';
import type { Run } from './run';
import { isStarted, type StartedJob, type WaitState } from './state';

/** n8n's timers may go off a little early. Milliseconds. */
export const EARLY = 1000;

export class JobRun<Request, Job extends KoldanJob> {
	readonly count: number;

	readonly continueOnFail: boolean;

	/** The items that are ready, or the error that stands for them, by the input item's index. */
	readonly outputs = new Map<number, Settled<INodeExecutionData[]>>();

	/** Items whose job had ended when this call of the node started or found it. */
	readonly endedAtStart = new Set<number>();

	/** How many transcripts came out without a word. */
	withoutSpeech = 0;

	/** How often completed jobs were read whose result was not there yet. */
	readsWithoutResult = 0;

	constructor(
		readonly run: Run,
		readonly plan: JobPlan<Request, Job>,
		/** What is kept with the execution; changes here are remembered. */
		readonly state: WaitState,
	) {
		this.count = run.items.length;
		this.continueOnFail = run.context.continueOnFail();
	}

	get context(): IExecuteFunctions {
		return this.run.context;
	}

	/** Patient with Koldan's rate limits as long as the wait may take; without a wait as long as for any other request. */
	get client(): KoldanClient {
		const { client } = this.run;
		if (this.settings.mode === 'none' || this.timeIsUp) return client;
		return patientUntil(client, this.deadline);
	}

	get settings(): WaitSettings {
		return this.plan.settings;
	}

	/** The items whose job was started. */
	startedIndexes(): number[] {
		return this.state.items
			.slice(0, this.count)
			.flatMap((item, index) => (isStarted(item) ? [index] : []));
	}

	/** The items whose job was started, and of which nothing is ready to be put out. */
	pendingIndexes(): number[] {
		return this.startedIndexes().filter((index) => !this.outputs.has(index));
	}

	/** @param index one of `startedIndexes` */
	jobAt(index: number): StartedJob {
		return this.state.items[index] as StartedJob;
	}

	idsOf(indexes: readonly number[]): string[] {
		return indexes.map((index) => this.jobAt(index).jobId);
	}

	/** Whether Koldan will call when the job of an item, and what follows it, has ended. */
	isCalledFor(index: number): boolean {
		const job = this.jobAt(index);
		return [job, ...(job.followUp ? [job.followUp] : [])].every(
			({ webhook, hasEnded }) => webhook !== undefined || hasEnded === true,
		);
	}

	/** What is waited for at some of the items. */
	waitedAt(indexes: readonly number[]): WaitedJob[] {
		return indexes.map((index) => {
			const { jobId, followUp } = this.jobAt(index);
			return { jobId, followUpId: followUp?.jobId };
		});
	}

	/** When the wait ends at the latest, in milliseconds since 1970. */
	get deadline(): number {
		return this.state.deadline ? Date.parse(this.state.deadline) : Infinity;
	}

	get timeIsUp(): boolean {
		return Date.now() >= this.deadline - EARLY;
	}

	/** Whether somebody stopped the execution. */
	get wasStopped(): boolean {
		return this.context.getExecutionCancelSignal?.()?.aborted === true;
	}

	/**
	 * Works on some of the items, several at once.
	 *
	 * @param most how many at once, if that is less than the user allows
	 */
	async forEach<T>(
		indexes: readonly number[],
		work: (index: number) => Promise<T>,
		most = Infinity,
	): Promise<Array<Settled<T> | undefined>> {
		return await settleAll(
			indexes.length,
			Math.min(this.plan.concurrency, most),
			false,
			async (position) => await work(indexes[position]),
		);
	}

	/** Cancels jobs, also when the execution itself was stopped. A job that has ended meanwhile is fine. */
	async cancelJobs(indexes: readonly number[]): Promise<void> {
		const client = await this.clientForCleanUp();
		await this.forEach(indexes, async (index) => {
			const { jobId, followUp } = this.jobAt(index);
			if (followUp) await followUps.cancel(client, followUp.jobId).catch(() => {});
			await this.plan.kind.cancel(client, jobId);
		});
	}

	/** Removes this run's webhooks from jobs that it no longer waits for. One that can't be removed does no harm. */
	async removeWebhooks(indexes: readonly number[]): Promise<void> {
		const jobs = indexes.map((index) => this.jobAt(index));
		const registered = [
			...jobs.map((known) => ({ kind: this.plan.kind as JobKind<KoldanJob>, known })),
			...jobs.flatMap(({ followUp }) => (followUp ? [{ kind: followUps, known: followUp }] : [])),
		].filter(({ known }) => known.webhook !== undefined);
		if (registered.length === 0) return;
		const client = await this.clientForCleanUp();
		await settleAll(registered.length, this.plan.concurrency, false, async (position) => {
			const { kind, known } = registered[position];
			await kind.deleteWebhook(client, known.jobId);
			known.webhook = undefined;
		});
	}

	/** A client of its own, because the run's client sends nothing more once the execution was stopped. */
	private async clientForCleanUp(): Promise<KoldanClient> {
		if (!this.wasStopped) return this.client;
		const unstopped = Object.create(this.context, {
			getExecutionCancelSignal: { value: () => undefined },
		}) as IExecuteFunctions;
		return (await connect(unstopped)).client;
	}
}
