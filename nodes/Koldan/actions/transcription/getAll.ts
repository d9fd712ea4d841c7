import type { IDataObject } from 'n8n-workflow';
import { giveHint } from '../../api/hint';
import { withoutSecrets } from '../../api/jobs';
import { allJobs, firstJobs } from '../../api/paging';
import type { TranscriptionJob } from '../../api/types';
import { filtersField } from '../fields/filters';
import { limitField, simplifyField, sortField, type Sort, type SortField } from '../fields/listing';
import { itemOperation } from '../operation';
import { simplifyJob } from './output';

/** What a job is sorted by; undefined comes last. */
function sortKey(job: TranscriptionJob, field: SortField): string | number | undefined {
	if (field === 'status') return job.status;
	const value = job[field];
	return value ? Date.parse(value) : undefined;
}

interface Row {
	json: IDataObject;
	key: string | number | undefined;
}

/** Sorts in place. Jobs without a value (no completion date yet) come last. Stable, so equal ones stay by creation. */
function sortRows(rows: Row[], { direction }: Sort): Row[] {
	const sign = direction === 'asc' ? 1 : -1;
	return rows.sort(({ key: a }, { key: b }) => {
		if (a === b) return 0;
		if (a === undefined) return 1;
		if (b === undefined) return -1;
		return a < b ? -sign : sign;
	});
}

export const getAll = itemOperation({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many transcriptions',
	description:
		'Get many transcriptions, filtered by status, file or date. Transcripts are not included; use Get Transcript for them.',
	builderHint:
		'Lists transcriptions without transcripts. To react to finished ones, use the Koldan Trigger and not a schedule with this operation.',
	endpoint: 'listTranscriptions',
	fields: {
		limit: limitField,
		simplify: simplifyField,
		filters: filtersField,
		sort: sortField,
	},
	async execute({ client, context }, { limit, simplify, filters, sort }) {
		const show = (job: TranscriptionJob): IDataObject =>
			simplify ? simplifyJob(job) : (withoutSecrets(job) as unknown as IDataObject);
		if (limit !== undefined) {
			const order = `${sort.field},${sort.direction}` as const;
			return (await firstJobs(client, filters, order, limit)).map((job) => ({ json: show(job) }));
		}
		// Of a long list, no more is kept than what comes out.
		const rows: Row[] = [];
		const onMissing = (count: number): void =>
			giveHint(
				context,
				`Koldan counts ${count} more transcriptions than its list shows. If some that you expect are missing, narrow the filters, for example by date.`,
			);
		for await (const job of allJobs(client, filters, { onMissing }))
			rows.push({ json: show(job), key: sortKey(job, sort.field) });
		return sortRows(rows, sort).map(({ json }) => ({ json }));
	},
});
