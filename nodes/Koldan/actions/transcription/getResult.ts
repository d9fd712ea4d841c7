import { getTranscriptionResult } from '../../api/transcriptions';
import { transcriptionIdField } from '../fields/ids';
import { outputField } from '../fields/output';
import { itemOperation } from '../operation';
import { resultItems } from './output';

export const getResult = itemOperation({
	value: 'getResult',
	name: 'Get Transcript',
	action: 'Get transcript',
	description:
		'Get the transcript of a completed transcription as text, subtitles, a table or JSON',
	builderHint:
		'Gets the transcript of a completed transcription once more, for example in another format, without paying again.',
	endpoint: 'getTranscriptionResult',
	fields: { id: transcriptionIdField, output: outputField },
	execute: async ({ client, context }, { id, output }) =>
		await resultItems(context, output, id, await getTranscriptionResult(client, id)),
});
