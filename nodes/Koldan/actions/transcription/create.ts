import { createTranscription } from '../../api/transcriptions';
import { diarizationField } from '../fields/diarization';
import { fileIdField } from '../fields/ids';
import { waitForImportField } from '../fields/importing';
import { checkQuota, checkQuotaField } from '../fields/quota';
import { transcriptionField } from '../fields/transcription';
import { webhookField } from '../fields/webhook';
import { onceImported } from '../../jobs/imports';
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
		importLimit: waitForImportField,
	},
	alsoUses: [
		{ endpoints: ['getQuotas'], when: 'with Check Quota First' },
		{ endpoints: ['getFile'], when: 'with Wait for Import' },
	],
	waitIsOptional: true,
	identity: ({ fileId, transcription, diarization }) => ({ fileId, transcription, diarization }),
	async start({ client, context }, { isQuotaChecked, importLimit, ...values }, webhook) {
		if (isQuotaChecked) await checkQuota(context, client);
		const request = webhook ? { ...values, webhook } : values;
		const start = async () => await createTranscription(client, request);
		const deadline = client.transport.now() + (importLimit ?? 0);
		const job =
			importLimit === undefined
				? await start()
				: await onceImported({ client, deadline }, values.fileId, start);
		return { job, registered: webhook !== undefined };
	},
});
