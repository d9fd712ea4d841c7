/**
 * Starts a job for each item, waits for all of them together, and gives their output in the items' order.
 *
 * The run can be interrupted at any point and begun again: after a wait, after an error with *Retry On Fail*, when a
 * failed execution is retried. What it has started it remembers (`wait/state`), so no job is started, or paid for, twice.
 */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { KoldanApiError, KoldanInputError } from '../api/errors';
import { failedJobError } from '../api/failedJob';
import { isTerminal } from '../api/jobs';
import { ExecutionCancelled } from '../api/pause';
import {
	cancelTranscription,
	deleteTranscriptionWebhook,
	getTranscription,
} from '../api/transcriptions';
import type { KoldanWebhook, TranscriptionJob } from '../api/types';
import { CREDENTIAL_TYPE } from '../api/n8nTransport';
import { chooseChannel, type Channel } from '../wait/channel';
import { findOpenJobs } from '../wait/openJobs';
import { isTool, park } from '../wait/park';
import { isTransient, pollUntilEnded } from '../wait/poll';
import { resumeUrlOf } from '../wait/resumeUrl';
import { settle } from '../wait/settle';
import { watchJob } from '../wait/watch';
import type { WaitSettings } from '../wait/settings';
import {
	dropState,
	fingerprint,
	isStarted,
	newState,
	noteCreation,
	readState,
	type FailedStart,
	type StartedJob,
	type WaitState,
} from '../wait/state';
import { TimeLimitError } from '../wait/timeLimit';
import { plainAddress, proofFor } from '../webhooks/proof';
import { registration } from '../webhooks/registration';
import { signingSecret } from '../webhooks/tokens';
import { concurrencyOf, joinOutputs, settleAll, type Settled } from './items';
import { toNodeError } from './nodeErrors';
import type { AlsoUsed } from './operation';
import { startRun, type Run } from './run';
import { readWaitSettings } from './waitSettings';

/** What operations that wait need beside their own endpoint. */
export const USED_TO_WAIT: readonly AlsoUsed[] = [
	{ endpoints: ['getTranscription', 'listTranscriptions'], when: 'to wait for completion' },
	{
		endpoints: ['updateTranscriptionWebhook', 'deleteTranscriptionWebhook'],
		when: 'to wait by webhook',
	},
	{ endpoints: ['cancelTranscription'], when: 'with Cancel Jobs' },
];

/** What an operation adds: how a job is started and what comes out of it. */
export interface JobPlan<Request> {
	/** Reads and checks an item's fields. Sends nothing. */
	read(itemIndex: number): Promise<Request>;
	/** The part of a request that tells whether the same job is meant. */
	identity(request: Request): unknown;
	/** Whether the user gives the job a webhook of its own. */
	hasOwnWebhook(request: Request): boolean;
	/** Starts the job, or finds it, with this run's webhook where there is one. */
	start(request: Request, webhook: KoldanWebhook | undefined): Promise<Started>;
	output(
		itemIndex: number,
		job: TranscriptionJob,
		extra: IDataObject | undefined,
	): Promise<INodeExecutionData[]>;
}

export interface Started {
	job: TranscriptionJob;
	/** Whether this run's webhook is set on it. */
	registered: boolean;
	/** More to put out beside the job, such as a scheduled summary. */
	extra?: IDataObject;
}

/** The longest pauses between looks at jobs that nobody calls back about, in milliseconds; the last one is repeated. */
const NAPS = [5, 10, 20, 40, 60].map((minutes) => minutes * 60_000);

/** n8n's timers may go off a little early. Milliseconds. */
const EARLY = 1000;

/** How often, a second apart, a completed job is read again whose transcript is not there yet. */
const PATIENCE = 15;

/** Whether a job was completed, but its transcript can't be read yet. */
const lacksResult = (job: TranscriptionJob): boolean =>
	job.status === 'COMPLETED' && !job.result && !job.isPurged;

/** The error of an item that failed before. */
function toldAgain({ error }: FailedStart): KoldanApiError {
	const { message, description = '', httpCode } = error;
	return new KoldanApiError({
		message,
		description,
		statusCode: httpCode ? Number(httpCode) : undefined,
	});
}

class JobRun<Request> {
	private readonly count: number;

	private readonly concurrency: number;

	private readonly continueOnFail: boolean;

	/** Jobs as they were when they were started in this very call. */
	private readonly fresh = new Map<number, TranscriptionJob>();

	private looksForResults = 0;

	constructor(
		private readonly run: Run,
		private readonly plan: JobPlan<Request>,
		private readonly settings: WaitSettings,
		private readonly state: WaitState,
	) {
		this.count = run.items.length;
		this.concurrency = concurrencyOf(run);
		this.continueOnFail = run.context.continueOnFail();
	}

	async execute(): Promise<INodeExecutionData[][]> {
		const { state, settings, run } = this;
		const resumed = state.parked;
		state.parked = false;
		const requests = resumed ? [] : await this.readAll();
		const ownWebhook = requests.some(
			(request) => request && 'value' in request && this.plan.hasOwnWebhook(request.value),
		);
		let channel: Channel = resumed
			? { kind: 'webhook', url: resumeUrlOf(run.context) }
			: await chooseChannel(run.context, settings.mode, run.baseUrl, ownWebhook);
		if (!resumed) {
			await this.startAll(requests, channel);
			// What *Retry On Fail* runs again does not begin to wait anew.
			state.deadline ??= settings.deadline?.toISOString();
			if (channel.kind === 'webhook' && this.someAreUnwatched()) channel = await this.pollInstead();
		}
		if (channel.kind === 'none') return [await this.finish(this.fresh)];
		return await this.wait(channel, resumed);
	}

	/** Everything is read before anything is sent, so that a mistake in the last item costs nothing. */
	private async readAll(): Promise<Array<Settled<Request> | undefined>> {
		const requests = await settleAll(
			this.count,
			this.concurrency,
			false,
			async (index) => await this.plan.read(index),
		);
		if (!this.continueOnFail) {
			requests.forEach((request, index) => {
				if (request && 'error' in request)
					throw toNodeError(this.run.context.getNode(), request.error, index);
			});
		}
		return requests;
	}

	private async startAll(
		requests: Array<Settled<Request> | undefined>,
		channel: Channel,
	): Promise<void> {
		const secret = channel.kind === 'webhook' ? await this.secret() : '';
		const outcomes = await settleAll(
			this.count,
			this.concurrency,
			!this.continueOnFail,
			async (index) => {
				const request = requests[index];
				if (request === undefined || 'error' in request)
					return await Promise.reject(request?.error);
				await this.startOne(index, request.value, channel, secret);
			},
		);
		const failed = outcomes.findIndex((outcome) => outcome !== undefined && 'error' in outcome);
		if (failed < 0) return;
		if (!this.continueOnFail) return await this.giveUp(outcomes[failed], failed);
		outcomes.forEach((outcome, index) => {
			if (outcome && 'error' in outcome) this.rememberFailure(index, outcome.error);
		});
	}

	private async secret(): Promise<string> {
		const { webhookSecret } = await this.run.context.getCredentials(CREDENTIAL_TYPE);
		return String(webhookSecret || signingSecret(this.state.seed));
	}

	private async startOne(
		index: number,
		request: Request,
		channel: Channel,
		secret: string,
	): Promise<void> {
		const identity = fingerprint(this.plan.identity(request));
		const webhook =
			channel.kind === 'webhook'
				? registration(channel.url, proofFor(this.state.seed, String(index)), secret)
				: undefined;
		const known = this.state.items[index];
		if (isStarted(known) && known.request === identity)
			return await this.takeUp(index, known, webhook);
		if (known && !isStarted(known) && known.unsure === identity) throw toldAgain(known);
		const { job, registered, extra } = await this.start(index, request, identity, webhook);
		this.state.items[index] = {
			jobId: job.id,
			request: identity,
			...(webhook && registered ? { webhook: plainAddress(webhook.url) } : {}),
			...(extra ? { extra } : {}),
		};
		noteCreation(this.state, job.creationDate);
		this.fresh.set(index, job);
	}

	private async start(
		index: number,
		request: Request,
		identity: string,
		webhook: KoldanWebhook | undefined,
	): Promise<Started> {
		try {
			return await this.plan.start(request, webhook);
		} catch (error) {
			if (error instanceof KoldanApiError && error.ambiguous)
				this.rememberFailure(index, error, identity);
			return await Promise.reject(error);
		}
	}

	/** A job that this run had started before it was interrupted. A retried execution has another address to call. */
	private async takeUp(
		index: number,
		known: StartedJob,
		webhook: KoldanWebhook | undefined,
	): Promise<void> {
		const isSet = webhook !== undefined && known.webhook === plainAddress(webhook.url);
		const { job, registered } = await watchJob(
			this.run.client,
			known.jobId,
			isSet ? undefined : webhook,
			this.settings.mode === 'webhook',
			known.webhook,
		);
		if (webhook && !isSet) known.webhook = registered ? plainAddress(webhook.url) : undefined;
		this.fresh.set(index, job);
	}

	/** @param unsure the fingerprint of a request that may have started a job all the same */
	private rememberFailure(index: number, error: unknown, unsure?: string): void {
		const { message, description, httpCode } = toNodeError(
			this.run.context.getNode(),
			error,
			index,
		) as {
			message: string;
			description?: string | null;
			httpCode?: string | null;
		};
		const known = this.state.items[index];
		this.state.items[index] = {
			error: { message, description: description ?? undefined, httpCode: httpCode ?? undefined },
			unsure: unsure ?? (known && !isStarted(known) ? known.unsure : undefined),
		};
	}

	/** One item failed and the node stops: the jobs that were started are named, and are not started again by a retry. */
	private async giveUp(outcome: Settled<void> | undefined, index: number): Promise<never> {
		await this.removeRegistrations(this.startedIndexes());
		const error = toNodeError(
			this.run.context.getNode(),
			outcome && 'error' in outcome ? outcome.error : undefined,
			index,
		);
		const ids = this.startedIndexes().map((started) => this.jobAt(started).jobId);
		if (ids.length > 0) {
			error.description =
				`${error.description ?? ''} Already started, and going on in Koldan: ${ids.slice(0, 20).join(', ')}${ids.length > 20 ? ` and ${ids.length - 20} more` : ''}. The operation Wait gets their transcripts.`.trim();
		}
		throw error;
	}

	private startedIndexes(): number[] {
		return this.state.items.flatMap((item, index) => (isStarted(item) ? [index] : []));
	}

	private jobAt(index: number): StartedJob {
		return this.state.items[index] as StartedJob;
	}

	/** Whether a job that is still open could not be given this run's webhook. */
	private someAreUnwatched(): boolean {
		return this.startedIndexes().some(
			(index) => this.jobAt(index).webhook === undefined && !this.hasEnded(index),
		);
	}

	private async pollInstead(): Promise<Channel> {
		await this.removeRegistrations(this.startedIndexes().filter((index) => !this.hasEnded(index)));
		return { kind: 'polling' };
	}

	private get deadline(): number {
		return this.state.deadline ? Date.parse(this.state.deadline) : Infinity;
	}

	private get timeIsUp(): boolean {
		return Date.now() >= this.deadline - EARLY;
	}

	private async wait(
		channel: Exclude<Channel, { kind: 'none' }>,
		resumed: boolean,
	): Promise<INodeExecutionData[][]> {
		const ended = new Map<number, Settled<TranscriptionJob>>();
		for (const [index, job] of this.fresh)
			if (isTerminal(job) && !lacksResult(job)) ended.set(index, { value: job });
		let open = this.startedIndexes().filter((index) => !ended.has(index));
		if (resumed && (await this.wasOnlyANap(open))) return await this.park(channel);
		if (!resumed && !this.timeIsUp && !open.every((index) => this.hasEnded(index))) {
			if (channel.kind === 'webhook') return await this.park(channel);
			await this.poll(open);
		}
		for (;;) {
			const { left, unsure } = await this.readJobs(open, ended);
			open = left;
			if (open.length === 0) break;
			if (channel.kind === 'webhook' && !unsure) return await this.park(channel);
			await this.poll(open);
		}
		this.run.client.transport.log('debug', `${ended.size} transcriptions have ended`);
		return [await this.finish(ended)];
	}

	private hasEnded(index: number): boolean {
		const job = this.fresh.get(index);
		return job !== undefined && isTerminal(job);
	}

	/** Whether the node only woke up to look at its jobs, and one of them is open. Then none of the others is read. */
	private async wasOnlyANap(indexes: readonly number[]): Promise<boolean> {
		const { state } = this;
		if (this.timeIsUp || !(Date.now() >= Date.parse(state.napUntil ?? '') - EARLY)) return false;
		const ids = indexes.map((index) => this.jobAt(index).jobId);
		try {
			return (await findOpenJobs(this.run.client, ids, state)).ids.length > 0;
		} catch (error) {
			if (isTransient(error)) return true;
			return await Promise.reject(error);
		}
	}

	private async park(channel: Channel): Promise<INodeExecutionData[][]> {
		const { run, state } = this;
		const nap = NAPS[Math.min(state.parks, NAPS.length - 1)];
		const until = new Date(Math.min(this.deadline, Date.now() + nap));
		state.parked = true;
		state.parks += 1;
		state.napUntil = until.toISOString();
		const items = await park(run.context, until);
		if (channel.kind === 'webhook') settle(run.context, channel.url, state.seed);
		return items;
	}

	private async poll(indexes: readonly number[]): Promise<void> {
		const ids = indexes.map((index) => this.jobAt(index).jobId);
		try {
			await pollUntilEnded(this.run.client, ids, this.state, this.deadline);
		} catch (error) {
			if (!this.wasCancelled(error)) return await Promise.reject(error);
			if (this.settings.cancelJobs) await this.cancelAll(indexes);
			return await Promise.reject(new ExecutionCancelled());
		}
	}

	private wasCancelled(error: unknown): boolean {
		return (
			error instanceof ExecutionCancelled ||
			this.run.context.getExecutionCancelSignal?.()?.aborted === true
		);
	}

	/** Reads jobs with their results. Those that are open, or can't be read just now, are left. */
	private async readJobs(
		indexes: readonly number[],
		ended: Map<number, Settled<TranscriptionJob>>,
	): Promise<{ left: number[]; unsure: boolean }> {
		const left: number[] = [];
		let unsure = false;
		const { timeIsUp } = this;
		const outcomes = await settleAll(
			indexes.length,
			this.concurrency,
			false,
			async (position) =>
				await getTranscription(this.run.client, this.jobAt(indexes[position]).jobId),
		);
		outcomes.forEach((outcome, position) => {
			const index = indexes[position];
			if (outcome === undefined) return;
			const open = 'value' in outcome && !isTerminal(outcome.value);
			const passing = 'error' in outcome ? isTransient(outcome.error) : this.mayGetResult(outcome);
			if (timeIsUp || !(open || passing)) {
				ended.set(index, outcome);
			} else {
				left.push(index);
				unsure ||= passing;
				// Koldan's list did not show this one as open: from now on, each is asked for by itself.
				if (open) this.state.listed = false;
			}
		});
		if (outcomes.some((outcome) => outcome && 'value' in outcome && lacksResult(outcome.value)))
			this.looksForResults += 1;
		return { left, unsure };
	}

	private mayGetResult({ value }: { value: TranscriptionJob }): boolean {
		return lacksResult(value) && this.looksForResults < PATIENCE;
	}

	/** Makes the output, and decides what is kept for a retry. */
	private async finish(
		jobs: ReadonlyMap<number, TranscriptionJob | Settled<TranscriptionJob>>,
	): Promise<INodeExecutionData[]> {
		const settled = Array.from({ length: this.count }, (_, index) =>
			this.settledJob(index, jobs.get(index)),
		);
		const waited = this.settings.mode !== 'none';
		const open = settled.flatMap((job, index) =>
			waited && job && 'value' in job && !isTerminal(job.value) ? [index] : [],
		);
		await this.endLateJobs(open, settled);
		const late = this.startedIndexes().filter((index) => this.jobAt(index).late);
		if (late.length > 0 && this.settings.onTimeLimit === 'error' && !this.continueOnFail)
			throw toNodeError(this.run.context.getNode(), this.timeLimitError(late), late[0]);
		const outputs = await settleAll(
			this.count,
			this.concurrency,
			false,
			async (index) => await this.outputOf(index, settled[index], late),
		);
		this.flagFailures(settled);
		const items = joinOutputs(this.run, outputs);
		// With *Retry On Fail*, n8n may run the node again because of an error item.
		const { retryOnFail } = this.run.context.getNode();
		if (!retryOnFail || outputs.every((output) => output && 'value' in output))
			dropState(this.run.context);
		return items;
	}

	private settledJob(
		index: number,
		job: TranscriptionJob | Settled<TranscriptionJob> | undefined,
	): Settled<TranscriptionJob> | undefined {
		if (job !== undefined) return 'id' in job ? { value: job } : job;
		const item = this.state.items[index];
		if (item === null || item === undefined || isStarted(item)) return undefined;
		return { error: toldAgain(item) };
	}

	private async outputOf(
		index: number,
		job: Settled<TranscriptionJob> | undefined,
		late: readonly number[],
	): Promise<INodeExecutionData[]> {
		if (job === undefined)
			throw new KoldanInputError(
				'The transcription of this item was not started',
				'Run the workflow again.',
			);
		if ('error' in job) return await Promise.reject(job.error);
		const timedOut = late.includes(index);
		if (timedOut && this.settings.onTimeLimit === 'error') throw this.timeLimitError([index]);
		const waited = this.settings.mode !== 'none';
		const failed = isTerminal(job.value) && job.value.status !== 'COMPLETED';
		if (waited && failed && !timedOut && this.settings.failedJobs === 'error')
			throw failedJobError(job.value);
		const { extra } = this.jobAt(index);
		return await this.plan.output(
			index,
			job.value,
			timedOut ? { ...extra, timedOut: true } : extra,
		);
	}

	/** What came to nothing is started anew by a retried execution, but not by *Retry On Fail*. */
	private flagFailures(settled: ReadonlyArray<Settled<TranscriptionJob> | undefined>): void {
		settled.forEach((job, index) => {
			const item = this.state.items[index];
			if (!isStarted(item)) this.state.items[index] = item?.unsure ? item : null;
			else if (job && 'value' in job && isTerminal(job.value) && job.value.status !== 'COMPLETED')
				this.jobAt(index).failed = true;
		});
	}

	private timeLimitError(indexes: readonly number[]): TimeLimitError {
		return new TimeLimitError(
			indexes.map((index) => this.jobAt(index).jobId),
			indexes.every((index) => this.jobAt(index).failed),
		);
	}

	/**
	 * Cancels the jobs that are open at the time limit, and shows them as they are then; or leaves them alone, without a
	 * webhook. They are late, but for those that were completed just before.
	 */
	private async endLateJobs(
		indexes: readonly number[],
		settled: Array<Settled<TranscriptionJob> | undefined>,
	): Promise<void> {
		if (indexes.length === 0) return;
		const now = new Map<number, Settled<TranscriptionJob>>();
		if (this.settings.cancelJobs) {
			await this.cancelAll(indexes);
			await this.readJobs(indexes, now);
		} else {
			await this.removeRegistrations(indexes);
		}
		for (const index of indexes) {
			const job = now.get(index);
			if (job && 'value' in job) settled[index] = job;
			const status = job && 'value' in job ? job.value.status : undefined;
			this.jobAt(index).failed = status === 'CANCELLED';
			this.jobAt(index).late = status !== 'COMPLETED';
		}
	}

	/** Cancels jobs, also when the execution itself was cancelled. A job that has ended meanwhile is fine. */
	private async cancelAll(indexes: readonly number[]): Promise<void> {
		const { context } = this.run;
		const alive = Object.create(context, {
			getExecutionCancelSignal: { value: () => undefined },
		}) as typeof context;
		const { client } = await startRun(alive);
		await settleAll(indexes.length, this.concurrency, false, async (position) => {
			await cancelTranscription(client, this.jobAt(indexes[position]).jobId);
		});
	}

	/** Takes webhooks back that would call in vain. What can't be taken back does no harm. */
	private async removeRegistrations(indexes: readonly number[]): Promise<void> {
		const registered = indexes.filter((index) => this.jobAt(index).webhook !== undefined);
		await settleAll(registered.length, this.concurrency, false, async (position) => {
			const index = registered[position];
			await deleteTranscriptionWebhook(this.run.client, this.jobAt(index).jobId);
			this.jobAt(index).webhook = undefined;
		});
	}
}

/**
 * Runs an operation that starts jobs and waits for them.
 *
 * @returns n8n's outputs; when the execution was parked, what n8n wants at that moment
 */
export async function runJobs<Request>(
	run: Run,
	plan: JobPlan<Request>,
): Promise<INodeExecutionData[][]> {
	const state = isTool(run.context) ? newState() : readState(run.context);
	const settings = readWaitSettings(run, state.parked || state.deadline !== undefined);
	return await new JobRun(run, plan, settings, state).execute();
}
