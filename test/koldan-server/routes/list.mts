import type { TranscriptionJobStatus } from '../../../nodes/Koldan/api/types.ts';
import { ApiError, badRequest } from '../api-error.mts';
import type { Behaviour } from '../behaviour.mts';
import { parseTimestamp } from '../clock.mts';
import type { Job } from '../jobs.mts';
import type { Koldan, OperationHandler, OperationRequest } from '../operation.mts';

interface ListQuery {
	page?: number;
	size?: number;
	status?: TranscriptionJobStatus[];
	fileId?: string;
	isDeleted?: boolean;
	isPurged?: boolean;
	createdAfter?: string;
	createdBefore?: string;
	completedAfter?: string;
	completedBefore?: string;
	sort?: string;
}

/** List Transcription Jobs: one's own, or with `fileId` everybody's for a file that one may read. */
export const listTranscriptions: OperationHandler = (koldan, request) => {
	const query = request.query as ListQuery;
	const { page = 0, size = 20, sort = 'creationDate,desc', ...filters } = query;
	const { listSizeCap, listIgnoresPage } = koldan.behaviour;
	if (size < 1) throw badRequest('size must be at least 1.');
	const [field, direction] = sort.split(',') as [SortField, 'asc' | 'desc'];
	const matching = visibleJobs(koldan, request, query.fileId)
		.map((job) => koldan.presenter.asRead(job))
		.filter(matches(query, koldan.behaviour))
		.map((job, index) => ({ job, index, tie: Math.random() }))
		.sort(order(field, direction, koldan.behaviour))
		.map(({ job }) => job);
	if (matching.length === 0 && koldan.behaviour.emptyList === 204) {
		return { status: 204, documented: false };
	}
	const length = Math.min(size, listSizeCap ?? size);
	const start = listIgnoresPage ? 0 : page * length;
	const jobs = matching.slice(start, start + length);
	return {
		status: 200,
		body: {
			jobs: jobs.map((job) => koldan.presenter.job(job, { withResult: false })),
			size: jobs.length,
			total: total(matching.length, koldan.behaviour),
			filters,
			sort: { field, direction },
		},
	};
};

function total(exact: number, { listTotal }: Behaviour): number {
	const error = Math.max(1, Math.round(exact / 10));
	return { exact, 'too-high': exact + error, 'too-low': Math.max(0, exact - error) }[listTotal];
}

function visibleJobs(
	{ files, jobs }: Koldan,
	{ identity }: OperationRequest,
	fileId?: string,
): Job[] {
	if (fileId === undefined) return jobs.all().filter(({ owner }) => owner === identity.user);
	const file = files.get(fileId.toLowerCase());
	if (!file) return [];
	if (file.owner !== identity.user && !file.sharedWith.includes(identity.user)) {
		throw new ApiError(403, `You are not authorized to access file ${fileId}.`);
	}
	return jobs.all().filter((job) => job.fileId === file.id);
}

function matches(query: ListQuery, behaviour: Behaviour): (job: Job) => boolean {
	const createdAfter = time(query.createdAfter, -Infinity);
	const createdBefore = time(query.createdBefore, Infinity);
	const completedAfter = time(query.completedAfter, -Infinity);
	const completedBefore = time(query.completedBefore, Infinity);
	const byCompletion = query.completedAfter !== undefined || query.completedBefore !== undefined;
	return (job) => {
		const completed = completionDate(job, behaviour);
		return (
			(!query.status || query.status.includes(job.status)) &&
			job.isDeleted === (query.isDeleted ?? false) &&
			(query.isPurged === undefined || job.isPurged === query.isPurged) &&
			job.createdAt >= createdAfter &&
			job.createdAt <= createdBefore &&
			(!byCompletion ||
				(completed !== null && completed >= completedAfter && completed <= completedBefore))
		);
	};
}

const time = (text: string | undefined, otherwise: number) =>
	text === undefined ? otherwise : parseTimestamp(text);

/** As answers show it: a switch hides that of failed and cancelled jobs. */
const completionDate = (job: Job, { failedCompletionDate }: Behaviour) =>
	failedCompletionDate === 'null' && job.status !== 'COMPLETED' ? null : job.endedAt;

type SortField = 'creationDate' | 'completionDate' | 'status';
interface Entry {
	job: Job;
	/** Order of creation. */
	index: number;
	/** A number drawn anew for every request. */
	tie: number;
}

function order(field: SortField, direction: 'asc' | 'desc', behaviour: Behaviour) {
	const sign = direction === 'asc' ? 1 : -1;
	const value = ({ job }: Entry): number | string | null =>
		field === 'status'
			? job.status
			: field === 'creationDate'
				? job.createdAt
				: completionDate(job, behaviour);
	return (a: Entry, b: Entry): number => {
		const [left, right] = [value(a), value(b)];
		if (left === right) return breakTie(a, b, behaviour.sortTies);
		if (left === null || right === null) {
			return (left === null) === (behaviour.sortNulls === 'first') ? -1 : 1;
		}
		return left < right ? -sign : sign;
	};
}

function breakTie(a: Entry, b: Entry, rule: Behaviour['sortTies']): number {
	switch (rule) {
		case 'insertion':
			return a.index - b.index;
		case 'reverse':
			return b.index - a.index;
		case 'id':
			return a.job.id < b.job.id ? -1 : 1;
		case 'random':
			return a.tie - b.tie;
	}
}
