/** The fields for a webhook of the user's own. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import type { KoldanWebhook } from '../../../api/types';
import { readPairs } from './json';

const headersField: INodeProperties = {
	displayName: 'Headers',
	name: 'headers',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Header',
	default: {},
	description: 'Headers that Koldan sends along with the notification',
	options: [
		{
			displayName: 'Header',
			name: 'pairs',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. X-Team',
				},
				{ displayName: 'Value', name: 'value', type: 'string', default: '' },
			],
		},
	],
};

const secretField: INodeProperties = {
	displayName: 'Secret',
	name: 'secret',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description:
		'Koldan signs the notification with it (HMAC-SHA256), so that the receiver knows it is real',
};

const urlField: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/koldan',
	description:
		'Where Koldan sends the notification when the transcription ends. It must start with https.',
};

/** A collection, for operations where a webhook is optional. */
export const webhookField: INodeProperties = {
	displayName: 'Webhook',
	name: 'webhook',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	description:
		'Notifies another system, or a Koldan Trigger in another workflow, when the transcription ends',
	options: [headersField, secretField, urlField],
};

/** Fields of their own, for the operation that is all about a webhook. */
export const webhookFields: INodeProperties[] = [
	{ ...urlField, required: true },
	{
		...webhookField,
		displayName: 'Options',
		name: 'webhook',
		description: 'More about the webhook',
		placeholder: 'Add Option',
		options: [headersField, secretField],
	},
];

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A web address that starts with https, without credentials in it. */
function isHttpsUrl(value: string): boolean {
	return (
		URL.canParse(value) && new URL(value).protocol === 'https:' && new URL(value).username === ''
	);
}

function toWebhook(url: string, given: { secret?: unknown; headers?: unknown }): KoldanWebhook {
	if (!isHttpsUrl(url)) {
		throw new KoldanInputError(
			'The webhook URL must start with https://',
			'Koldan only calls secure addresses. Enter an https address.',
		);
	}
	const headers = readPairs(given.headers);
	for (const [name, value] of headers) {
		if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) {
			throw new KoldanInputError(
				'A webhook header is not valid',
				'Names hold letters, digits and hyphens only; values hold no line breaks and no special characters.',
			);
		}
	}
	const secret = String(given.secret ?? '');
	return {
		url,
		...(secret ? { secret } : {}),
		...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}),
	};
}

/**
 * Reads the optional webhook of an item (data type SpeechServiceWebhook).
 *
 * @returns undefined when nothing is set
 * @throws KoldanInputError
 */
export function readWebhook(
	context: IExecuteFunctions,
	itemIndex: number,
): KoldanWebhook | undefined {
	const given = context.getNodeParameter('webhook', itemIndex, {}) as {
		url?: unknown;
		secret?: unknown;
		headers?: unknown;
	};
	const url = String(given.url ?? '').trim();
	if (url) return toWebhook(url, given);
	if (given.secret || readPairs(given.headers).length > 0) {
		throw new KoldanInputError(
			'The webhook has no URL',
			'Add the URL that Koldan should call, or remove the webhook’s other settings.',
		);
	}
	return undefined;
}

/** Reads the webhook of the operation *Update Webhook*. */
export function readRequiredWebhook(context: IExecuteFunctions, itemIndex: number): KoldanWebhook {
	const url = String(context.getNodeParameter('url', itemIndex, '') ?? '').trim();
	return toWebhook(
		url,
		context.getNodeParameter('webhook', itemIndex, {}) as { secret?: unknown; headers?: unknown },
	);
}
