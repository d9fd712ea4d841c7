/** Chooses how a run waits: parked with a webhook, polling, or not at all. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { KoldanInputError } from '../api/errors';
import { HOW_TO_GET_WEBHOOKS, whyUnreachable } from '../webhooks/address';
import { whyNotParked } from './park';
import { resumeUrlOf } from './resumeUrl';
import type { WaitMode } from './settings';
import { reachesItself } from './settle';

export type Channel = { kind: 'webhook'; url: string } | { kind: 'polling' } | { kind: 'none' };

async function whyNoWebhook(
	context: IExecuteFunctions,
	url: string,
	baseUrl: string,
): Promise<string | undefined> {
	const unreachable = whyUnreachable(url, baseUrl);
	if (unreachable) return unreachable;
	if (await reachesItself(context, url)) return undefined;
	return 'this n8n can’t reach its own webhook address';
}

function hintAtPolling(context: IExecuteFunctions, reason: string): void {
	context.addExecutionHints?.({
		message: `Waited by polling, because ${reason}. ${HOW_TO_GET_WEBHOOKS} Then executions sleep while they wait.`,
		location: 'outputPane',
	});
}

/**
 * The way this run waits.
 *
 * @param ownWebhook true when the user gives the jobs a webhook of their own; a job has only one
 * @throws KoldanInputError when webhooks are asked for and can't work
 */
export async function chooseChannel(
	context: IExecuteFunctions,
	mode: WaitMode,
	baseUrl: string,
	ownWebhook: boolean,
): Promise<Channel> {
	if (mode === 'none') return { kind: 'none' };
	if (mode === 'polling') return { kind: 'polling' };
	if (ownWebhook) {
		if (mode === 'auto') return { kind: 'polling' };
		throw new KoldanInputError(
			'A transcription can have only one webhook',
			'Set Wait for Completion to "Yes, by Polling" or "No", or remove the webhook of your own.',
		);
	}
	// An execution that can't sleep at all polls in every mode: there is no other way to wait.
	if (whyNotParked(context)) return { kind: 'polling' };
	const url = resumeUrlOf(context);
	const reason = await whyNoWebhook(context, url, baseUrl);
	if (reason === undefined) return { kind: 'webhook', url };
	if (mode === 'auto') {
		hintAtPolling(context, reason);
		return { kind: 'polling' };
	}
	throw new KoldanInputError(
		`Waiting by webhook is not possible: ${reason}`,
		`${HOW_TO_GET_WEBHOOKS} Or set Wait for Completion to "Yes, by Polling".`,
	);
}
