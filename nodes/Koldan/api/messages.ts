/** A sentence and a next step for each status. */
import { ENDPOINTS, subjectOf, type EndpointName } from './endpoints';
import {
	job,
	Job,
	scopesOf,
	SPECIFIC,
	type About,
	type RequestSubject,
	type StatusMessage,
} from './endpointMessages';

export type { RequestSubject };

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A list in a sentence; a long one is cut after `most` entries, and says how many more there are. */
export const shortList = (entries: readonly string[], most: number): string =>
	entries.length > most
		? `${entries.slice(0, most).join(', ')} and ${entries.length - most} more`
		: entries.join(', ');

const GENERAL: Partial<Record<number, (endpoint: EndpointName, about: About) => StatusMessage>> = {
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
		advice: `The API key or token needs ${scopesOf(endpoint, subject)}${subject.jobId ? `, and access to this ${subject.noun}` : ''}. Ask your Koldan administrator for it.`,
	}),
	404: (endpoint, { jobId, noun }) =>
		jobId
			? {
					message: `Koldan has no ${noun} ${jobId}`,
					advice: `Check the ID, and that the credential belongs to the user who ${noun === 'file' ? 'uploaded' : 'started'} the ${noun}.`,
				}
			: {
					message: `Koldan could not ${ENDPOINTS[endpoint].purpose}: the server does not offer it`,
					advice: 'Check that the Base URL in the credential is the address of a Koldan server.',
				},
	407: () => ({
		message: 'The proxy between this n8n and Koldan wants a user name and a password',
		advice:
			'Ask the people who run this n8n to put them into the environment variables HTTP_PROXY and HTTPS_PROXY, or to name the Koldan server in NO_PROXY.',
	}),
	409: (_endpoint, subject) => ({
		message: `${Job(subject)} is in a state that does not allow this`,
		advice: `Get the ${subject.noun} to see its state.`,
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
			"The request was repeated, but the limit still holds. Lower 'Items at Once' in the options, or run the workflow later.",
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
	const about: About = { ...subject, noun: subjectOf(endpoint) };
	const specific = SPECIFIC[endpoint]?.[statusCode];
	if (specific) return specific(about);
	const general = GENERAL[statusCode];
	if (general) return general(endpoint, about);
	if (statusCode >= 300 && statusCode < 400) {
		return {
			message: `Koldan could not ${ENDPOINTS[endpoint].purpose}: the server points to another address`,
			advice:
				'Set the Base URL in the credential to the address your Koldan server really has (often https instead of http).',
		};
	}
	if (statusCode >= 500) {
		return {
			message: `Koldan could not ${ENDPOINTS[endpoint].purpose} right now (status ${statusCode})`,
			advice:
				'Try again in a few minutes. If it stays like this, ask the people who run your Koldan server.',
		};
	}
	return {
		message: `Koldan could not ${ENDPOINTS[endpoint].purpose} (status ${statusCode})`,
		advice: 'Check the Base URL in the credential and the node’s fields.',
	};
}
