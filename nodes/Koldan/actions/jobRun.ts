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
import { park } from '../wait/park';
import { isTransient, pollUntilEnded } from '../wait/poll';
import { resumeUrlOf } from '../wait/resumeUrl';
import { settle } from '../wait/settle';
import { watchJob } from '../wait/watch';
import type { WaitSettings } from '../wait/settings';
import {
	dropState,
	fingerprint,
	isStarted,
	readState,
	type StartedJob,
	type WaitState,
} from '../wait/state';
import { TimeLimitError } from '../wait/timeLimit';
import { registration } from '../webhooks/registration';
import { signingSecret, tokenFor } from '../webhooks/tokens';
import { concurrencyOf, joinOutputs, settleAll, type Settled } from './items';
import { toNodeError } from './nodeErrors';
import { startRun, type Run } from './run';
import { readWaitSettings } from './waitSettings';

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

class JobRun<Request> {
	private readonly count: number;

	private readonly concurrency: number;

	private readonly continueOnFail: boolean;

	/** Jobs as they were when they were started in this very call. */
	private readonly fresh = new Map<number, TranscriptionJob>();

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
			state.deadline = settings.deadline?.toISOString();
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
				? registration(channel.url, tokenFor(this.state.seed, index), secret)
				: undefined;
		const known = this.state.items[index];
		if (isStarted(known) && known.request === identity)
			return await this.takeUp(index, known, channel, webhook);
		const { job, registered, extra } = await this.plan.start(request, webhook);
		this.state.items[index] = {
			jobId: job.id,
			request: identity,
			registered,
			...(extra ? { extra } : {}),
		};
		this.fresh.set(index, job);
	}

	/** A job that this run had started before it was interrupted. */
	private async takeUp(
		index: number,
		known: StartedJob,
		channel: Channel,
		webhook: KoldanWebhook | undefined,
	): Promise<void> {
		if (webhook && !known.registered) {
			const { job, registered } = await watchJob(
				this.run.client,
				known.jobId,
				webhook,
				this.settings.mode === 'webhook',
			);
			known.registered = registered;
			this.fresh.set(index, job);
		} else if (channel.kind === 'none') {
			this.fresh.set(index, await getTranscription(this.run.client, known.jobId));
		}
	}

	private rememberFailure(index: number, error: unknown): void {
		const { message, description, httpCode } = toNodeError(
			this.run.context.getNode(),
			error,
			index,
		) as {
			message: string;
			description?: string | null;
			httpCode?: string | null;
		};
		this.state.items[index] = {
			error: { message, description: description ?? undefined, httpCode: httpCode ?? undefined },
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
			(index) => !this.jobAt(index).registered && !this.hasEnded(index),
		);
	}

	private async pollInstead(): Promise<Channel> {
		await this.removeRegistrations(this.startedIndexes().filter((index) => !this.hasEnded(index)));
		return { kind: 'polling' };
	}

	private get deadline(): number {
		return this.state.deadline ? Date.parse(this.state.deadline) : Infinity;
	}

	private async wait(channel: Channel, resumed: boolean): Promise<INodeExecutionData[][]> {
		const { client } = this.run;
		const ended = new Map<number, Settled<TranscriptionJob>>();
		let open = this.startedIndexes();
		const allEnded = open.every((index) => this.hasEnded(index));
		if (channel.kind === 'webhook' && !resumed && open.length > 0 && !allEnded)
			return await this.park(channel.url);
		if (channel.kind === 'polling' && !allEnded) await this.poll(open);
		for (;;) {
			const { left, unsure } = await this.readJobs(open, ended);
			open = left;
			if (open.length === 0) break;
			// The list had shown none of them as open: from now on, each is asked for by itself.
			this.state.listed = false;
			if (channel.kind === 'webhook' && !unsure) return await this.park(channel.url);
			await this.poll(open);
		}
		client.transport.log('debug', `${ended.size} transcriptions have ended`);
		return [await this.finish(ended)];
	}

	private hasEnded(index: number): boolean {
		const job = this.fresh.get(index);
		return job !== undefined && isTerminal(job);
	}

	private async park(url: string): Promise<INodeExecutionData[][]> {
		const { context } = this.run;
		this.state.parked = true;
		const items = await park(
			context,
			new Date(Math.min(this.deadline, Date.parse('3000-01-01T00:00:00Z'))),
		);
		settle(context, url, this.state.seed);
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
		const timeIsUp = Date.now() >= this.deadline;
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
			const passing = 'error' in outcome && isTransient(outcome.error);
			if (timeIsUp || !(open || passing)) {
				ended.set(index, outcome);
			} else {
				left.push(index);
				unsure ||= passing;
			}
		});
		return { left, unsure };
	}

	/** Makes the output, and decides what is kept for a retry. */
	private async finish(
		jobs: ReadonlyMap<number, TranscriptionJob | Settled<TranscriptionJob>>,
	): Promise<INodeExecutionData[]> {
		const settled = Array.from({ length: this.count }, (_, index) =>
			this.settledJob(index, jobs.get(index)),
		);
		const waited = this.settings.mode !== 'none';
		const late = waited
			? settled.flatMap((job, index) =>
					job && 'value' in job && !isTerminal(job.value) ? [index] : [],
				)
			: [];
		if (late.length > 0) await this.endLateJobs(late, settled);
		if (late.length > 0 && this.settings.onTimeLimit === 'error' && !this.continueOnFail) {
			this.state.deadline = undefined;
			throw toNodeError(this.run.context.getNode(), this.timeLimitError(late), late[0]);
		}
		const outputs = await settleAll(
			this.count,
			this.concurrency,
			false,
			async (index) => await this.outputOf(index, settled[index], late),
		);
		this.forgetFailures(settled);
		const items = joinOutputs(this.run, outputs);
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
		const { message, description = '', httpCode } = item.error;
		return {
			error: new KoldanApiError({
				message,
				description,
				statusCode: httpCode ? Number(httpCode) : undefined,
			}),
		};
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
		if (waited && failed && this.settings.failedJobs === 'error') throw failedJobError(job.value);
		const { extra } = this.jobAt(index);
		return await this.plan.output(
			index,
			job.value,
			timedOut ? { ...extra, timedOut: true } : extra,
		);
	}

	/** A retry starts failed and cancelled jobs anew; the transcripts of all others are kept. */
	private forgetFailures(settled: ReadonlyArray<Settled<TranscriptionJob> | undefined>): void {
		settled.forEach((job, index) => {
			const failed =
				job && 'value' in job && isTerminal(job.value) && job.value.status !== 'COMPLETED';
			if (failed || !isStarted(this.state.items[index])) this.state.items[index] = null;
		});
	}

	private timeLimitError(indexes: readonly number[]): TimeLimitError {
		return new TimeLimitError(
			indexes.map((index) => this.jobAt(index).jobId),
			this.settings.cancelJobs,
		);
	}

	/** Cancels the jobs that are late, and shows them as they are then; or leaves them alone, without a webhook. */
	private async endLateJobs(
		indexes: readonly number[],
		settled: Array<Settled<TranscriptionJob> | undefined>,
	): Promise<void> {
		if (!this.settings.cancelJobs) return await this.removeRegistrations(indexes);
		await this.cancelAll(indexes);
		const now = new Map<number, Settled<TranscriptionJob>>();
		await this.readJobs(indexes, now);
		for (const [index, job] of now) {
			if ('value' in job) settled[index] = job;
			// A retry starts a job of its own instead of waiting for this one.
			this.state.items[index] = { ...this.jobAt(index), request: '' };
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
		const registered = indexes.filter((index) => this.jobAt(index).registered);
		await settleAll(registered.length, this.concurrency, false, async (position) => {
			const index = registered[position];
			await deleteTranscriptionWebhook(this.run.client, this.jobAt(index).jobId);
			this.jobAt(index).registered = false;
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
	const settings = readWaitSettings(run);
	return await new JobRun(run, plan, settings, readState(run.context)).execute();
}
