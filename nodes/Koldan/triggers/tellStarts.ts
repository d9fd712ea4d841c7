import { pause } from '../api/pause';
import type { TriggerContext } from './context';
import { startsToTell } from './ledger';
import { ownCall, READY } from './ownCalls';
import { ownerOf } from './stored';

/** Starts that come close together are told together. Milliseconds, and as much again at random. */
const TOGETHER = 2000;

const due = new Set<string>();

/**
 * Where several processes of n8n take deliveries, tells what this one has started, in the background: what it has stored
 * may have been overwritten by another one that stored at the same moment. Never throws.
 */
export function tellStarts(context: TriggerContext, url: string, seed: string): void {
	const owner = ownerOf(context);
	if (due.has(owner) || startsToTell(context) === undefined) return;
	due.add(owner);
	const call = ownCall(context, url, seed);
	void pause(TOGETHER * (1 + Math.random())).then(async () => {
		due.delete(owner);
		await call(READY, { started: startsToTell(context) });
	});
}
