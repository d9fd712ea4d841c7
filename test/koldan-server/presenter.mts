import { randomUUID } from 'node:crypto';
import type { KoldanWebhook, TranscriptionJob } from '../../nodes/Koldan/api/types.ts';
import type { Behaviour } from './behaviour.mts';
import type { Clock } from './clock.mts';
import type { Files } from './files.mts';
import type { Job } from './jobs.mts';

/** Shows jobs as answers and notifications do, in the shape that the switches choose. */
export class Presenter {
	private readonly behaviour: Behaviour;
	private readonly clock: Clock;
	private readonly files: Files;

	constructor(behaviour: Behaviour, clock: Clock, files: Files) {
		this.behaviour = behaviour;
		this.clock = clock;
		this.files = files;
	}

	/** Whether the job's result can be read: completed, not purged, and the switch's delay is over. */
	resultReady(job: Job): boolean {
		const since = this.clock.now() - (job.endedAt ?? 0);
		return job.result !== null && !job.isPurged && since >= this.behaviour.resultDelayMs;
	}

	/** A job; `result` is left out of lists. */
	job(job: Job, { withResult }: { withResult: boolean }): TranscriptionJob {
		const { behaviour } = this;
		const file = this.files.get(job.fileId);
		if (!file) throw new Error(`Job ${job.id} has no file ${job.fileId}.`);
		const date = (time: number | null) => (time === null ? null : this.clock.format(time));
		const hidesEnd = behaviour.failedCompletionDate === 'null' && job.status !== 'COMPLETED';
		const model = job.transcription.model;
		const shown: TranscriptionJob = {
			id: job.id,
			status: job.status,
			isDeleted: job.isDeleted,
			isPurged: job.isPurged,
			creationDate: this.clock.format(job.createdAt),
			completionDate: hidesEnd ? null : date(job.endedAt),
			deletedAt: date(job.deletedAt),
			purgedAt: date(job.purgedAt),
			purgeAt: date(job.purgeAt),
			file: this.nullable(this.files.present(file)),
			transcription: {
				...job.transcription,
				model: job.simulated && behaviour.labelSimulation ? `${model} (simulated)` : model,
			},
			diarization: job.diarization,
			errorCode: job.errorCode,
			errors:
				job.errors?.map(({ code, message, at }) => ({
					code,
					message,
					timestamp: this.clock.format(at),
				})) ?? null,
			webhook: this.webhook(job.webhook),
		};
		if (withResult) shown.result = this.resultReady(job) ? job.result : null;
		return this.nullable(this.extended(shown));
	}

	/** The body of a notification. */
	notification(job: Job): string {
		const full = this.job(job, { withResult: true });
		switch (this.behaviour.webhookPayload) {
			case 'job':
				return JSON.stringify(full);
			case 'job-without-result':
				return JSON.stringify(this.job(job, { withResult: false }));
			case 'id-status':
				return JSON.stringify({ id: job.id, status: job.status });
			case 'event':
				return JSON.stringify({
					event: `transcription.${job.status.toLowerCase()}`,
					timestamp: this.clock.format(this.clock.now()),
					data: full,
				});
			case 'empty':
				return '';
			case 'non-json':
				return `Job ${job.id} is ${job.status}`;
			case 'wrong-status':
				return JSON.stringify({
					...full,
					status: job.status === 'COMPLETED' ? 'FAILED' : 'COMPLETED',
				});
			case 'other-job':
				return JSON.stringify({ ...full, id: randomUUID() });
		}
	}

	/** Leaves nulls in or out, at every depth, as the switch says. */
	nullable<T extends object>(value: T): T {
		return this.behaviour.nullFields === 'null' ? value : withoutNulls(value);
	}

	private extended<T extends object>(value: T): T {
		return this.behaviour.extraFields
			? { ...value, processingRegion: 'eu-west', engine: { build: 7, flags: ['x'] } }
			: value;
	}

	private webhook(webhook: KoldanWebhook | null): KoldanWebhook | null {
		if (!webhook) return null;
		const { url, secret, headers } = webhook;
		switch (this.behaviour.webhookInResponses) {
			case 'full':
				return webhook;
			case 'masked':
				return {
					url,
					...(secret === undefined ? {} : { secret: '********' }),
					...(headers === undefined
						? {}
						: {
								headers: Object.fromEntries(Object.keys(headers).map((name) => [name, '********'])),
							}),
				};
			case 'absent':
				return { url };
		}
	}
}

function withoutNulls<T>(value: T): T {
	if (Array.isArray(value)) return value.map(withoutNulls) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, field]) => field !== null)
			.map(([name, field]) => [name, withoutNulls(field)]),
	) as T;
}
