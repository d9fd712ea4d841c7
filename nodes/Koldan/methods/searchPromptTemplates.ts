import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../api/connection';
import { toNodeError } from '../api/nodeErrors';
import { listPromptTemplates } from '../api/promptTemplates';

/** The prompt templates for the locator's list, the assigned ones first. */
export async function searchPromptTemplates(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const { client } = await connect(this);
		const wanted = filter.toLowerCase();
		const templates = await listPromptTemplates(client);
		return {
			results: templates
				.filter(({ id, name }) => `${name} ${id}`.toLowerCase().includes(wanted))
				.map(({ id, name }) => ({ name, value: id })),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
