import type { TranscriptionResult } from '../../nodes/Koldan/api/types.ts';
import type { Outcome } from './behaviour.mts';
import type { Clock } from './clock.mts';
import { DEFAULT_USER } from './credentials.mts';
import type { Files } from './files.mts';
import { isTerminal, purgeData, type Job, type Jobs } from './jobs.mts';
import type { Lifecycle } from './lifecycle.mts';

/** Options for jobs that exist without having been requested. */
export interface SeedOptions extends Partial<Omit<Job, 'id' | 'createdAt' | 'endedAt'>> {
	/** Unix milliseconds of the first job's creation. Default: so that the last one ends now. */
	from?: number;
	/** Milliseconds from job to job; 0 gives equal timestamps. Default 1,000. */
	stepMs?: number;
	/** Milliseconds from creation to end. Default 500. */
	durationMs?: number;
}

const SEED_RESULT: TranscriptionResult = {
	text: 'hello',
	detectedLanguages: ['en'],
	confidence: 0.9,
	duration: 1,
	segments: [
		{
			start: 0,
			end: 0.5,
			text: 'hello',
			confidence: 0.9,
			language: 'en',
			speaker: null,
			channel: null,
			words: [{ word: 'hello', start: 0, end: 0.5, confidence: 0.9 }],
		},
	],
};

interface Parts {
	clock: Clock;
	files: Files;
	jobs: Jobs;
	lifecycle: Lifecycle;
	onChange: () => void;
}

/** What tests do to jobs behind the API's back. */
export class JobControl {
	private readonly parts: Parts;

	constructor(parts: Parts) {
		this.parts = parts;
	}

	/** Undefined for an id that is not known. */
	get(id: string): Job | undefined {
		return this.parts.jobs.get(id);
	}

	/** All jobs in the order of their creation. */
	list(): Job[] {
		return this.parts.jobs.all();
	}

	/** Adds `count` jobs (COMPLETED, unless `status` says otherwise) on one file, without any request. */
	seed(count: number, options: SeedOptions = {}): Job[] {
		const { clock, files, jobs, onChange } = this.parts;
		const { stepMs = 1_000, durationMs = 500, status = 'COMPLETED', ...fields } = options;
		const { from = clock.now() - durationMs - stepMs * (count - 1), ...job } = fields;
		const owner = fields.owner ?? DEFAULT_USER;
		const fileId = fields.fileId ?? files.add({ owner }).id;
		const ended = status !== 'PENDING' && status !== 'IN_PROGRESS';
		const seeded = Array.from({ length: count }, (_, index) =>
			jobs.add({
				transcription: { model: 'general', language: {} },
				...(status === 'COMPLETED' ? { result: SEED_RESULT } : {}),
				...job,
				owner,
				fileId,
				status,
				createdAt: from + index * stepMs,
				endedAt: ended ? from + index * stepMs + durationMs : null,
			}),
		);
		onChange();
		return seeded;
	}

	/** PENDING → IN_PROGRESS. */
	start(id: string): void {
		this.parts.lifecycle.start(this.need(id));
	}

	/** Ends a job now; see `Lifecycle.finish`. */
	async finish(id: string, outcome?: Outcome): Promise<Job> {
		const job = this.need(id);
		await this.parts.lifecycle.finish(job, outcome);
		return job;
	}

	/** Ends all jobs that are unfinished. */
	async finishAll(outcome?: Outcome): Promise<void> {
		const open = this.list().filter((job) => !isTerminal(job));
		await Promise.all(open.map(({ id }) => this.finish(id, outcome)));
	}

	/** Resolves with the job when it is terminal. */
	async ended(id: string): Promise<Job> {
		const job = this.need(id);
		await this.parts.lifecycle.ended(job);
		return job;
	}

	/** Purges as retention does: a completed job that nobody deleted loses its result (410). */
	purge(id: string): void {
		purgeData(this.need(id), this.parts.clock.now());
		this.parts.onChange();
	}

	/** Makes a job vanish: 404 from now on. */
	remove(id: string): void {
		this.parts.lifecycle.drop(this.need(id));
		this.parts.jobs.remove(id);
		this.parts.onChange();
	}

	private need(id: string): Job {
		const job = this.parts.jobs.get(id);
		if (!job) throw new Error(`There is no job ${id}.`);
		return job;
	}
}
