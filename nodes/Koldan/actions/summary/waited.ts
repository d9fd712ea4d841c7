import type { IDataObject } from 'n8n-workflow';
import type { SummaryJob } from '../../api/summaries';
import { summaries } from '../../jobs/kinds';
import type { WaitedKind } from '../waitingOperation';
import { summaryItem } from './output';

/** What all operations that wait for summaries have in common. */
export const waited: WaitedKind<SummaryJob, undefined> = {
	kind: summaries,
	usedToWait: [
		{
			endpoints: ['getSummary', 'getSummaryResult', 'listSummaries'],
			when: 'to wait for completion',
		},
		{ endpoints: ['updateSummaryWebhook', 'deleteSummaryWebhook'], when: 'to wait by webhook' },
		{ endpoints: ['cancelSummary'], when: 'with Cancel Unfinished' },
	],
	output: { read: () => undefined },
	items: (_context, _output, job, extra: IDataObject = {}) => {
		const item = summaryItem(job);
		return [{ ...item, json: { ...item.json, ...extra } }];
	},
};
