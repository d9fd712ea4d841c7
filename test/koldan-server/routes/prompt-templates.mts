import { notFound } from '../api-error.mts';
import type { Koldan, OperationHandler } from '../operation.mts';

const TEMPLATES = [
	{ uuid: '5a6b7c8d-1234-4678-9abc-def012345678', name: 'Minutes of a meeting', assigned: true },
	{ uuid: '6b7c8d9e-2345-4789-8bcd-ef0123456789', name: 'Key points', assigned: false },
];

function answer({ behaviour }: Koldan, templates: typeof TEMPLATES, isThere: boolean) {
	if (!isThere) throw notFound('Not found.');
	const body = behaviour.promptTemplates === 'wrapped' ? { content: templates } : templates;
	return { status: 200, body };
}

export const listPromptTemplates: OperationHandler = (koldan) =>
	answer(koldan, TEMPLATES, !['missing', 'assigned'].includes(koldan.behaviour.promptTemplates));

export const listAssignedPromptTemplates: OperationHandler = (koldan) =>
	answer(
		koldan,
		TEMPLATES.filter(({ assigned }) => assigned),
		koldan.behaviour.promptTemplates !== 'missing',
	);
