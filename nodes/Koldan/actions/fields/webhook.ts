/** The fields for a webhook of the user's own. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import { webhookSecretOf } from '../../api/connection';
import type { KoldanWebhook } from '../../api/types';
import { PROOF_HEADER, sharedToken } from '../../webhooks/tokens';
import {
	optionGroup,
	readOptionGroup,
	readOptions,
	type Field,
	type ItemParameters,
} from './field';
import { cleanAddress, readPairs, readText } from './values';

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
		'Koldan signs the notification with it (HMAC-SHA256), so that the receiver knows it is real. Left empty, the Webhook Secret of the credential is used, which a Koldan Webhook Trigger with the same credential knows.',
};

const urlField: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/koldan',
	description:
		'Where Koldan sends the notification when the transcription ends. It must start with https. To start another workflow, paste the Production URL of its Koldan Webhook Trigger.',
};

const webhookOption = optionGroup(
	{
		displayName: 'Webhook',
		name: 'webhook',
		description:
			'Notifies another system, or another workflow, when the transcription ends. The execution then waits by polling.',
	},
	[urlField, secretField, headersField],
);

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function readUrl(given: string): string {
	const url = /^https:/i.test(given) ? cleanAddress(given) : undefined;
	if (url === undefined) {
		throw new KoldanInputError(
			'The webhook URL must start with https://',
			'Koldan only calls secure addresses. Enter a whole https address.',
		);
	}
	if (new URL(url).username !== '') {
		throw new KoldanInputError(
			'The webhook URL holds a user name',
			'Remove what stands before the @ in it. Use a header or the secret to protect the webhook.',
		);
	}
	return url;
}

/** A secret counts as it is, spaces included. */
const readSecret = (value: unknown): string =>
	typeof value === 'string' ? value : readText(value, 'Secret');

function toWebhook(given: string, more: Record<string, unknown>): KoldanWebhook {
	const url = readUrl(given);
	const headers = readPairs(more.headers);
	for (const [name, value] of headers) {
		if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) {
			throw new KoldanInputError(
				'A webhook header is not valid',
				'Names hold letters, digits and hyphens only; values hold no line breaks and no special characters.',
			);
		}
	}
	const secret = readSecret(more.secret);
	return {
		url,
		...(secret ? { secret } : {}),
		...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}),
	};
}

/**
 * Adds what a Koldan Webhook Trigger with the same credential recognises, where the user gives no secret of their own: the
 * credential's webhook secret to sign with, and a token of it, since the reference leaves open how a signature looks.
 */
async function withSharedSecret(
	context: IExecuteFunctions,
	webhook: KoldanWebhook,
): Promise<KoldanWebhook> {
	if (webhook.secret) return webhook;
	const secret = await webhookSecretOf(context);
	if (secret === '') return webhook;
	const headers = { [PROOF_HEADER]: sharedToken(secret, webhook.url), ...webhook.headers };
	return { ...webhook, secret, headers };
}

/** A webhook that may be set (data type SpeechServiceWebhook); undefined when nothing is set. */
export const webhookField: Field<KoldanWebhook | undefined> = {
	options: [webhookOption],
	async read(parameters: ItemParameters) {
		const given = readOptionGroup(parameters, 'webhook');
		const url = readText(given.url, 'URL');
		if (url) return await withSharedSecret(parameters.context, toWebhook(url, given));
		if (given.secret || readPairs(given.headers).length > 0) {
			throw new KoldanInputError(
				'The webhook has no URL',
				'Add the URL that Koldan should call, or remove the webhook’s other settings.',
			);
		}
		return undefined;
	},
};

/** A webhook with fields of its own, for the operation that is all about one. */
export const requiredWebhookField: Field<KoldanWebhook> = {
	properties: [{ ...urlField, required: true }],
	options: [secretField, headersField],
	async read(parameters: ItemParameters) {
		const url = readText(parameters.get('url'), 'URL');
		const given = readOptions(parameters);
		return await withSharedSecret(parameters.context, toWebhook(url, given));
	},
};
