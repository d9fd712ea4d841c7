import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { withoutSecrets } from '../../api/jobs';
import { allJobs, firstJobs, type JobFilters } from '../../api/paging';
import type { ListQuery } from '../../api/transcriptions';
import type { TranscriptionJob } from '../../api/types';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import type { Run } from '../run';
import { readBoolean } from './fields/boolean';
import { concurrencyOptions } from './fields/concurrency';
import { filterFields, readFilters } from './fields/filters';
import { readWholeNumber } from './fields/number';
import { simplifyJob } from './fields/simplify';
import { readSort, sortFields, sortKey, sortRows, type Row, type Sort } from './fields/sort';

const properties: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	filterFields,
	sortFields,
	concurrencyOptions,
];

const readLimit = (run: Run, itemIndex: number): number =>
	readWholeNumber(run.context.getNodeParameter('limit', itemIndex, 50), 1, {
		message: 'The limit is not a whole number above zero',
		advice: 'Enter how many transcriptions to return, or turn on Return All.',
	});

type Show = (job: TranscriptionJob) => IDataObject;

/** Of a long list, no more is kept than what comes out. */
async function allRows(run: Run, filters: JobFilters, sort: Sort, show: Show): Promise<Row[]> {
	const rows: Row[] = [];
	for await (const job of allJobs(run.client, filters))
		rows.push({ json: show(job), key: sortKey(job, sort.field) });
	return sortRows(rows, sort);
}

async function listJobs(run: Run, itemIndex: number, show: Show): Promise<IDataObject[]> {
	const filters = readFilters(run, itemIndex);
	const sort = readSort(run, itemIndex);
	const returnAll = run.context.getNodeParameter('returnAll', itemIndex, false);
	if (readBoolean(returnAll, 'Return All'))
		return (await allRows(run, filters, sort, show)).map(({ json }) => json);
	const order = `${sort.field},${sort.direction}` satisfies ListQuery['sort'];
	return (await firstJobs(run.client, filters, order, readLimit(run, itemIndex))).map(show);
}

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many transcriptions',
	description:
		'Get many transcriptions, filtered by status, file or date. Transcripts are not included; use Get Transcript for them.',
	endpoint: 'listTranscriptions',
	properties,
	execute: async (run) =>
		await forEachItem(run, async (itemIndex): Promise<INodeExecutionData[]> => {
			const simplify =
				readBoolean(run.context.getNodeParameter('simplify', itemIndex, true), 'Simplify') ?? true;
			const show: Show = simplify
				? simplifyJob
				: (job) => withoutSecrets(job) as unknown as IDataObject;
			return (await listJobs(run, itemIndex, show)).map((json) => ({ json }));
		}),
};
