/** What n8n's AI workflow builder is told of the Koldan node, so that it builds the workflow that people mean. Older versions of n8n pass over it. */
import type { IBuilderHint } from 'n8n-workflow';

export const builderHint: IBuilderHint = {
	searchHint:
		'Speech to text for audio and video: one Koldan node uploads each recording, waits for its transcript and gives it as text, subtitles (SRT, WebVTT), CSV or JSON, with speakers if wanted. Connect the node that brings the files directly to it, with all recordings as items of one run. Do not add Wait nodes, IF nodes or loops that poll for the status: the node waits by itself, and the execution sleeps meanwhile. For batches, set On Error to "Continue (using error output)" and handle the failed recordings there.',
	relatedNodes: [
		{
			nodeType: 'n8n-nodes-koldan.koldanPollingTrigger',
			relationHint:
				'Starts a workflow for each transcription that ends, whoever started it; it gives the transcript, so that no Koldan node is needed after it',
		},
		{
			nodeType: 'n8n-nodes-base.googleDrive',
			relationHint: 'Brings recordings with its operation Download, in the binary field data',
		},
		{
			nodeType: 'n8n-nodes-base.formTrigger',
			relationHint: 'Lets people upload recordings; name its file field as Input Binary Field',
		},
		{
			nodeType: 'n8n-nodes-base.telegramTrigger',
			relationHint: 'Brings voice messages when its option Download Images/Files is on',
		},
		{
			nodeType: 'n8n-nodes-base.readWriteFile',
			relationHint: 'Reads recordings from a folder, and writes transcripts that come out as files',
		},
	],
};
