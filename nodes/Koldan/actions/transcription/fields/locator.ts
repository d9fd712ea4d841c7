import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * The value of a resource locator, as it was chosen or typed. An expression may also give it alone.
 *
 * n8n could take it out of the locator itself, but stumbles over values that are no text.
 */
export function readLocator(context: IExecuteFunctions, name: string, itemIndex: number): unknown {
	const given = context.getNodeParameter(name, itemIndex, '') as unknown;
	return typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
}
