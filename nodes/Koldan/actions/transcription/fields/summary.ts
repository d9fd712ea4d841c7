/** The fields for a summary that Koldan writes after the transcription. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import { readCollection } from './collection';
import { readJsonObject } from './json';
import { readText } from './text';

export const summaryField: INodeProperties = {
	displayName: 'Summary',
	name: 'summary',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	description:
		'Lets Koldan write a summary after the transcription. The credential needs the scope speech:summaries:write.',
	options: [
		{
			displayName: 'More Summary Options (JSON)',
			name: 'additionalOptions',
			type: 'json',
			default: '{}',
			description: 'Further summary options of your Koldan server, as a JSON object',
		},
		{
			displayName: 'Prompt Template ID',
			name: 'promptTemplateId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5a6b7c8d-1234-5678-9abc-def012345678',
			description: 'The template that says what the summary looks like. Its ID is shown in Koldan.',
		},
	],
};

/**
 * Reads the summary options of an item.
 *
 * @returns undefined when nothing is set
 * @throws KoldanInputError
 */
export function readSummary(
	context: IExecuteFunctions,
	itemIndex: number,
): Record<string, unknown> | undefined {
	const given = readCollection(context, 'summary', itemIndex);
	const promptTemplateId = readText(given.promptTemplateId, 'Prompt Template ID');
	const more = readJsonObject(given.additionalOptions, 'More Summary Options');
	if (promptTemplateId) return { ...more, promptTemplateId };
	if (more === undefined) return undefined;
	if (typeof more.promptTemplateId === 'string' && more.promptTemplateId) return more;
	throw new KoldanInputError(
		'The summary has no prompt template',
		'Enter the Prompt Template ID, or remove the other summary settings.',
	);
}
