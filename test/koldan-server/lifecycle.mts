import { setTimeout as sleep } from 'node:timers/promises';
import type { TranscriptionErrorCode } from '../../nodes/Koldan/api/types.ts';
import { AudioError } from './audio/audio-error.mts';
import type { Behaviour, Outcome } from './behaviour.mts';
import type { Clock } from './clock.mts';
import type { Files } from './files.mts';
import type { Imports } from './imports.mts';
import { isTerminal, type Job, type Jobs } from './jobs.mts';
import type { Log } from './log.mts';
import { MODELS } from './models.mts';
import { ERROR_MESSAGES, outcomeByName } from './outcomes.mts';
import { durationOf, type LongTranscript } from './recognizers/long-transcript.mts';
import { primaryLanguage } from './recognizers/recognizer.mts';
import type { Presenter } from './presenter.mts';
import type { Transcriber } from './transcriber.mts';
import type { Webhooks } from './webhooks.mts';

/** A job is PENDING for this part of its duration. */
const PENDING_SHARE = 0.2;

/** What a job's result is, or is made of. */
type Transcript = Pick<Job, 'result' | 'longTranscript' | 'simulated'>;

interface Parts {
	behaviour: Behaviour;
	clock: Clock;
	files: Files;
	imports: Imports;
	jobs: Jobs;
	log: Log;
	presenter: Presenter;
	transcriber: Transcriber;
	webhooks: Webhooks;
	onChange: () => void;
	/** Told of mistakes of this server or of a test's own functions. */
	onCrash: (error: unknown) => void;
}

/** Takes jobs from PENDING over IN_PROGRESS to their end, and tells their webhooks. */
export class Lifecycle {
	private readonly parts: Parts;
	/** Unfinished jobs that are being worked on. */
	private readonly running = new Map<string, AbortController>();
	private readonly ends = new Map<string, Array<() => void>>();

	constructor(parts: Parts) {
		this.parts = parts;
	}

	/** Lets a new job run by itself, unless tests finish jobs by hand. */
	accept(job: Job): void {
		if (this.parts.behaviour.autoFinish) void this.run(job);
	}

	/** PENDING → IN_PROGRESS. */
	start(job: Job): void {
		if (job.status !== 'PENDING') return;
		job.status = 'IN_PROGRESS';
		this.parts.log.debug(`job ${job.id}  IN_PROGRESS`);
		this.parts.onChange();
	}

	/**
	 * Ends a job now. A completed one without a result has its recording recognised first.
	 * Resolves when the job is in its final state; its notification may still be on the way.
	 */
	async finish(job: Job, outcome: Outcome = { status: 'COMPLETED' }): Promise<void> {
		this.running.get(job.id)?.abort();
		if (isTerminal(job)) return;
		this.start(job);
		const controller = new AbortController();
		this.running.set(job.id, controller);
		await this.settle(job, outcome, controller.signal);
	}

	cancel(job: Job): void {
		this.running.get(job.id)?.abort();
		this.end(job, 'CANCELLED');
	}

	/** Stops the work on a job that vanishes. */
	drop(job: Job): void {
		this.running.get(job.id)?.abort();
		this.running.delete(job.id);
	}

	/** Resolves when the job is terminal. */
	async ended(job: Job): Promise<void> {
		if (isTerminal(job)) return;
		await new Promise<void>((resolve) => {
			this.ends.set(job.id, [...(this.ends.get(job.id) ?? []), resolve]);
		});
	}

	/** Stops all work, leaving jobs as they are. */
	stop(): void {
		for (const controller of this.running.values()) controller.abort();
		this.running.clear();
		this.ends.clear();
	}

	private async run(job: Job): Promise<void> {
		const controller = new AbortController();
		const { signal } = controller;
		this.running.set(job.id, controller);
		const duration = pickDuration(this.parts.behaviour.jobDurationMs);
		const endsAt = Date.now() + duration;
		try {
			await sleep(duration * PENDING_SHARE, undefined, { signal });
			const { name, filename } = this.file(job);
			const { outcome, outcomeByFileName } = this.parts.behaviour;
			const wanted =
				(typeof outcome === 'function'
					? outcome({ id: job.id, name, fileId: job.fileId })
					: outcome === 'auto'
						? undefined
						: outcome) ?? (outcomeByFileName ? outcomeByName(name, filename) : undefined);
			this.start(job);
			await this.settle(job, wanted ?? { status: 'COMPLETED' }, signal, endsAt);
		} catch (error) {
			if (signal.aborted) return;
			this.parts.onCrash(error);
			this.recordFailure(job, 'INTERNAL_ERROR');
			this.end(job, 'FAILED');
		}
	}

	/** Works out the outcome, waits for the job's time to come, and ends it; does nothing once aborted. */
	private async settle(job: Job, wanted: Outcome, signal: AbortSignal, endsAt = 0): Promise<void> {
		let outcome = wanted;
		let transcript: Transcript = {
			result: (wanted.status === 'COMPLETED' && wanted.result) || null,
			longTranscript: null,
			simulated: false,
		};
		if (wanted.status === 'COMPLETED' && !wanted.result) {
			try {
				transcript = await this.recognize(job, signal);
			} catch (error) {
				if (signal.aborted) return;
				outcome = failure(error);
			}
		}
		const left = endsAt - Date.now();
		if (left > 0) await sleep(left, undefined, { signal }).catch(() => {});
		if (signal.aborted || isTerminal(job)) return;
		if (outcome.status === 'COMPLETED') Object.assign(job, transcript);
		if (outcome.status === 'FAILED') this.recordFailure(job, outcome.errorCode, outcome.message);
		this.end(job, outcome.status);
	}

	/** @throws AudioError with the code that the job fails with */
	private async recognize(job: Job, signal: AbortSignal): Promise<Transcript> {
		const { behaviour, imports, transcriber } = this.parts;
		const file = this.file(job);
		await imports.finished(file);
		if (!file.localPath) {
			throw new AudioError('FILE_NOT_FOUND', ERROR_MESSAGES.FILE_NOT_FOUND);
		}
		this.checkModel(job);
		const quota = behaviour.quotas['speech-service']?.transcription;
		if (typeof quota?.limit === 'number' && (quota.used ?? 0) >= quota.limit) {
			throw new AudioError('QUOTA_EXCEEDED', ERROR_MESSAGES.QUOTA_EXCEEDED);
		}
		const language = languageOf(job);
		if (behaviour.transcriptWords !== null) {
			const longTranscript: LongTranscript = {
				words: behaviour.transcriptWords,
				speakers: job.diarization?.enabled ? (job.diarization.maxSpeakers ?? 2) : 0,
				language: language ?? 'en',
				seed: file.name,
			};
			file.duration = durationOf(longTranscript);
			return { result: null, longTranscript, simulated: true };
		}
		const result = await transcriber.transcribe({
			path: file.localPath,
			sha256: file.sha256,
			language,
			diarization: job.diarization,
			maxDurationSeconds: behaviour.maxDurationSeconds,
			signal,
		});
		file.duration = result.duration ?? null;
		const { simulated } = transcriber.recognizerFor(language);
		return { result, longTranscript: null, simulated };
	}

	private checkModel(job: Job): void {
		const model = MODELS.find(({ id }) => id === job.transcription.model);
		const language = languageOf(job);
		if (model ? model.status === 'UNAVAILABLE' : this.parts.behaviour.unknownModel === 'fail-job') {
			throw new AudioError('MODEL_UNAVAILABLE', ERROR_MESSAGES.MODEL_UNAVAILABLE);
		}
		if (
			model &&
			language !== undefined &&
			!model.capabilities.languages.includes(primaryLanguage(language))
		) {
			throw new AudioError('LANGUAGE_NOT_SUPPORTED', ERROR_MESSAGES.LANGUAGE_NOT_SUPPORTED);
		}
	}

	private recordFailure(job: Job, code: TranscriptionErrorCode, message?: string): void {
		job.errorCode = code;
		job.errors = [{ code, message: message ?? ERROR_MESSAGES[code], at: this.parts.clock.now() }];
	}

	private end(job: Job, status: Outcome['status']): void {
		const { clock, log, onChange, presenter, webhooks } = this.parts;
		job.status = status;
		job.endedAt = clock.now();
		this.running.delete(job.id);
		const label = job.simulated ? ' (simulated)' : '';
		log.info(`job ${job.id}  ${status}${job.errorCode ? ` ${job.errorCode}` : ''}${label}`);
		onChange();
		webhooks.notify(job, presenter.notification(job));
		for (const resolve of this.ends.get(job.id) ?? []) resolve();
		this.ends.delete(job.id);
	}

	private file(job: Job) {
		const file = this.parts.files.get(job.fileId);
		if (!file) throw new Error(`Job ${job.id} has no file ${job.fileId}.`);
		return file;
	}
}

const languageOf = (job: Job) => job.transcription.language.defaultLanguageCode;

function pickDuration(duration: Behaviour['jobDurationMs']): number {
	if (typeof duration === 'number') return duration;
	const [min, max] = duration;
	return min + Math.random() * (max - min);
}

function failure(error: unknown): Outcome {
	if (error instanceof AudioError) {
		return { status: 'FAILED', errorCode: error.code, message: error.message };
	}
	// What a recogniser's process said stays in this machine: its message may hold paths.
	return { status: 'FAILED', errorCode: 'TRANSCRIPTION_FAILED' };
}
