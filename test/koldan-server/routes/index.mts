import type { OperationHandler } from '../operation.mts';
import { cancelTranscription } from './cancel.mts';
import { createTranscription } from './create.mts';
import { FILE_HANDLERS } from './files.mts';
import { deleteTranscriptionWebhook } from './delete-webhook.mts';
import { deleteTranscription } from './delete.mts';
import { getTranscription } from './get.mts';
import { listTranscriptions } from './list.mts';
import { listLanguages, listModels } from './models.mts';
import { listAssignedPromptTemplates, listPromptTemplates } from './prompt-templates.mts';
import { purgeTranscription } from './purge.mts';
import { getQuotas } from './quotas.mts';
import { getTranscriptionResult } from './result.mts';
import { SUMMARY_HANDLERS } from './summaries.mts';
import { updateTranscriptionWebhook } from './update-webhook.mts';
import { uploadAndTranscribe } from './upload.mts';

/** The operations by their id in the contract. */
export const HANDLERS: Record<string, OperationHandler> = {
	listTranscriptions,
	uploadAndTranscribe,
	createTranscription,
	getTranscription,
	getTranscriptionResult,
	updateTranscriptionWebhook,
	deleteTranscriptionWebhook,
	cancelTranscription,
	deleteTranscription,
	purgeTranscription,
	getQuotas,
	listLanguages,
	listModels,
	listPromptTemplates,
	listAssignedPromptTemplates,
	...FILE_HANDLERS,
	...SUMMARY_HANDLERS,
};
