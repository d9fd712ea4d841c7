import { getTranscriptionResult } from '../../api/transcriptions';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import { concurrencyOptions } from './fields/concurrency';
import { outputFields } from './fields/output';
import { readTranscriptionId, transcriptionIdField } from './fields/transcriptionId';
import { checkOutput, resultItems } from './output';

export const getResult: Operation = {
	value: 'getResult',
	name: 'Get Transcript',
	action: 'Get a transcript',
	description:
		'Get the transcript of a completed transcription as text, subtitles, a table or JSON',
	endpoint: 'getTranscriptionResult',
	properties: [transcriptionIdField, ...outputFields, concurrencyOptions],
	execute: async (run) =>
		await forEachItem(run, async (itemIndex) => {
			checkOutput(run.context, itemIndex);
			const id = readTranscriptionId(run.context, itemIndex);
			return await resultItems(run, itemIndex, id, await getTranscriptionResult(run.client, id));
		}),
};
