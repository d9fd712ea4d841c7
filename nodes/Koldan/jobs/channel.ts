/** Chooses how a run waits: parked with a webhook, polling, or not at all. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { KoldanInputError } from '../api/errors';
import { giveHint } from '../api/hint';
import { HOW_TO_GET_WEBHOOKS, whyUnreachable } from '../webhooks/address';
import type { Obstacle } from '../webhooks/obstacle';
import { obstacleToSelf } from './confirmParked';
import { UNKNOWN_N8N, whyNotParked } from './park';
import type { WaitMode } from './plan';
import type { WaitState } from './state';

/** Path of the node's webhook below the execution's resume URL. */
export const RESUME_PATH = 'koldan';

export type Channel = { kind: 'webhook'; url: string } | { kind: 'polling' } | { kind: 'none' };

/** n8n looks once a minute for sleeping executions whose time is up: a shorter wait would take longer than it may. Milliseconds. */
const SHORTEST_SLEEP = 60_000;

/**
 * The address that wakes up the execution once it is parked. The path comes before the query, where n8n's signature is.
 *
 * @returns an empty text where n8n gives none
 */
export function resumeUrlOf(context: IExecuteFunctions): string {
	const url = context.evaluateExpression('{{ $execution.resumeUrl }}', 0);
	if (typeof url !== 'string' || !url.includes(context.getExecutionId())) return '';
	const [address, query] = url.split('?', 2);
	return `${address.replace(/\/+$/, '')}/${RESUME_PATH}${query === undefined ? '' : `?${query}`}`;
}

async function obstacleTo(
	context: IExecuteFunctions,
	url: string,
	baseUrl: string,
): Promise<Required<Obstacle> | undefined> {
	const reason = whyUnreachable(url, baseUrl);
	if (reason) return { reason, advice: HOW_TO_GET_WEBHOOKS };
	return await obstacleToSelf(context, url);
}

/** Tells the user why the node polls, and what would let the execution sleep. */
export function hintAtPolling(context: IExecuteFunctions, { reason, advice }: Obstacle): void {
	giveHint(context, `Waited by polling, because ${reason}.${advice ? ` ${advice}` : ''}`);
}

export interface Circumstances {
	/** Address of the Koldan server. */
	baseUrl: string;
	/** Whether the user gives the jobs a webhook of their own; a job has only one. */
	ownWebhook: boolean;
	/** What the run remembers. */
	state: WaitState;
	/** When the wait ends at the latest (milliseconds since 1970). */
	deadline: number;
}

/**
 * The way this run waits.
 *
 * @throws KoldanInputError when webhooks are required and can't work
 */
export async function chooseChannel(
	context: IExecuteFunctions,
	mode: WaitMode,
	{ baseUrl, ownWebhook, deadline, state }: Circumstances,
): Promise<Channel> {
	if (mode === 'none') return { kind: 'none' };
	if (mode === 'polling') return { kind: 'polling' };
	if (mode === 'auto' && deadline - Date.now() < SHORTEST_SLEEP) return { kind: 'polling' };
	if (ownWebhook) {
		if (mode === 'auto') return { kind: 'polling' };
		throw new KoldanInputError(
			'A transcription can have only one webhook',
			'Set \'Wait for Completion\' to "By Polling" or "Don’t Wait", or remove the webhook of your own.',
		);
	}
	// An execution that can't sleep at all polls in every mode: there is no other way to wait.
	const url = resumeUrlOf(context);
	const notParked = whyNotParked(context, state) ?? (url === '' ? UNKNOWN_N8N : undefined);
	if (notParked) {
		hintAtPolling(context, notParked);
		return { kind: 'polling' };
	}
	const obstacle = await obstacleTo(context, url, baseUrl);
	if (obstacle === undefined) return { kind: 'webhook', url };
	const { reason, advice } = obstacle;
	if (mode === 'auto') {
		const then = 'Then executions sleep while they wait.';
		hintAtPolling(context, { reason, advice: `${advice} ${then}` });
		return { kind: 'polling' };
	}
	throw new KoldanInputError(
		`Waiting by webhook is not possible: ${reason}`,
		`${advice} Or set 'Wait for Completion' to "By Polling".`,
	);
}
