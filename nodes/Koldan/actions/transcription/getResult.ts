import { getTranscriptionResult } from '../../api/transcriptions';
import { forEachItem } from '../items';
import type { Operation } from '../operation';
import { concurrencyOptions } from './fields/concurrency';
import { outputFields, resultItems } from './fields/output';
import { readTranscriptionId, transcriptionIdField } from './fields/transcriptionId';

export const getResult: Operation = {
	value: 'getResult',
	name: 'Get Transcript',
	action: 'Get a transcript',
	description:
		'Get the transcript of a completed transcription as text, subtitles, a table or JSON',
	endpoints: ['getTranscriptionResult'],
	properties: [transcriptionIdField, ...outputFields, concurrencyOptions],
	execute: async (run) =>
		await forEachItem(run, async (itemIndex) => {
			const id = readTranscriptionId(run.context, itemIndex);
			return await resultItems(run, itemIndex, id, await getTranscriptionResult(run.client, id));
		}),
};
