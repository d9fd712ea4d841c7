/**
 * What a trigger keeps in n8n's static data. It is marked with its owner: a workflow that was copied to another n8n with
 * all its data does not take over what belongs to the original. It is kept as text, since n8n notices only what is set
 * anew at the top, and gives objects out as live views of its own.
 */
import type { TriggerContext } from './context';

interface Stored<T> {
	owner: string;
	value: T;
}

/** Names this trigger among all of all n8n instances. */
export const ownerOf = (context: TriggerContext): string =>
	[context.getInstanceId(), context.getWorkflow().id ?? '', context.getNode().id].join(':');

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

export function forget(context: TriggerContext, key: string): void {
	delete context.getWorkflowStaticData('node')[key];
}
