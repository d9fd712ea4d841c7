import { createFile } from '../../api/files';
import { uploadedField } from '../fields/recording';
import { itemOperation } from '../operation';
import { fileItem } from './output';

export const upload = itemOperation({
	value: 'upload',
	name: 'Upload',
	action: 'Upload file',
	description: 'Upload an audio or video file to Koldan without transcribing it',
	builderHint:
		'Use this only to store a recording. To get its transcript, use Upload and Transcribe of the resource Transcription, which uploads it too.',
	endpoint: 'createFile',
	fields: { file: uploadedField },
	execute: async ({ client }, { file }) => [fileItem(await createFile(client, file))],
});
