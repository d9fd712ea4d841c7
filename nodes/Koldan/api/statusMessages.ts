/** A sentence and a next step for each documented status of each endpoint. */
import { ENDPOINTS, type EndpointName } from './endpoints';

export interface StatusMessage {
	message: string;
	/** What to do next. */
	advice: string;
}

export interface RequestSubject {
	/** The transcription the request was about. */
	jobId?: string;
	/** True when the upload asked for a summary too, which needs a further scope. */
	withSummary?: boolean;
}

type Wording = (subject: RequestSubject) => StatusMessage;

const job = ({ jobId }: RequestSubject): string =>
	jobId ? `transcription ${jobId}` : 'the transcription';
const Job = (subject: RequestSubject): string => job(subject).replace(/^t/, 'T');

/** Not in the tables of these endpoints, but what a server answers for a model after its end ("Models"). */
const retiredModel: Wording = () => ({
	message: 'The model was retired',
	advice: 'Choose another model. The list of models shows which ones there are.',
});

/** Wordings that fit one endpoint only. All others come from `GENERAL`. */
const SPECIFIC: Partial<Record<EndpointName, Partial<Record<number, Wording>>>> = {
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
				'It is still being imported, or it was deleted. Wait until its import is complete and run this again, or choose another file.',
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
	deleteTranscription: {
		409: (subject) => ({
			message: `${Job(subject)} can’t be deleted now`,
			advice:
				'It is still running, or it is deleted already. Turn on Cancel First to stop a running transcription before deleting it.',
		}),
	},
	purgeTranscription: {
		409: (subject) => ({
			message: `${Job(subject)} can’t be purged now`,
			advice:
				'Only a deleted transcription can be purged, and only once. Delete it first, or use Delete with Purge turned on.',
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

function scopesOf(endpoint: EndpointName, subject: RequestSubject): string {
	const scopes: string[] = [...ENDPOINTS[endpoint].scopes];
	if (subject.withSummary) scopes.push('speech:summaries:write');
	return scopes.length > 1
		? `the scopes ${scopes.join(' and ')}`
		: `the scope ${scopes[0] ?? 'for it'}`;
}

const GENERAL: Partial<
	Record<number, (endpoint: EndpointName, subject: RequestSubject) => StatusMessage>
> = {
	400: (endpoint) => ({
		message: `Koldan could not ${ENDPOINTS[endpoint].purpose}: it did not accept the request`,
		advice: 'Check the node’s fields and try again.',
	}),
	401: () => ({
		message: 'Koldan did not accept the credential',
		advice: 'Check the API key or token in the credential: it may be mistyped, expired or revoked.',
	}),
	403: (endpoint, subject) => ({
		message: `The credential is not allowed to ${ENDPOINTS[endpoint].purpose}`,
		advice: `The API key or token needs ${scopesOf(endpoint, subject)}${subject.jobId ? ', and access to this transcription' : ''}. Ask your Koldan administrator for it.`,
	}),
	404: (endpoint, { jobId }) =>
		jobId
			? {
					message: `Koldan has no transcription ${jobId}`,
					advice:
						'Check the ID, and that the credential belongs to the user who started the transcription.',
				}
			: {
					message: `Koldan could not ${ENDPOINTS[endpoint].purpose}: the server does not offer it`,
					advice: 'Check that the Base URL in the credential is the address of a Koldan server.',
				},
	409: (_endpoint, subject) => ({
		message: `${Job(subject)} is in a state that does not allow this`,
		advice: 'Get the transcription to see its state.',
	}),
	410: (_endpoint, subject) => ({
		message: `The data of ${job(subject)} was purged`,
		advice: 'Purged data is gone for good.',
	}),
	413: () => ({
		message: 'The recording is too large for this Koldan server',
		advice:
			'Send a shorter or compressed recording (for example MP3), or ask Koldan to raise the limit.',
	}),
	429: (endpoint) => ({
		message: `Koldan could not ${ENDPOINTS[endpoint].purpose}: too many requests`,
		advice:
			'The request was repeated, but the limit still holds. Lower Items at Once in the options, or run the workflow later.',
	}),
};

/**
 * The sentence for a status, with what to do next (sections "Status" of each endpoint in the API reference).
 */
export function statusMessage(
	endpoint: EndpointName,
	statusCode: number,
	subject: RequestSubject,
): StatusMessage {
	const specific = SPECIFIC[endpoint]?.[statusCode];
	if (specific) return specific(subject);
	const general = GENERAL[statusCode];
	if (general) return general(endpoint, subject);
	if (statusCode >= 300 && statusCode < 400) {
		return {
			message: `Koldan could not ${ENDPOINTS[endpoint].purpose}: the server points to another address`,
			advice:
				'Set the Base URL in the credential to the address your Koldan server really has (often https instead of http).',
		};
	}
	if (statusCode >= 500) {
		return {
			message: `Koldan could not ${ENDPOINTS[endpoint].purpose}: the server has a problem (status ${statusCode})`,
			advice:
				'Try again in a few minutes. If it stays like this, ask the people who run your Koldan server.',
		};
	}
	return {
		message: `Koldan could not ${ENDPOINTS[endpoint].purpose} (status ${statusCode})`,
		advice: 'Check the Base URL in the credential and the node’s fields.',
	};
}
