import { ApiError, badRequest, conflict, notFound } from '../api-error.mts';
import { isTerminal } from '../jobs.mts';
import type { KoldanWebhook, TranscriptionJobStatus } from '../../../nodes/Koldan/api/types.ts';
import type { Koldan, OperationHandler, OperationRequest } from '../operation.mts';
import { parseTimestamp } from '../clock.mts';
import type { Summary } from '../summaries.mts';

/** Of these endpoints only a part is known: what is not is a switch. */
const refuseMissing = ({ behaviour }: Koldan): void => {
	if (behaviour.summaryEndpoints === 'missing') throw notFound('Not found.');
};

function findSummary(koldan: Koldan, { id, identity }: OperationRequest): Summary {
	refuseMissing(koldan);
	const summary = koldan.summaries.get(id.toLowerCase());
	if (!summary || summary.owner !== identity.user) throw notFound(`Summary ${id} was not found.`);
	return summary;
}

interface ListQuery {
	page?: number;
	size?: number;
	transcriptionId?: string;
	fileId?: string;
	status?: TranscriptionJobStatus;
	promptTemplateId?: string;
	isDeleted?: boolean;
	isPurged?: boolean;
	createdAfter?: string;
	createdBefore?: string;
}

function matches(koldan: Koldan, query: ListQuery): (summary: Summary) => boolean {
	const after = query.createdAfter ? parseTimestamp(query.createdAfter) : -Infinity;
	const before = query.createdBefore ? parseTimestamp(query.createdBefore) : Infinity;
	const isOf = (summary: Summary) =>
		koldan.jobs.get(summary.transcriptionId)?.fileId === query.fileId;
	return (summary) =>
		(!query.transcriptionId || summary.transcriptionId === query.transcriptionId) &&
		(!query.fileId || isOf(summary)) &&
		(!query.status || summary.status === query.status) &&
		(!query.promptTemplateId || summary.promptTemplateId === query.promptTemplateId) &&
		summary.isDeleted === (query.isDeleted ?? false) &&
		(query.isPurged === undefined || summary.isPurged === query.isPurged) &&
		summary.createdAt >= after &&
		summary.createdAt <= before;
}

const listSummaries: OperationHandler = (koldan, { query, identity }) => {
	refuseMissing(koldan);
	const { behaviour, presenter } = koldan;
	if (behaviour.summaryList === 'missing') throw notFound('Not found.');
	const { page = 0, size = 20 } = query as ListQuery;
	const own = koldan.summaries.all().filter(({ owner }) => owner === identity.user);
	const found = behaviour.summaryListFilters
		? own.filter(matches(koldan, query as ListQuery))
		: own;
	if (found.length === 0 && behaviour.emptyList === 204) return { status: 204 };
	const shown = found
		.reverse()
		.slice(page * size, (page + 1) * size)
		.map((summary) => presenter.summary(summary));
	const more = { page, size: shown.length, total: found.length };
	const bodies = {
		array: shown,
		summaries: { summaries: shown, ...more },
		content: { ...more, content: shown },
	};
	return { status: 200, body: bodies[behaviour.summaryList] };
};

const createSummary: OperationHandler = (koldan, { body, identity }) => {
	refuseMissing(koldan);
	const { transcriptionId, ...options } = body as Record<string, unknown>;
	const job = koldan.jobs.get(String(transcriptionId).toLowerCase());
	if (!job || job.owner !== identity.user)
		throw notFound(`Transcription job ${String(transcriptionId)} was not found.`);
	if (!options.promptTemplateId) throw badRequest('promptTemplateId is missing.');
	koldan.counters.summariesCreated += 1;
	return { status: 201, body: koldan.presenter.oneSummary(koldan.summaries.add(job, options)) };
};

const getSummary: OperationHandler = (koldan, request) => ({
	status: 200,
	body: koldan.presenter.oneSummary(findSummary(koldan, request)),
});

const getSummaryResult: OperationHandler = (koldan, request) => {
	const summary = findSummary(koldan, request);
	const { presenter, behaviour } = koldan;
	if (summary.isPurged) throw new ApiError(410, `Summary ${summary.id} has been purged.`);
	if (summary.status !== 'COMPLETED') {
		if (behaviour.summaryNotReady === 204) return { status: 204 };
		throw new ApiError(behaviour.summaryNotReady, `Summary ${summary.id} is ${summary.status}.`);
	}
	return { status: 200, body: presenter.summaryResult(summary) };
};

const refuseEnded = ({ id, status }: Summary): void => {
	if (isTerminal({ status })) throw conflict(`Summary ${id} is ${status}.`);
};

const updateSummaryWebhook: OperationHandler = (koldan, request) => {
	const summary = findSummary(koldan, request);
	refuseEnded(summary);
	summary.webhook = request.body as KoldanWebhook;
	koldan.onChange();
	return { status: 200, body: koldan.presenter.oneSummary(summary) };
};

const deleteSummaryWebhook: OperationHandler = (koldan, request) => {
	const summary = findSummary(koldan, request);
	refuseEnded(summary);
	summary.webhook = null;
	koldan.onChange();
	return { status: 204 };
};

const cancelSummary: OperationHandler = (koldan, request) => {
	const summary = findSummary(koldan, request);
	refuseEnded(summary);
	koldan.summaries.finish(summary.id, 'CANCELLED');
	return { status: 204 };
};

const deleteSummary: OperationHandler = (koldan, request) => {
	const summary = findSummary(koldan, request);
	if (!isTerminal(summary)) throw conflict(`Summary ${summary.id} is ${summary.status}.`);
	summary.isDeleted = true;
	koldan.onChange();
	return { status: 204 };
};

const purgeSummary: OperationHandler = (koldan, request) => {
	const summary = findSummary(koldan, request);
	if (!summary.isDeleted) throw conflict(`Summary ${summary.id} is not deleted.`);
	Object.assign(summary, { isPurged: true, text: null });
	koldan.onChange();
	return { status: 204 };
};

export const SUMMARY_HANDLERS: Record<string, OperationHandler> = {
	listSummaries,
	createSummary,
	getSummary,
	getSummaryResult,
	updateSummaryWebhook,
	deleteSummaryWebhook,
	cancelSummary,
	deleteSummary,
	purgeSummary,
};
