/**
 * A Koldan in memory that only lists and shows jobs, made for changing while it is read: something may happen between any
 * two requests of a poll.
 */
import { createClient, type KoldanClient } from '../../../nodes/Koldan/api/client';
import { DEFAULT_RETRY_POLICY } from '../../../nodes/Koldan/api/retry';
import type { KoldanRequest, SendOutcome } from '../../../nodes/Koldan/api/transport';
import type { TranscriptionJob, TranscriptionJobStatus } from '../../../nodes/Koldan/api/types';

export interface ListedJob {
	id: string;
	status: TranscriptionJobStatus;
	/** Milliseconds since 1970, by the clock of the machine that wrote it. */
	createdAt: number;
	endedAt: number | null;
	/** False: the completion date stays null. */
	dated: boolean;
	deleted: boolean;
	/** Its end shows in answers from this moment on (milliseconds of the server's true time). */
	endVisibleAt: number;
}

type Field = 'creationDate' | 'completionDate';

const numbered = (index: number): string =>
	`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

export class ListServer {
	readonly jobs: ListedJob[] = [];
	/** True time in milliseconds since 1970; timestamps are written in whole seconds. */
	now = Date.UTC(2026, 0, 1);
	/** Called before each request. */
	beforeRequest: () => void = () => undefined;
	/** Requests to answer before the connection breaks. */
	answersLeft = Infinity;
	requests = 0;

	create(skew: number): ListedJob {
		const job: ListedJob = {
			id: numbered(this.jobs.length),
			status: 'PENDING',
			createdAt: this.stamp(skew),
			endedAt: null,
			dated: true,
			deleted: false,
			endVisibleAt: Infinity,
		};
		this.jobs.push(job);
		return job;
	}

	end(job: ListedJob, status: TranscriptionJobStatus, skew: number, dated: boolean, lag = 0): void {
		job.status = status;
		job.endedAt = this.stamp(skew);
		job.dated = dated;
		job.endVisibleAt = this.now + lag;
	}

	/** A client without retries. */
	client(): KoldanClient {
		return createClient(
			{
				secrets: [],
				send: async (request) => this.send(request),
				pause: async () => undefined,
				now: Date.now,
				log: () => undefined,
			},
			{ ...DEFAULT_RETRY_POLICY, maxRetries: 0 },
		);
	}

	/** The end of a job shows. */
	ended = (job: ListedJob): boolean => job.endedAt !== null && job.endVisibleAt <= this.now;

	private stamp(skew: number): number {
		return Math.floor((this.now + skew) / 1000) * 1000;
	}

	private send({ path, query = {} }: KoldanRequest): SendOutcome {
		this.beforeRequest();
		this.requests += 1;
		if (this.answersLeft <= 0)
			return { failure: { code: 'ECONNRESET', message: 'broken', cancelled: false } };
		this.answersLeft -= 1;
		const id = /\/transcriptions\/(.+)$/.exec(path)?.[1];
		if (id === undefined)
			return { response: { statusCode: 200, headers: {}, body: { jobs: this.page(query) } } };
		const job = this.jobs.find((known) => known.id === id);
		return {
			response: job
				? { statusCode: 200, headers: {}, body: this.shown(job) }
				: { statusCode: 404, headers: {}, body: '' },
		};
	}

	private shown(job: ListedJob): TranscriptionJob {
		const ended = this.ended(job);
		const date = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');
		return {
			id: job.id,
			status: ended ? job.status : 'IN_PROGRESS',
			isDeleted: job.deleted,
			creationDate: date(job.createdAt),
			completionDate: ended && job.dated && job.endedAt !== null ? date(job.endedAt) : null,
		} as TranscriptionJob;
	}

	private page(query: NonNullable<KoldanRequest['query']>): TranscriptionJob[] {
		const [field, direction] = String(query.sort).split(',') as [Field, 'asc' | 'desc'];
		const statuses = query.status as readonly string[] | undefined;
		const after = (date: string | null | undefined, from: unknown) =>
			from === undefined || (date != null && Date.parse(date) >= Date.parse(String(from)));
		const size = Number(query.size);
		const sign = direction === 'asc' ? 1 : -1;
		return this.jobs
			.map((job) => this.shown(job))
			.filter(
				(job) =>
					job.isDeleted === (query.isDeleted ?? false) &&
					(!statuses || statuses.includes(job.status)) &&
					after(job.creationDate, query.createdAfter) &&
					after(job.completionDate, query.completedAfter),
			)
			.sort((a, b) => {
				const [first, second] = [a[field] ?? '', b[field] ?? ''];
				return first === second ? 0 : first < second ? -sign : sign;
			})
			.slice(Number(query.page) * size, (Number(query.page) + 1) * size);
	}
}
