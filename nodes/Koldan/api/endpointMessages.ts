/** A sentence and a next step for statuses that mean something of their own for one endpoint. */
import { ENDPOINTS, type EndpointName, type Subject } from './endpoints';

export interface StatusMessage {
	message: string;
	/** What to do next. */
	advice: string;
}

export interface RequestSubject {
	/** The transcription, summary or file the request was about. */
	jobId?: string;
	/** True when the upload asked for a summary too, which needs a further scope. */
	withSummary?: boolean;
}

/** What a wording is about. */
export interface About extends RequestSubject {
	noun: Subject;
}

type Wording = (about: About) => StatusMessage;

export const job = ({ jobId, noun }: About): string => (jobId ? `${noun} ${jobId}` : `the ${noun}`);
export const Job = (about: About): string =>
	job(about).replace(/^./, (letter) => letter.toUpperCase());

/** Not in the tables of these endpoints, but what a server answers for a model after its end ("Models"). */
const retiredModel: Wording = () => ({
	message: 'The model was retired',
	advice: 'Choose another model. The list of models shows which ones there are.',
});

/** Wordings that fit one endpoint only. For all others there are general ones (`messages.ts`). */
export const SPECIFIC: Partial<Record<EndpointName, Partial<Record<number, Wording>>>> = {
	listTranscriptions: {
		400: () => ({
			message: 'Koldan did not accept the filters',
			advice: 'Check the dates, the sort order and the other filters, then try again.',
		}),
	},
	uploadAndTranscribe: {
		400: () => ({
			message: 'Koldan did not accept the upload',
			advice:
				'Check the model, the language and the other options. Exactly one recording must be given: a file or a URL.',
		}),
		410: retiredModel,
	},
	createTranscription: {
		400: () => ({
			message: 'Koldan did not accept the transcription request',
			advice: 'Check the file ID, the model, the language and the other options.',
		}),
		404: () => ({
			message: 'Koldan has no such file in your account',
			advice:
				'Check the file ID. The file must belong to the user whose API key or token the credential holds.',
		}),
		410: retiredModel,
		422: () => ({
			message: 'The file can’t be transcribed yet, or no longer',
			advice:
				"It is still being imported, or it was deleted. Turn on 'Wait for Import' in the options, or choose another file.",
		}),
	},
	getTranscriptionResult: {
		400: () => ({
			message: 'Koldan does not offer the transcript in this form',
			advice: 'Update the Koldan node, or ask Koldan which export formats your server supports.',
		}),
		404: (subject) => ({
			message: `There is no transcript for ${job(subject)}`,
			advice:
				'The ID is wrong, or the transcription is not completed yet. Use the operation Wait first.',
		}),
		410: (subject) => ({
			message: `The transcript of ${job(subject)} was purged`,
			advice: 'Purged data is gone for good. Transcribe the recording again if you need its text.',
		}),
	},
	updateTranscriptionWebhook: {
		409: (subject) => ({
			message: `${Job(subject)} has already ended`,
			advice:
				'A webhook can only be set while it is pending or in progress. Get the transcription to see how it ended.',
		}),
	},
	deleteTranscriptionWebhook: {
		409: (subject) => ({
			message: `${Job(subject)} has already ended`,
			advice: 'Its webhook can no longer be removed, and will not be called again.',
		}),
	},
	cancelTranscription: {
		409: (subject) => ({
			message: `${Job(subject)} has already ended`,
			advice:
				'Only a pending or running transcription can be cancelled. Get the transcription to see how it ended.',
		}),
	},
	createSummary: {
		400: () => ({
			message: 'Koldan did not accept the summary request',
			advice: 'Check the transcription ID, the prompt template ID and the other summary options.',
		}),
		404: () => ({
			message: 'Koldan has no such transcription or prompt template, or offers no summaries',
			advice: 'Check both IDs, and that your Koldan server writes summaries.',
		}),
	},
	getSummaryResult: {
		404: (about) => ({
			message: `There is no text for ${job(about)}`,
			advice: 'The ID is wrong, or the summary is not completed yet. Use the operation Wait first.',
		}),
	},
	updateSummaryWebhook: {
		409: (about) => ({
			message: `${Job(about)} has already ended`,
			advice:
				'A webhook can only be set while it is pending or in progress. Get the summary to see how it ended.',
		}),
	},
	deleteSummaryWebhook: {
		409: (about) => ({
			message: `${Job(about)} has already ended`,
			advice: 'Its webhook can no longer be removed, and will not be called again.',
		}),
	},
	cancelSummary: {
		409: (about) => ({
			message: `${Job(about)} has already ended`,
			advice: 'Only a pending or running summary can be cancelled.',
		}),
	},
	deleteSummary: {
		409: (about) => ({
			message: `${Job(about)} can’t be deleted now`,
			advice: 'It is still running, or it is deleted already. Cancel a running summary first.',
		}),
	},
	purgeSummary: {
		409: (about) => ({
			message: `${Job(about)} can’t be purged now`,
			advice: 'Only a deleted summary can be purged, and only once. Delete it first.',
		}),
	},
	deleteTranscription: {
		409: (subject) => ({
			message: `${Job(subject)} can’t be deleted now`,
			advice:
				"It is still running, or it is deleted already. Turn on 'Cancel First' to stop a running transcription before deleting it.",
		}),
	},
	purgeTranscription: {
		409: (subject) => ({
			message: `${Job(subject)} can’t be purged now`,
			advice:
				'Only a deleted transcription can be purged, and only once. Delete it first, or use Delete with Purge turned on.',
		}),
	},
	listFiles: {
		403: () => ({
			message: 'The credential is not allowed to list the files',
			advice: `Where a file is asked for, choose "By ID" and enter its ID, or let your Koldan administrator give the API key or token ${scopesOf('listFiles', {})}.`,
		}),
		404: () => ({
			message: 'This Koldan server has no list of files',
			advice: 'Where a file is asked for, choose "By ID" and enter its ID.',
		}),
	},
	createFile: {
		400: () => ({
			message: 'Koldan did not accept the file',
			advice: 'Check its name, folder, tags and metadata, and the URL if it is to be imported.',
		}),
	},
	updateFile: {
		400: () => ({
			message: 'Koldan did not accept the changes',
			advice: 'Check the name, folder, tags and metadata.',
		}),
	},
	deleteFile: {
		409: (about) => ({
			message: `${Job(about)} can’t be deleted now`,
			advice: 'It is deleted already, or it is in use. Get the file to see its state.',
		}),
	},
	getFileContent: {
		404: (about) => ({
			message: `Koldan has no content of ${job(about)}`,
			advice:
				'Check the ID. The file may not be completely imported yet, or its content was discarded.',
		}),
		409: (about) => ({
			message: `The content of ${job(about)} is not there yet`,
			advice: 'The file is still being imported. Download it when its import is complete.',
		}),
		410: (about) => ({
			message: `The content of ${job(about)} was discarded`,
			advice: 'Discarded content is gone for good. Upload the recording again if you need it.',
		}),
	},
	discardFileContent: {
		409: (about) => ({
			message: `The content of ${job(about)} can’t be discarded now`,
			advice: 'It is discarded already, or it is in use. Get the file to see its state.',
		}),
	},
	listPromptTemplates: {
		404: () => ({
			message: 'This Koldan server has no list of prompt templates',
			advice: 'Choose "By ID" and enter the ID of the template, which Koldan shows.',
		}),
	},
	listLanguages: {
		403: () => ({
			message: 'The credential is not allowed to list the languages',
			advice: `Choose "By Code" and type the language’s code, or let your Koldan administrator give the API key or token ${scopesOf('listLanguages', {})}.`,
		}),
		404: () => ({
			message: 'This Koldan server has no list of languages',
			advice: 'Choose "By Code" and type the language’s code, such as he.',
		}),
	},
	listModels: {
		403: () => ({
			message: 'The credential is not allowed to list the models',
			advice: `Choose "By ID" and type the name of the model, or let your Koldan administrator give the API key or token ${scopesOf('listModels', {})}.`,
		}),
		404: () => ({
			message: 'This Koldan server has no list of models',
			advice: 'Choose "By ID" and type the name of the model.',
		}),
	},
};

export function scopesOf(endpoint: EndpointName, subject: RequestSubject): string {
	const scopes: string[] = [...ENDPOINTS[endpoint].scopes];
	if (subject.withSummary) scopes.push('speech:summaries:write');
	return scopes.length > 1
		? `the scopes ${scopes.join(' and ')}`
		: `the scope ${scopes[0] ?? 'for it'}`;
}
