/**
 * What a trigger keeps in n8n's static data. It is marked with its owner: a workflow that was copied to another n8n with
 * all its data does not take over what belongs to the original.
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
	const stored = context.getWorkflowStaticData('node')[key] as Stored<T> | undefined;
	return stored?.owner === ownerOf(context) ? stored.value : undefined;
}

/** The value is stored as it is now: n8n only notices what is set anew. */
export function store<T extends object>(context: TriggerContext, key: string, value: T): void {
	const stored: Stored<T> = { owner: ownerOf(context), value: structuredClone(value) };
	context.getWorkflowStaticData('node')[key] = stored;
}

export function forget(context: TriggerContext, key: string): void {
	delete context.getWorkflowStaticData('node')[key];
}
