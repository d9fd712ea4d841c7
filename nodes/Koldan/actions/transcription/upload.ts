import type { IDataObject } from 'n8n-workflow';
import { summaryIn } from '../../api/summaries';
import { uploadAndTranscribe } from '../../api/transcriptions';
import { diarizationField } from '../fields/diarization';
import { checkQuota, checkQuotaField } from '../fields/quota';
import { recordingField } from '../fields/recording';
import { summaryField, transcriptionField } from '../fields/transcription';
import { webhookField } from '../fields/webhook';
import { waitingOperation } from '../waitingOperation';
import { waited } from './waited';

export const upload = waitingOperation(waited, {
	value: 'upload',
	name: 'Upload and Transcribe',
	shortName: 'Transcribe',
	action: 'Upload and transcribe recording',
	description: 'Upload an audio or video file, or give its URL, and get its transcript',
	builderHint:
		'Use this for a recording that is not in Koldan yet. It uploads, waits and gives the transcript in one step; subtitles are its Output Format srt or vtt.',
	endpoint: 'uploadAndTranscribe',
	fields: {
		recording: recordingField,
		transcription: transcriptionField,
		diarization: diarizationField,
		summary: summaryField,
		webhook: webhookField,
		isQuotaChecked: checkQuotaField,
	},
	waitIsOptional: true,
	identity: ({ recording: { file, uri }, transcription, diarization, summary }) => ({
		recording: file ? [file.name, file.size] : uri,
		transcription,
		diarization,
		summary: summary?.options,
	}),
	alsoUses: [
		{
			endpoints: [
				'getSummaryResult',
				'getSummary',
				'listSummaries',
				'updateSummaryWebhook',
				'deleteSummaryWebhook',
			],
			when: 'with Wait for Summary',
		},
		{ endpoints: ['getQuotas'], when: 'with Check Quota First' },
	],
	async start(
		{ client, context },
		{ recording, summary: wanted, isQuotaChecked, ...values },
		webhook,
		mode,
	) {
		if (isQuotaChecked) await checkQuota(context, client);
		const { job, file, summary } = await uploadAndTranscribe(client, {
			...recording,
			...values,
			...(wanted ? { summary: wanted.options } : {}),
			...(webhook ? { webhook } : {}),
		});
		const scheduled = summaryIn(summary);
		const isWaitedFor = wanted?.isWaitedFor === true && mode !== 'none';
		return {
			job: job.file ? job : { ...job, file },
			registered: webhook !== undefined,
			...(scheduled && isWaitedFor ? { followUp: scheduled } : {}),
			...(summary ? { extra: { summary: summary as IDataObject } } : {}),
		};
	},
});
