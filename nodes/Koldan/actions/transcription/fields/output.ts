/** The fields for how a transcript comes out, and the items made of it. */
import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { withoutSecrets } from '../../../api/jobs';
import type { TranscriptionJob, TranscriptionResult } from '../../../api/types';
import type { Run } from '../../run';
import { simplifyJob } from './simplify';

export const outputFields: INodeProperties[] = [
	{
		displayName: 'Output Format',
		name: 'outputFormat',
		type: 'options',
		options: [
			{ name: 'JSON', value: 'json', description: 'Everything, as Koldan gives it' },
			{
				name: 'Simplified',
				value: 'simplified',
				description: 'The text and what people usually need',
			},
		],
		default: 'simplified',
		description: 'How the transcript comes out',
	},
];

const simplifyResult = (result: TranscriptionResult): IDataObject => ({
	text: result.text,
	duration: result.duration ?? null,
	confidence: result.confidence ?? null,
	detectedLanguages: result.detectedLanguages ?? [],
});

/** The output for a job, with its transcript where it has one. */
export async function outputItems(
	run: Run,
	itemIndex: number,
	job: TranscriptionJob,
	extra: IDataObject = {},
): Promise<INodeExecutionData[]> {
	const format = run.context.getNodeParameter('outputFormat', itemIndex, 'simplified') as string;
	if (format === 'json')
		return [{ json: { ...(withoutSecrets(job) as unknown as IDataObject), ...extra } }];
	return [
		{ json: { ...simplifyJob(job), ...(job.result ? simplifyResult(job.result) : {}), ...extra } },
	];
}

/** The output for a transcript alone. */
export async function resultItems(
	run: Run,
	itemIndex: number,
	id: string,
	result: TranscriptionResult,
): Promise<INodeExecutionData[]> {
	const format = run.context.getNodeParameter('outputFormat', itemIndex, 'simplified') as string;
	if (format === 'json') return [{ json: { ...(result as unknown as IDataObject) } }];
	return [{ json: { id, ...simplifyResult(result) } }];
}
