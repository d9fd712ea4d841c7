/**
 * What the triggers keep in n8n's static data, and what the webhook trigger keeps there beside its ledger.
 *
 * Everything is marked with its owner: a workflow that was copied to another n8n with all its data does not take over what
 * belongs to the original. It is kept as text, since n8n notices only changes at the top level, and gives objects out as
 * live views. n8n writes all static data of a workflow at once, so lists are packed and bounded.
 */
import type { IHookFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import { newSeed } from '../webhooks/tokens';

export type TriggerContext = IHookFunctions | IWebhookFunctions | IPollFunctions;

/** The name of n8n's webhook, as the node's description has it. */
export const WEBHOOK_NAME = 'default';

/** Names this trigger among all of all n8n instances. */
export const ownerOf = (context: TriggerContext): string =>
	[context.getInstanceId(), context.getWorkflow().id ?? '', context.getNode().id].join(':');

interface Stored<T> {
	owner: string;
	value: T;
}

export function readStored<T>(context: TriggerContext, key: string): T | undefined {
	const text = context.getWorkflowStaticData('node')[key];
	if (typeof text !== 'string') return undefined;
	const stored = JSON.parse(text) as Stored<T>;
	return stored.owner === ownerOf(context) ? stored.value : undefined;
}

export function store<T extends object>(context: TriggerContext, key: string, value: T): void {
	const stored: Stored<T> = { owner: ownerOf(context), value };
	context.getWorkflowStaticData('node')[key] = JSON.stringify(stored);
}

export function discard(context: TriggerContext, key: string): void {
	delete context.getWorkflowStaticData('node')[key];
}

const LOWER_CASE_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** IDs as one text: 22 characters for a UUID instead of 36. */
export const packIds = (ids: readonly string[]): string =>
	ids
		.map((id) =>
			LOWER_CASE_UUID.test(id)
				? Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
				: id,
		)
		.join(' ');

export const unpackIds = (packed: string): string[] =>
	packed
		.split(' ')
		.filter(Boolean)
		.map((text) =>
			text.length === 22
				? Buffer.from(text, 'base64url')
						.toString('hex')
						.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
				: text,
		);

const SEED = 'koldanSeed';

/**
 * What the tokens are derived from. It never changes: n8n stores all static data of a workflow at once, so a delivery that
 * is handled while the workflow is activated again may bring back what was stored before.
 */
export const readSeed = (context: TriggerContext): string | undefined =>
	readStored<{ seed: string }>(context, SEED)?.seed;

/** Makes a seed if there is none. */
export function ensureSeed(context: TriggerContext): string {
	const seed = readSeed(context) ?? newSeed();
	store(context, SEED, { seed });
	return seed;
}

/**
 * How many watched jobs are remembered by ID (23 kB). Others are still registered and start the workflow; what they lack is
 * that a webhook somebody else removed is set again.
 */
export const MAX_REMEMBERED = 1000;

/** What the webhook trigger remembers of its registration. */
export interface TriggerState {
	/** The address that Koldan was given. */
	url: string;
	/** The setting of *Watch*, with the transcription. */
	watching: string;
	/** IDs of jobs that have this trigger's webhook, as far as they are not known to have ended; `MAX_REMEMBERED` at most. */
	jobs: string[];
	/** True when more jobs were registered than are remembered. */
	more: boolean;
	/** Jobs that had ended up to here were there before the trigger (milliseconds since 1970, by Koldan's clock). */
	since: number;
}

type PackedState = Omit<TriggerState, 'jobs'> & { jobs: string };

const STATE = 'koldanTrigger';

export function readState(context: TriggerContext): TriggerState | undefined {
	const packed = readStored<PackedState>(context, STATE);
	return packed && { ...packed, jobs: unpackIds(packed.jobs) };
}

export function saveState(context: TriggerContext, state: TriggerState): void {
	store<PackedState>(context, STATE, { ...state, jobs: packIds(state.jobs) });
}

export const dropState = (context: TriggerContext): void => discard(context, STATE);
