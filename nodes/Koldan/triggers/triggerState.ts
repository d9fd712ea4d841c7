/** What the webhook trigger remembers. */
import { newSeed } from '../webhooks/tokens';
import { plainAddress } from '../webhooks/proof';
import type { TriggerContext } from './context';
import { forget, readStored, store } from './stored';
import type { WatchSettings } from './watchFields';

export interface TriggerState {
	/** The address that Koldan was given. */
	url: string;
	/** The setting of *Watch*, with the transcription. */
	watching: string;
	/** Ids of the jobs that have this trigger's webhook, as far as they are not known to have ended. */
	jobs: string[];
	/** Jobs that had ended up to here were there before the trigger (milliseconds since 1970, by Koldan's clock). */
	since: number;
}

const STATE = 'koldanTrigger';
const SEED = 'koldanSeed';

/** The name of n8n's webhook, as the node's description has it. */
export const WEBHOOK_NAME = 'default';

export const watchingOf = ({ watch, jobId = '' }: WatchSettings): string => `${watch}:${jobId}`;

/**
 * What the tokens come from. It stays the same for good: n8n stores all static data of a workflow at once, so a delivery
 * that is dealt with while the workflow is activated anew may bring back what was stored before.
 */
export const readSeed = (context: TriggerContext): string | undefined =>
	readStored<{ seed: string }>(context, SEED)?.seed;

/** Makes a seed if there is none. */
export function ensureSeed(context: TriggerContext): string {
	const seed = readSeed(context) ?? newSeed();
	store(context, SEED, { seed });
	return seed;
}

export const readState = (context: TriggerContext): TriggerState | undefined =>
	readStored<TriggerState>(context, STATE);

export const saveState = (context: TriggerContext, state: TriggerState): void =>
	store(context, STATE, state);

export const dropState = (context: TriggerContext): void => forget(context, STATE);

/** Whether two addresses are the same but for what makes no difference. */
export const isSameAddress = (a: string | null | undefined, b: string): boolean =>
	typeof a === 'string' && plainAddress(a) === plainAddress(b);
