/** The prompt templates that say what a summary looks like. Only their paths are documented, and not every server has them. */
import { arrayIn, callForList, isRecord, type KoldanClient } from './client';
import { rethrow, statusOf } from './errors';

export interface PromptTemplate {
	/** What `promptTemplateId` takes. */
	id: string;
	name: string;
}

const ID_FIELDS = ['uuid', 'id', 'promptTemplateId'] as const;
const NAME_FIELDS = ['name', 'title', 'displayName', 'label'] as const;

function firstText(value: Record<string, unknown>, names: readonly string[]): string | undefined {
	return names
		.map((name) => value[name])
		.find((each): each is string => typeof each === 'string' && each.trim() !== '');
}

function templateOf(value: unknown): PromptTemplate | undefined {
	if (!isRecord(value)) return undefined;
	const id = firstText(value, ID_FIELDS);
	if (id === undefined) return undefined;
	return { id, name: firstText(value, NAME_FIELDS) ?? id };
}

async function list(
	client: KoldanClient,
	endpoint: 'listPromptTemplates' | 'listAssignedPromptTemplates',
): Promise<PromptTemplate[]> {
	const found = await callForList(client, endpoint, {}, arrayIn);
	return found.map(templateOf).filter((template) => template !== undefined);
}

/**
 * All templates, the assigned ones first, each once. A server may have only one of the two lists.
 *
 * @throws KoldanApiError when neither can be read
 */
export async function listPromptTemplates(client: KoldanClient): Promise<PromptTemplate[]> {
	const lists = await Promise.allSettled([
		list(client, 'listAssignedPromptTemplates'),
		list(client, 'listPromptTemplates'),
	]);
	const [assigned, all] = lists;
	if (assigned.status === 'rejected' && all.status === 'rejected') {
		const isMissing = statusOf(all.reason) === 404;
		return rethrow(isMissing ? all.reason : assigned.reason);
	}
	const found = lists.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
	return [
		...new Map(found.reverse().map((template) => [template.id, template])).values(),
	].reverse();
}
