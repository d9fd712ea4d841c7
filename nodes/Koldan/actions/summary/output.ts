/** How a summary comes out: alone, or beside its transcript. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { isTerminal, withoutSecrets } from '../../api/jobs';
import { summaryIn, type SummaryJob } from '../../api/summaries';
import type { FollowUpOutcome } from '../../jobs/plan';
import { summaryText } from './text';

/** A summary as it was scheduled, as Koldan gave it, or as it ended. */
type Known = FollowUpOutcome | IDataObject[string];

const asObject = (value: unknown): IDataObject =>
	typeof value === 'object' && value !== null ? (value as IDataObject) : {};

/** The facts of a summary beside a transcript; `text` is null where there is none. */
export function summaryFacts(known: Known): {
	text: string | null;
	summaryId?: string;
	summaryStatus?: string;
	summaryError?: string;
	summaryResult?: IDataObject;
} {
	const { id, status } = summaryIn(known) ?? {};
	const { result, error } = asObject(known);
	return {
		text: summaryText(result) ?? null,
		...(status === undefined || status === 'COMPLETED' ? {} : { summaryStatus: status }),
		...(error ? { summaryError: String(asObject(error).message) } : {}),
		// What is more than a text is kept as it came.
		...(typeof result === 'object' && result !== null ? { summaryResult: asObject(result) } : {}),
		...(id === undefined ? {} : { summaryId: id }),
	};
}

/** The summary in an item that holds everything as Koldan gives it, with its text. */
export function summaryObject(known: Known): IDataObject {
	const summary = withoutSecrets(asObject(known) as IDataObject & Pick<SummaryJob, 'webhook'>);
	const text = summaryText(summary.result);
	return { ...(text === undefined ? {} : { text }), ...(summary as IDataObject) };
}

/** The item for a summary: its text first, then what Koldan says of it, and its result as it came. */
export function summaryItem(summary: SummaryJob): INodeExecutionData {
	const { result, ...about } = withoutSecrets(summary);
	const text = summaryText(result) ?? null;
	return {
		json: {
			...(text !== null || isTerminal(summary) ? { summary: text } : {}),
			...(about as IDataObject),
			...(typeof result === 'object' && result !== null ? { result: asObject(result) } : {}),
		},
	};
}
