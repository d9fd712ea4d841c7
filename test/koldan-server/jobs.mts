import { randomUUID } from 'node:crypto';
import type {
	DiarizationOptions,
	KoldanWebhook,
	TranscriptionErrorCode,
	TranscriptionJobStatus,
	TranscriptionOptions,
	TranscriptionResult,
} from '../../nodes/Koldan/api/types.ts';
import type { LongTranscript } from './recognizers/long-transcript.mts';

export interface Job {
	id: string;
	owner: string;
	fileId: string;
	status: TranscriptionJobStatus;
	isDeleted: boolean;
	isPurged: boolean;
	/** Times are Unix milliseconds. */
	createdAt: number;
	/** When it completed, failed or was cancelled. */
	endedAt: number | null;
	deletedAt: number | null;
	purgedAt: number | null;
	purgeAt: number | null;
	transcription: TranscriptionOptions;
	diarization: DiarizationOptions | null;
	webhook: KoldanWebhook | null;
	/** Summary options of the upload. */
	summary: Record<string, unknown> | null;
	result: TranscriptionResult | null;
	/** A result that is made when it is read, in place of `result`. */
	longTranscript: LongTranscript | null;
	/** Whether the result is made up. */
	simulated: boolean;
	errorCode: TranscriptionErrorCode | null;
	errors: Array<{ code: TranscriptionErrorCode; message: string; at: number }> | null;
}

const TERMINAL: TranscriptionJobStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED'];

export const isTerminal = (job: Pick<Job, 'status'>) => TERMINAL.includes(job.status);

/** All jobs, in the order of their creation. */
export class Jobs {
	private byId = new Map<string, Job>();

	get(id: string): Job | undefined {
		return this.byId.get(id);
	}

	all(): Job[] {
		return [...this.byId.values()];
	}

	add(job: Partial<Job> & Pick<Job, 'owner' | 'fileId' | 'createdAt' | 'transcription'>): Job {
		const stored: Job = {
			id: randomUUID(),
			status: 'PENDING',
			isDeleted: false,
			isPurged: false,
			endedAt: null,
			deletedAt: null,
			purgedAt: null,
			purgeAt: null,
			diarization: null,
			webhook: null,
			summary: null,
			result: null,
			longTranscript: null,
			simulated: false,
			errorCode: null,
			errors: null,
			...job,
		};
		this.byId.set(stored.id, stored);
		return stored;
	}

	/** Takes a job out of the store altogether, as if it had never been. */
	remove(id: string): void {
		this.byId.delete(id);
	}

	clear(): void {
		this.byId.clear();
	}

	load(jobs: Job[]): void {
		this.byId = new Map(jobs.map((job) => [job.id, job]));
	}
}

/** Removes result and error data for good. */
export function purgeData(job: Job, now: number): void {
	job.isPurged = true;
	job.purgedAt = now;
	job.purgeAt = null;
	job.result = null;
	job.longTranscript = null;
	job.errorCode = null;
	job.errors = null;
}
