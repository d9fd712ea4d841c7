import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import type { KoldanClient } from '../api/client';
import { connect } from '../api/connection';
import { rethrow } from '../api/errors';
import { listLanguages } from '../api/languages';
import { languagesOf, listModels } from '../api/models';
import { toNodeError } from '../api/nodeErrors';

/** The languages of the chosen model; none where nothing is known of it. */
async function languagesOfModel(
	context: ILoadOptionsFunctions,
	client: KoldanClient,
): Promise<string[]> {
	const chosen = context.getCurrentNodeParameter('model', { extractValue: true });
	if (!chosen) return [];
	const model = (await listModels(client)).find(({ id }) => id === chosen);
	return model ? languagesOf(model) : [];
}

/** A language's own name stands beside the English one, for those who look for it by that. */
async function languageNames(client: KoldanClient): Promise<Map<string, string>> {
	return new Map(
		(await listLanguages(client)).map((language) => {
			const { langTag, name, globalDisplayName, localDisplayName } = language;
			const names = [globalDisplayName || name, localDisplayName].filter(Boolean);
			return [langTag, [...new Set(names)].join(', ')];
		}),
	);
}

/**
 * The languages for the locator's list: those that the chosen model understands, otherwise all that Koldan knows. A server may
 * have only one of the two lists.
 */
export async function searchLanguages(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const { client } = await connect(this);
		const [ofModel, named] = await Promise.allSettled([
			languagesOfModel(this, client),
			languageNames(client),
		]);
		const tags = ofModel.status === 'fulfilled' ? ofModel.value : [];
		const names = named.status === 'fulfilled' ? named.value : new Map<string, string>();
		if (named.status === 'rejected' && tags.length === 0) return rethrow(named.reason);
		const wanted = filter.toLowerCase();
		const items = (tags.length > 0 ? tags : [...names.keys()]).map((tag): INodeListSearchItems => {
			const name = names.get(tag);
			return { name: name ? `${name} (${tag})` : tag, value: tag };
		});
		return {
			results: items
				.filter(({ name }) => name.toLowerCase().includes(wanted))
				.sort((a, b) => a.name.localeCompare(b.name)),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
