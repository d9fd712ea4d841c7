import { createTranscription } from '../../api/transcriptions';
import { diarizationField } from '../fields/diarization';
import { fileIdField } from '../fields/ids';
import { checkQuota, checkQuotaField } from '../fields/quota';
import { transcriptionField } from '../fields/transcription';
import { webhookField } from '../fields/webhook';
import { waitingOperation } from '../waitingOperation';
import { waited } from './waited';

export const create = waitingOperation(waited, {
	value: 'create',
	name: 'Transcribe Stored File',
	shortName: 'Transcribe',
	action: 'Transcribe stored file',
	description:
		'Transcribe a file that is already in Koldan, for example with another model or language',
	endpoint: 'createTranscription',
	fields: {
		fileId: fileIdField,
		transcription: transcriptionField,
		diarization: diarizationField,
		webhook: webhookField,
		isQuotaChecked: checkQuotaField,
	},
	alsoUses: [{ endpoints: ['getQuotas'], when: 'with Check Quota First' }],
	waitIsOptional: true,
	identity: ({ fileId, transcription, diarization }) => ({ fileId, transcription, diarization }),
	async start({ client, context }, { isQuotaChecked, ...values }, webhook) {
		if (isQuotaChecked) await checkQuota(context, client);
		const job = await createTranscription(client, webhook ? { ...values, webhook } : values);
		return { job, registered: webhook !== undefined };
	},
});
