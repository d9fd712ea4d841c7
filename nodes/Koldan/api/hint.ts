import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

/** What n8n gives to say something about a run. Older versions do not. */
export type HintContext = Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>;

/** Says something about a run, above its output. Nothing is said where n8n can't show it. */
export function giveHint(
	context: HintContext,
	message: string,
	type?: NodeExecutionHint['type'],
): void {
	context.addExecutionHints?.({ message, location: 'outputPane', ...(type && { type }) });
}
