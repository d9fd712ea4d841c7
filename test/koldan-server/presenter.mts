import { randomUUID } from 'node:crypto';
import type {
	KoldanWebhook,
	TranscriptionJob,
	TranscriptionResult,
} from '../../nodes/Koldan/api/types.ts';
import type { Behaviour } from './behaviour.mts';
import type { Clock } from './clock.mts';
import type { Files, StoredFile } from './files.mts';
import type { Job } from './jobs.mts';
import type { Summary } from './summaries.mts';
import { makeLongTranscript } from './recognizers/long-transcript.mts';

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

	/** The job's result, or null where it can't be read: not completed, purged, or the switch's delay is not over. */
	result(job: Job): TranscriptionResult | null {
		const since = this.clock.now() - (job.endedAt ?? 0);
		if (job.isPurged || since < this.behaviour.resultDelayMs) return null;
		return job.longTranscript ? makeLongTranscript(job.longTranscript) : job.result;
	}

	/** A job as requests that read see it: still open for a while after its end, if the switch says so. */
	asRead(job: Job): Job {
		const { apiLagMs } = this.behaviour;
		if (apiLagMs === 0 || job.endedAt === null) return job;
		if (this.clock.now() - job.endedAt >= apiLagMs) return job;
		const open = { status: 'IN_PROGRESS', endedAt: null, errorCode: null, errors: null } as const;
		return { ...job, ...open, result: null, longTranscript: null };
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
		if (withResult) shown.result = this.result(job);
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

	/** A file as the file endpoints show it. */
	file(file: StoredFile): Record<string, unknown> {
		const { fileIdField, fileIngestionField } = this.behaviour;
		const { id, ingestionStatus, ...shown } = this.files.present(file) as Record<string, unknown>;
		const ingestion: Record<string, object> = {
			'ingestion.status': { ingestion: { status: ingestionStatus } },
			absent: {},
		};
		return this.nullable(
			this.extended({
				[fileIdField]: id,
				...shown,
				...(ingestion[fileIngestionField] ?? { [fileIngestionField]: ingestionStatus }),
				// A file is ready long before that is.
				listeningAudioStatus: file.generateListeningAudio ? 'PENDING' : null,
			}),
		);
	}

	/** A file alone in an answer. */
	oneFile(file: StoredFile): Record<string, unknown> {
		const shown = this.file(file);
		return this.behaviour.fileEnvelope === 'plain' ? shown : { data: { file: shown } };
	}

	/** A summary as lists and uploads show it. */
	summary(summary: Summary): Record<string, unknown> {
		const { id, transcriptionId, status, promptTemplateId, webhook } = summary;
		const { behaviour } = this;
		const hasResult = behaviour.summaryResultInGet && summary.text !== null;
		return this.nullable({
			[behaviour.summaryIdField]: id,
			status,
			transcriptionId,
			promptTemplateId,
			isDeleted: summary.isDeleted,
			isPurged: summary.isPurged,
			...this.summaryDates(summary),
			webhook: this.webhook(webhook),
			...(hasResult ? { result: this.summaryResult(summary) } : {}),
		});
	}

	private summaryDates({ createdAt, endedAt }: Summary): Record<string, string | null> {
		const created = this.clock.format(createdAt);
		const ended = endedAt === null ? null : this.clock.format(endedAt);
		const dates = {
			creationDate: { creationDate: created, completionDate: ended },
			createdAt: { createdAt: created, completedAt: ended },
			absent: {},
		};
		return dates[this.behaviour.summaryDates];
	}

	/** A summary alone in an answer. */
	oneSummary(summary: Summary): Record<string, unknown> {
		const shown = this.summary(summary);
		return this.behaviour.summaryEnvelope === 'plain' ? shown : { summary: shown };
	}

	summaryResult({ text }: Summary): unknown {
		const written = text ?? '';
		const [first, ...rest] = written.split(': ');
		const results = {
			string: written,
			object: { text: written },
			nested: { language: 'en', result: { model: 'summarizer-1', summary: { markdown: written } } },
			sections: {
				id: randomUUID(),
				sections: [
					{ title: first, content: rest.join(': ') },
					{ title: 'Next steps', content: 'None' },
				],
			},
		};
		return results[this.behaviour.summaryResult];
	}

	/** The body of a notification about a summary, in the same forms as one about a transcription. */
	summaryNotification(summary: Summary): string {
		const { webhookPayload } = this.behaviour;
		if (webhookPayload === 'empty') return '';
		if (webhookPayload === 'non-json') return `Summary ${summary.id} is ${summary.status}`;
		if (webhookPayload === 'other-job') return JSON.stringify({ id: randomUUID() });
		return JSON.stringify(this.summary(summary));
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
