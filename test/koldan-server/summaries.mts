import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KoldanWebhook, TranscriptionJobStatus } from '../../nodes/Koldan/api/types.ts';
import type { Behaviour, TerminalStatus } from './behaviour.mts';
import type { Clock } from './clock.mts';
import { isTerminal, type Job, type Jobs } from './jobs.mts';
import type { Lifecycle } from './lifecycle.mts';
import type { Log } from './log.mts';
import type { Presenter } from './presenter.mts';
import type { Webhooks } from './webhooks.mts';

/** A summary, which is a job of its own. */
export interface Summary {
	id: string;
	owner: string;
	transcriptionId: string;
	status: TranscriptionJobStatus;
	promptTemplateId: string;
	webhook: KoldanWebhook | null;
	isDeleted: boolean;
	isPurged: boolean;
	/** Unix milliseconds. */
	createdAt: number;
	endedAt: number | null;
	text: string | null;
}

/** Words that an extract has at most. */
const EXTRACT_WORDS = 40;

interface Parts {
	behaviour: Behaviour;
	clock: Clock;
	jobs: Jobs;
	lifecycle: Lifecycle;
	log: Log;
	presenter: Presenter;
	webhooks: Webhooks;
	onChange: () => void;
}

/** All summaries, in the order of their creation, and how they come about. */
export class Summaries {
	private byId = new Map<string, Summary>();
	private readonly parts: Parts;
	private controller = new AbortController();

	constructor(parts: Parts) {
		this.parts = parts;
	}

	get(id: string): Summary | undefined {
		return this.byId.get(id);
	}

	all(): Summary[] {
		return [...this.byId.values()];
	}

	/** Schedules a summary of a job; it begins when the job has ended. */
	add(job: Job, options: Record<string, unknown>): Summary {
		const summary: Summary = {
			id: randomUUID(),
			owner: job.owner,
			transcriptionId: job.id,
			status: 'PENDING',
			promptTemplateId: String(options.promptTemplateId),
			webhook: null,
			isDeleted: false,
			isPurged: false,
			createdAt: this.parts.clock.now(),
			endedAt: null,
			text: null,
		};
		this.byId.set(summary.id, summary);
		this.parts.onChange();
		this.run(summary);
		return summary;
	}

	/** Ends a summary now. */
	finish(id: string, status: TerminalStatus = 'COMPLETED'): void {
		const summary = this.byId.get(id);
		if (!summary) throw new Error(`There is no summary ${id}.`);
		if (isTerminal(summary)) return;
		summary.status = status;
		summary.endedAt = this.parts.clock.now();
		if (status === 'COMPLETED') summary.text = this.extract(summary);
		this.parts.log.info(`summary ${id}  ${status}`);
		this.parts.onChange();
		this.parts.webhooks.notify(summary, this.parts.presenter.summaryNotification(summary));
	}

	/** Stops all work, leaving summaries as they are. */
	stop(): void {
		this.controller.abort();
		this.controller = new AbortController();
	}

	clear(): void {
		this.stop();
		this.byId.clear();
	}

	/** Summaries that were saved; those that are unfinished go on. */
	load(summaries: Summary[]): void {
		this.byId = new Map(summaries.map((summary) => [summary.id, summary]));
		for (const summary of summaries) if (!isTerminal(summary)) this.run(summary);
	}

	private run(summary: Summary): void {
		void this.work(summary, this.controller.signal).catch(() => {});
	}

	private async work(summary: Summary, signal: AbortSignal): Promise<void> {
		const { behaviour, jobs, lifecycle } = this.parts;
		const job = jobs.get(summary.transcriptionId);
		if (!job) return;
		await lifecycle.ended(job);
		if (signal.aborted) return;
		if (job.status !== 'COMPLETED') {
			if (behaviour.summaryOfFailed !== 'open')
				this.finish(summary.id, behaviour.summaryOfFailed === 'failed' ? 'FAILED' : 'CANCELLED');
			return;
		}
		const wanted = behaviour.summaryOutcome;
		const outcome = typeof wanted === 'function' ? wanted(job.id) : wanted;
		if (outcome === 'open') return;
		if (!isTerminal(summary)) summary.status = 'IN_PROGRESS';
		await sleep(behaviour.summaryDurationMs, undefined, { signal });
		this.finish(summary.id, outcome);
	}

	/** The first words of the transcript: no language model runs here. */
	private extract({ transcriptionId }: Summary): string {
		const job = this.parts.jobs.get(transcriptionId);
		const text = (job && this.parts.presenter.result(job)?.text) ?? '';
		return `Extract: ${text.split(/\s+/).slice(0, EXTRACT_WORDS).join(' ')}`;
	}
}
